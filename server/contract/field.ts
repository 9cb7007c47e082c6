import * as v from 'valibot';

/** Input types of a connection definition that can be rendered. `template` inputs are computed and never shown. */
export const fieldTypes = ['string', 'text', 'password', 'boolean', 'data'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** A field's value on the wire: text, `"true"`/`"false"` for booleans, a list, or a key/value list. */
export const fieldValueSchema = v.union([
  v.pipe(v.string(), v.maxLength(65_536)),
  v.pipe(v.array(v.pipe(v.string(), v.maxLength(65_536))), v.maxLength(200)),
  v.pipe(
    v.array(v.strictObject({ key: v.pipe(v.string(), v.maxLength(1024)), value: v.pipe(v.string(), v.maxLength(65_536)) })),
    v.maxLength(200),
  ),
]);
export type FieldValue = v.InferOutput<typeof fieldValueSchema>;

/**
 * One visible field of a connection, ready to render. A secret's value is never here: `secret` fields carry `set` and `updatedAt` only.
 */
export const fieldSchema = v.object({
  key: v.string(),
  type: v.picklist(fieldTypes),
  label: v.string(),
  /** The label of the key column of a key/value list. */
  keyLabel: v.optional(v.string()),
  placeholder: v.optional(v.string()),
  /** Help text, Markdown. */
  help: v.optional(v.string()),
  helpUrl: v.optional(v.string()),
  example: v.optional(v.string()),
  required: v.boolean(),
  /** The allowed choices; renders a select. */
  model: v.optional(v.array(v.object({ label: v.string(), value: v.string() }))),
  collection: v.optional(v.picklist(['valuelist', 'keyvaluelist'])),
  /** The value can be set and replaced, never read back. */
  secret: v.boolean(),
  /** A regular expression the whole value should match; a mismatch warns and does not refuse, since vendors' patterns age. */
  pattern: v.optional(v.string()),
  patternMessage: v.optional(v.string()),
  /** Lowest and highest accepted number, or length of text for non-numeric input. */
  min: v.optional(v.number()),
  max: v.optional(v.number()),
  /** Shown only while another field has one of these values. */
  showWhen: v.optional(v.object({ field: v.string(), equals: v.array(v.string()) })),
  /** The stored value or, when nothing is stored, the default. Absent for secrets. */
  value: v.optional(fieldValueSchema),
  /** A value is stored for this customer (not merely defaulted). */
  set: v.boolean(),
  /** When it was last stored, ISO 8601. */
  updatedAt: v.optional(v.string()),
});
export type Field = v.InferOutput<typeof fieldSchema>;

/** What to do with one field: leave what is stored, store this instead, or remove what is stored. */
export const fieldPatchSchema = v.variant('op', [
  v.strictObject({ op: v.literal('keep') }),
  v.strictObject({ op: v.literal('replace'), value: fieldValueSchema }),
  v.strictObject({ op: v.literal('clear') }),
]);
export type FieldPatch = v.InferOutput<typeof fieldPatchSchema>;

/** A three-state patch. A field that is not named is kept, so re-saving a form can never blank a secret. */
export const fieldsPatchSchema = v.strictObject({
  fields: v.record(v.pipe(v.string(), v.maxLength(200)), fieldPatchSchema),
  /** The `revision` the form was rendered from; a different stored one answers `conflict`. Absent: last write wins. */
  revision: v.optional(v.number()),
});
export type FieldsPatch = v.InferOutput<typeof fieldsPatchSchema>;
