import { checkFieldValue, fieldErrorMessages, normalizeFieldValue, type FieldValue } from '../contract/index.ts';
import { joinPath, type FaultList } from './definition-error.ts';
import { FrozenMap } from './frozen-map.ts';
import type { ConfigVarInput, ConnectionDefinition, Input, Visibility } from './model.ts';
import { isUrlInput, providerUrl } from './oauth-inputs.ts';
import { isOAuthInput } from './oauth-roles.ts';
import { parseSafeUrl } from './safe-url.ts';
import type { WrittenPlacementShape } from './written-schema.ts';
import { readWrittenValue, usableDefault } from './written-value.ts';

/** What an integration says about each input: its value, who sees and sets it. */
export type Placements = Readonly<Record<string, Partial<WrittenPlacementShape>>>;

/** What a config variable says about all of its inputs. */
export interface PlacementDefaults {
  readonly visibility: Visibility;
  readonly isVisibleToOrganization: boolean;
}

/** Places a definition's inputs in an integration, in the definition's order. */
export function placeInputs(
  definition: ConnectionDefinition,
  placements: Placements,
  defaults: PlacementDefaults,
  path: string,
  faults: FaultList,
): ReadonlyMap<string, ConfigVarInput> {
  for (const key of Object.keys(placements)) {
    if (definition.inputs.some((input) => input.key === key)) continue;
    const known = definition.inputs.map((input) => input.key).join(', ');
    faults.add(
      joinPath(path, key),
      'unknown_input',
      `The connection "${definition.key}" has no input "${key}". It has: ${known}.`,
    );
  }
  return new FrozenMap(
    definition.inputs.map((input): [string, ConfigVarInput] => {
      const placement = Object.hasOwn(placements, input.key) ? placements[input.key] : undefined;
      const value = placement && parseValue(input, placement, joinPath(path, input.key), faults);
      const own = placement?.visibility ?? placement?.permissionAndVisibilityType ?? undefined;
      const visibility = decideVisibility(definition, input, own, value);
      const isHidden = placement?.visibleToOrgDeployer === false || !defaults.isVisibleToOrganization;
      return [
        input.key,
        {
          input: placement?.writeOnly === true ? { ...input, secret: true } : input,
          visibility: stricter(visibility, defaults.visibility),
          ...(isHidden ? { hiddenFromOrganization: true } : {}),
          ...(value === undefined ? {} : { value }),
        },
      ];
    }),
  );
}

function parseValue(
  input: Input,
  placement: Partial<WrittenPlacementShape>,
  path: string,
  faults: FaultList,
): FieldValue | undefined {
  if (placement.configVar) {
    faults.add(joinPath(path, 'configVar'), 'unsupported', 'A value cannot come from another config variable. Write a "value".');
  }
  const at = joinPath(path, 'value');
  const read = readWrittenValue(placement.value);
  if (read === undefined) return undefined;
  if (input.type === 'template') {
    faults.add(at, 'unsupported', 'A template input is computed and takes no value.');
    return undefined;
  }
  if (typeof read === 'object' && !Array.isArray(read)) {
    faults.add(at, 'wrong_shape', 'The value must be text, a number, a boolean, or a list for inputs with a "collection".');
    return undefined;
  }
  const { type, required, secret, key, model, collection, min, max } = input;
  const rules = {
    key,
    type,
    required,
    secret,
    ...(model ? { model: [...model] } : {}),
    ...(collection ? { collection } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
  const value = normalizeFieldValue(rules, read);
  const error = checkFieldValue(rules, value);
  if (error) faults.add(at, 'invalid_value', fieldErrorMessages[error]);
  else if (isUrlInput(key) && typeof value === 'string' && !parseSafeUrl(value)) {
    faults.add(at, 'invalid_url', 'This must be an https address (http only on localhost), without user name or fragment.');
  }
  return value;
}

/**
 * `customer` unless said otherwise, with two exceptions. What never reaches a screen cannot be a customer's. And OAuth inputs that are
 * already known (by a value, a default or the provider's facts) stay with the vendor: a customer should see a CONNECT button, not the
 * vendor's client ID, and must not be able to send the vendor's secret elsewhere.
 */
function decideVisibility(
  definition: ConnectionDefinition,
  input: Input,
  own: Visibility | undefined,
  value: FieldValue | undefined,
): Visibility {
  if (input.type === 'template') return 'organization';
  if (!input.shown) return own === 'embedded' ? 'embedded' : 'organization';
  if (own) return own;
  if (!isOAuthInput(definition, input.key)) return 'customer';
  const isKnown =
    value !== undefined ||
    usableDefault(input.default) !== undefined ||
    (isUrlInput(input.key) && providerUrl(definition.provider, input.key) !== undefined);
  return isKnown ? 'organization' : 'customer';
}

const strictness: readonly Visibility[] = ['customer', 'embedded', 'organization'];

function stricter(one: Visibility, other: Visibility): Visibility {
  return strictness.indexOf(one) > strictness.indexOf(other) ? one : other;
}
