import { isEmptyValue, type FieldValue } from '../contract/index.ts';
import type { ConfigVarInput, ConnectionConfigVar, Input } from './model.ts';
import { isUrlInput } from './oauth-inputs.ts';
import { isOAuthInput } from './oauth-roles.ts';
import { fillText, fillUrl, parseUrlTemplate, templateShape, type Filled } from './template.ts';
import { usableDefault } from './written-value.ts';

/**
 * The values that count, by key: what is stored beats the vendor's value, which beats the input's default. Where the value is the
 * vendor's alone (visibility `organization`) the vendor's value beats what is stored. A default that looks like a placeholder counts as
 * none. Template inputs are computed from the others; one that cannot be filled is absent.
 */
export function effectiveValues(
  configVar: ConnectionConfigVar,
  stored: ReadonlyMap<string, FieldValue>,
): ReadonlyMap<string, FieldValue> {
  const values = new Map<string, FieldValue>();
  for (const [key, placed] of configVar.inputs) {
    if (placed.input.type === 'template') continue;
    const value = effectiveValue(configVar, placed, stored.get(key));
    if (!isEmptyValue(value) && value !== undefined) values.set(key, value);
  }
  const inputs = plainInputs(configVar);
  for (const { key, template } of inputs.values()) {
    if (template === undefined) continue;
    const filled = fillTemplate(key, template, inputs, values);
    if (filled.ok) values.set(key, filled.text);
  }
  return values;
}

function effectiveValue(
  configVar: ConnectionConfigVar,
  placed: ConfigVarInput,
  stored: FieldValue | undefined,
): FieldValue | undefined {
  const given = placed.value ?? usableDefault(placed.input.default);
  return isPinned(configVar, placed) || isEmptyValue(stored) ? given : stored;
}

/**
 * Whether nothing stored can change this value: the vendor's own value of an `organization` input, and the OAuth inputs that are known
 * from the definition. Whatever a customer saved while the input was still open to customers has no effect then, so that it cannot
 * lead the vendor's secret elsewhere; an address that differs per customer is declared `embedded`.
 */
export function isPinned({ definition }: ConnectionConfigVar, { input, visibility, value }: ConfigVarInput): boolean {
  if (visibility !== 'organization') return false;
  if (value !== undefined) return true;
  if (!isOAuthInput(definition, input.key)) return false;
  return usableDefault(input.default) !== undefined || isUrlInput(input.key);
}

/** The inputs of a config variable by key, as templates need them. */
export function plainInputs(configVar: ConnectionConfigVar): ReadonlyMap<string, Input> {
  let inputs = inputsOf.get(configVar);
  if (!inputs) {
    inputs = new Map([...configVar.inputs].map(([key, { input }]) => [key, input]));
    inputsOf.set(configVar, inputs);
  }
  return inputs;
}

/** Config variables do not change, and every hand-over asks for these. */
const inputsOf = new WeakMap<ConnectionConfigVar, ReadonlyMap<string, Input>>();

/** Fills one template input: as an address, as a host name, or as plain text, whatever it is. */
export function fillTemplate(
  key: string,
  template: string,
  inputs: ReadonlyMap<string, Input>,
  values: ReadonlyMap<string, FieldValue>,
): Filled {
  if (isUrlInput(key)) return fillUrl(template, inputs, values);
  const shape = templateShape(template);
  // A port or a scheme that is not the web's (ftp, amqp) makes it text: nothing is known about where its host ends.
  if (shape === 'url' && parseUrlTemplate(template)) return fillUrl(template, inputs, values);
  if (shape === 'host' && parseUrlTemplate(`https://${template}`)?.hostSuffix !== undefined) {
    const filled = fillUrl(`https://${template}`, inputs, values);
    return filled.ok ? { ok: true, text: filled.text.slice('https://'.length) } : filled;
  }
  return fillText(template, values);
}
