import { isEmptyValue, isFieldShown, type Field, type FieldErrorCode, type FieldValue, type Role } from '../contract/index.ts';
import { fillTemplate, isPinned, plainInputs } from './effective-values.ts';
import type { ConfigVarInput, ConnectionConfigVar } from './model.ts';
import { isOAuthInput } from './oauth-roles.ts';
import { resolveOAuth } from './resolve-oauth.ts';
import { usableDefault } from './written-value.ts';

/**
 * The inputs somebody may see and set, in the definition's order. `customer`: those whose visibility says so. `organization`: also the
 * others that may be shown at all. `vendor` (by API): also those that never reach a screen. Never templates, nor what nothing stored
 * can change.
 */
export function fieldsFor(configVar: ConnectionConfigVar, role: Role | 'vendor'): readonly ConfigVarInput[] {
  return [...configVar.inputs.values()].filter((placed) => {
    if (placed.input.type === 'template' || isPinned(configVar, placed)) return false;
    if (role === 'vendor') return true;
    if (!placed.input.shown) return false;
    return role === 'customer' ? placed.visibility === 'customer' : placed.hiddenFromOrganization !== true;
  });
}

/**
 * One field as the tag gets it. A secret's value is never in it. A default that looks like a placeholder is offered as the placeholder.
 * @param stored what is stored for this customer, if anything; `value` is left out for secrets.
 */
export function toField(
  { input, value: vendorValue }: ConfigVarInput,
  stored: { readonly value?: FieldValue; readonly updatedAt?: Date } | undefined,
): Field {
  const given = vendorValue ?? usableDefault(input.default);
  const value = input.secret ? undefined : (stored?.value ?? given);
  const placeholder = input.placeholder ?? placeholderOf(input.default);
  return {
    key: input.key,
    type: input.type === 'template' ? 'string' : input.type,
    label: input.label,
    // A secret that the vendor provides already is not asked for: the tag could not know that it is there.
    required: input.required && !(input.secret && given !== undefined),
    secret: input.secret,
    set: stored !== undefined,
    ...(stored?.updatedAt ? { updatedAt: stored.updatedAt.toISOString() } : {}),
    ...(value === undefined ? {} : { value: copyValue(value) }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(input.keyLabel === undefined ? {} : { keyLabel: input.keyLabel }),
    ...(input.comments === undefined ? {} : { help: input.comments }),
    ...(input.helpUrl === undefined ? {} : { helpUrl: input.helpUrl }),
    ...(input.example === undefined ? {} : { example: input.example }),
    ...(input.model === undefined ? {} : { model: input.model.map((choice) => ({ ...choice })) }),
    ...(input.collection === undefined ? {} : { collection: input.collection }),
    ...(input.pattern === undefined ? {} : { pattern: input.pattern }),
    ...(input.patternMessage === undefined ? {} : { patternMessage: input.patternMessage }),
    ...(input.min === undefined ? {} : { min: input.min }),
    ...(input.max === undefined ? {} : { max: input.max }),
    ...(input.showWhen === undefined ? {} : { showWhen: { field: input.showWhen.field, equals: [...input.showWhen.equals] } }),
  };
}

function placeholderOf(written: FieldValue | undefined): string | undefined {
  return typeof written === 'string' && usableDefault(written) === undefined ? written : undefined;
}

function copyValue(value: FieldValue): FieldValue {
  return structuredClone(value);
}

/**
 * The keys of inputs that must be filled in before the connection can be made, in the definition's order: required ones that are not
 * hidden by `showWhen`, and what the OAuth client or a required template is made of.
 * @param values what {@link effectiveValues} gives; a stand-in may take the place of a secret.
 */
export function missingRequired(configVar: ConnectionConfigVar, values: ReadonlyMap<string, FieldValue>): string[] {
  const missing = new Set<string>();
  const inputs = plainInputs(configVar);
  for (const input of inputs.values()) {
    if (
      !input.required ||
      !isFieldShown(input.showWhen ? { showWhen: copyShowWhen(input.showWhen) } : {}, (key) => values.get(key))
    )
      continue;
    if (input.template === undefined) {
      if (isEmptyValue(values.get(input.key))) missing.add(input.key);
    } else {
      const filled = fillTemplate(input.key, input.template, inputs, values);
      if (!filled.ok && 'missing' in filled) filled.missing.forEach((key) => missing.add(key));
    }
  }
  // What a discovered server's client is made of is found out at CONNECT; only the address is asked for, and that is an input.
  if (configVar.definition.grant && !configVar.definition.provider?.discovery) {
    const resolved = resolveOAuth(configVar, values);
    if (!resolved.ok && 'missing' in resolved) resolved.missing.forEach((key) => missing.add(key));
  }
  const order = [...inputs.keys()];
  return [...missing].sort((one, other) => order.indexOf(one) - order.indexOf(other));
}

function copyShowWhen({ field, equals }: { readonly field: string; readonly equals: readonly string[] }) {
  return { field, equals: [...equals] };
}

/**
 * The first input whose value does not fit the address or host it is part of, in any connection: what to refuse when a form is saved.
 * @returns undefined when all templates that can be filled are sound.
 */
export function findInvalidTemplate(
  configVar: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
): { readonly key: string; readonly code: FieldErrorCode } | undefined {
  const inputs = plainInputs(configVar);
  for (const { key, template } of inputs.values()) {
    const filled = template === undefined ? undefined : fillTemplate(key, template, inputs, values);
    if (filled && !filled.ok && 'invalid' in filled) return filled.invalid;
  }
  return undefined;
}

/**
 * What the vendor's integration code gets as `fields`: every value, templates filled in. Of an OAuth connection without the inputs that
 * make up its client (the token stands for them); `clientSecret` least of all.
 */
export function fieldsForCode(
  configVar: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
): Record<string, FieldValue> {
  return Object.fromEntries([...values].filter(([key]) => !isOAuthInput(configVar.definition, key)));
}
