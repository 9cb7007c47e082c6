import { isEmptyValue, isPlaceholderLike, type FieldValue } from '../contract/index.ts';

/**
 * Reads a value as a vendor wrote it: booleans and numbers become text, `null` and empty text mean none.
 * @returns undefined for none, `'wrong_shape'` (as an object, to tell it from text) for what no field can hold.
 */
export function readWrittenValue(written: unknown): FieldValue | undefined | { readonly fault: 'wrong_shape' } {
  if (written === undefined || written === null || written === '') return undefined;
  const single = asText(written);
  if (single !== undefined) return single;
  if (!Array.isArray(written)) return { fault: 'wrong_shape' };
  const texts = written.flatMap((entry) => asText(entry) ?? []);
  if (texts.length === written.length) return texts;
  const pairs = written.flatMap((entry) => asPair(entry) ?? []);
  return pairs.length === written.length ? pairs : { fault: 'wrong_shape' };
}

function asText(written: unknown): string | undefined {
  if (typeof written === 'string') return written;
  return typeof written === 'boolean' || typeof written === 'number' ? String(written) : undefined;
}

function asPair(written: unknown): { key: string; value: string } | undefined {
  if (typeof written !== 'object' || written === null || !('key' in written) || !('value' in written)) return undefined;
  const [key, value] = [asText(written.key), asText(written.value)];
  return key === undefined || value === undefined ? undefined : { key, value };
}

// What authors write besides: a whole value that no third party would give. In a value that is typed it may be meant.
const fillerLike = /^(<[^<>]+>|x{3,}|\.{3,}|change[-_ ]?me|replace[-_ ]?me|insert[-_ ].+)$|\byour[-_][a-z0-9]/i;

/** A default that a person need not replace: neither empty nor an author's placeholder. */
export function usableDefault(value: FieldValue | undefined): FieldValue | undefined {
  if (isEmptyValue(value)) return undefined;
  return typeof value === 'string' && (isPlaceholderLike(value) || fillerLike.test(value.trim())) ? undefined : value;
}
