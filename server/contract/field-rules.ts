import type { Field, FieldPatch, FieldValue } from './field.ts';

/** Why a field's value is refused. The tag translates by code. */
export type FieldErrorCode =
  | 'required'
  | 'placeholder_value'
  | 'not_a_choice'
  | 'not_a_boolean'
  | 'too_small'
  | 'too_large'
  | 'too_short'
  | 'too_long'
  | 'wrong_shape'
  | 'unknown_field'
  | 'invalid_host'
  | 'invalid_address'
  | 'control_characters';

/** What the rules need to know of a field: a subset of the wire's {@link Field}, so both sides call the same function. */
export type FieldRules = Pick<
  Field,
  'key' | 'type' | 'required' | 'model' | 'collection' | 'min' | 'max' | 'showWhen' | 'secret'
>;

/** English sentence for each code, for logs and API users; the tag has its own translations. */
export const fieldErrorMessages: Record<FieldErrorCode, string> = {
  required: 'A value is required.',
  placeholder_value: 'Replace the placeholder with your own value.',
  not_a_choice: 'Choose one of the listed values.',
  not_a_boolean: 'The value must be "true" or "false".',
  too_small: 'The number is too small.',
  too_large: 'The number is too large.',
  too_short: 'The value is too short.',
  too_long: 'The value is too long.',
  wrong_shape: 'The value has the wrong shape for this field.',
  unknown_field: 'There is no such field.',
  invalid_host: 'This does not form a valid host name. Enter only the part that is asked for.',
  invalid_address: 'This is no address that can be called. Enter the whole address; it begins with https://.',
  control_characters: 'The value contains characters that are not allowed here.',
};

// YOUR-DOMAIN, <ACCOUNT_ID>, {{tenant}}, xxxx: defaults that a person is meant to overwrite.
const placeholderLike = /<[A-Z0-9_ -]{2,}>|\bYOUR[-_ ][A-Z0-9_-]+|^\{\{[^#}][^}]*\}\}$|^x{4,}$/;

/** Whether a value looks like an author's placeholder (`YOUR-ZENDESK-DOMAIN`, `<ACCOUNT_ID>`) and so counts as not filled in. */
export function isPlaceholderLike(value: string): boolean {
  return placeholderLike.test(value);
}

/** Whether a value counts as empty: blank text, no entries, or entries that are all blank. */
export function isEmptyValue(value: FieldValue | undefined): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return value.every((entry) =>
    typeof entry === 'string' ? entry.trim() === '' : entry.key.trim() === '' && entry.value.trim() === '',
  );
}

/**
 * Checks one value against its field. Used while typing, on save in the tag, and on the server before storing.
 * @returns the first rule that is broken, or undefined. A `pattern` mismatch is a warning and not checked here.
 */
export function checkFieldValue(field: FieldRules, value: FieldValue | undefined): FieldErrorCode | undefined {
  if (isEmptyValue(value) || value === undefined) return field.required ? 'required' : undefined;
  if (!hasShape(field, value)) return 'wrong_shape';
  if (keysOf(value).some((key) => forbiddenInLine.test(key))) return 'control_characters';
  for (const text of textsOf(value)) {
    const error = checkText(field, text);
    if (error) return error;
  }
  return undefined;
}

function hasShape(field: FieldRules, value: FieldValue): boolean {
  if (field.collection === undefined) return typeof value === 'string';
  if (typeof value === 'string') return false;
  return value.every((entry) => (typeof entry === 'string') === (field.collection === 'valuelist'));
}

function textsOf(value: FieldValue): string[] {
  if (typeof value === 'string') return [value];
  return value.map((entry) => (typeof entry === 'string' ? entry : entry.value));
}

function keysOf(value: FieldValue): string[] {
  if (typeof value === 'string') return [];
  return value.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.key]));
}

// Multi-line values (PEM keys) need line breaks and tabs; single-line ones would smuggle header lines with them.
const forbiddenInText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const forbiddenInLine = /[\u0000-\u001f\u007f]/;

function checkText(field: FieldRules, text: string): FieldErrorCode | undefined {
  if (field.type === 'boolean') return text === 'true' || text === 'false' ? undefined : 'not_a_boolean';
  if (field.model && !field.model.some((choice) => choice.value === text)) return 'not_a_choice';
  const isMultiLine = field.type === 'text' || field.type === 'data';
  if ((isMultiLine ? forbiddenInText : forbiddenInLine).test(text)) return 'control_characters';
  if (!field.model && isPlaceholderLike(text)) return 'placeholder_value';
  return checkBounds(field, text);
}

function checkBounds(field: FieldRules, text: string): FieldErrorCode | undefined {
  const number = /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
  if (number !== undefined) {
    if (field.min !== undefined && number < field.min) return 'too_small';
    if (field.max !== undefined && number > field.max) return 'too_large';
    return undefined;
  }
  if (field.min !== undefined && text.length < field.min) return 'too_short';
  if (field.max !== undefined && text.length > field.max) return 'too_long';
  return undefined;
}

/** Whether a field is shown, given the current values of its siblings (by key). */
export function isFieldShown(field: Pick<Field, 'showWhen'>, valueOf: (key: string) => FieldValue | undefined): boolean {
  if (!field.showWhen) return true;
  const other = valueOf(field.showWhen.field);
  return typeof other === 'string' && field.showWhen.equals.includes(other);
}

/**
 * Trims what people paste around single-line values (a trailing newline or space breaks client IDs and keys).
 * Multi-line values and choices are left alone.
 */
export function normalizeFieldValue(field: Pick<Field, 'type' | 'model'>, value: FieldValue): FieldValue {
  if (field.model || field.type === 'text' || field.type === 'data') return value;
  if (typeof value === 'string') return value.trim();
  return value.every((entry) => typeof entry === 'string')
    ? value.map((entry) => entry.trim())
    : value.map((entry) =>
        typeof entry === 'string' ? { key: entry, value: '' } : { key: entry.key.trim(), value: entry.value.trim() },
      );
}

/**
 * Checks a whole patch as it would stand after saving: kept secrets count as filled in, hidden fields are not required.
 * @returns an error code per field key; empty when the patch may be stored.
 */
export function checkFieldsPatch(
  fields: readonly (FieldRules & Pick<Field, 'set' | 'value'>)[],
  patch: Readonly<Record<string, FieldPatch>>,
): Map<string, FieldErrorCode> {
  const errors = new Map<string, FieldErrorCode>();
  const known = new Map(fields.map((field) => [field.key, field]));
  for (const key of Object.keys(patch)) if (!known.has(key)) errors.set(key, 'unknown_field');

  const valueAfter = (key: string): FieldValue | undefined => {
    const change = Object.hasOwn(patch, key) ? patch[key] : undefined;
    if (change?.op === 'replace') return change.value;
    return change?.op === 'clear' ? undefined : known.get(key)?.value;
  };
  for (const field of fields) {
    if (!isFieldShown(field, valueAfter)) continue;
    const change = Object.hasOwn(patch, field.key) ? patch[field.key] : undefined;
    const keptSecret = field.secret && field.set && (change === undefined || change.op === 'keep');
    const error = keptSecret ? undefined : checkFieldValue(field, valueAfter(field.key));
    if (error) errors.set(field.key, error);
  }
  return errors;
}
