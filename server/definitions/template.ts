import type { FieldErrorCode, FieldValue } from '../contract/index.ts';
import type { Input } from './model.ts';
import { authorityOf, isDnsLabel, isHostName, parseSafeUrl } from './safe-url.ts';

const slotPattern = /\{\{#\s*([\w-]+)\s*\}\}/g;

/**
 * Where in an address a slot stands. `label`: in a host whose end is fixed, `https://{{#shop}}.example.com`. `host`: it decides the
 * host, `https://{{#host}}/x`. `origin`: it is the whole beginning, `{{#baseUrl}}/x`.
 */
type SlotPlace = 'label' | 'host' | 'origin' | 'path' | 'query';

interface Slot {
  readonly key: string;
  readonly place: SlotPlace;
}

/** An address with slots, taken apart: literals and slots in turn. */
export interface UrlTemplate {
  readonly parts: readonly (string | Slot)[];
  /** What the host ends with, whatever the slots hold; undefined when a slot decides the host, or there is none in it. */
  readonly hostSuffix?: string;
}

/** What filling a template gives: text, or the inputs that have no value yet, or the one whose value does not fit. */
export type Filled =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly missing: readonly string[] }
  | { readonly ok: false; readonly invalid: { readonly key: string; readonly code: FieldErrorCode } };

/** The inputs a template refers to, each once, in order. */
export function slotKeys(template: string): string[] {
  return [...new Set(Array.from(template.matchAll(slotPattern), ([, key]) => key ?? ''))];
}

/** Replaces slots by other templates, for those that have one. */
export function expandSlots(template: string, templateOf: (key: string) => string | undefined): string {
  return template.replace(slotPattern, (slot, key: string) => templateOf(key) ?? slot);
}

/** Whether braces remain that are no slot, for example `{{ key }}` without its `#`. */
export function hasMalformedSlot(template: string): boolean {
  return /\{\{|\}\}/.test(template.replace(slotPattern, ''));
}

/** Whether a template is an address, or the host name of one: then its slots are checked for what they may hold. */
export function templateShape(template: string): 'url' | 'host' | 'text' {
  if (/^https?:\/\//i.test(template)) return 'url';
  const bare = template.replace(slotPattern, 'slot');
  return slotKeys(template).length > 0 && /^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/i.test(bare) ? 'host' : 'text';
}

/**
 * Takes an address with slots apart.
 * @returns undefined when it can never make an acceptable address: another scheme, a user name in it, text glued to a whole origin.
 */
export function parseUrlTemplate(template: string): UrlTemplate | undefined {
  const known = parsedTemplates.get(template);
  if (known !== undefined || parsedTemplates.has(template)) return known;
  const parsed = takeApart(template);
  if (parsedTemplates.size >= mostParsed) parsedTemplates.clear();
  parsedTemplates.set(template, parsed);
  return parsed;
}

/** The same few templates are filled all day: those of the definitions that are in use. */
const parsedTemplates = new Map<string, UrlTemplate | undefined>();
const mostParsed = 1_000;

function takeApart(template: string): UrlTemplate | undefined {
  const probe = template.replace(slotPattern, 'slot');
  const startsWithSlot = template.search(slotPattern) === 0;
  if (startsWithSlot ? !/^slot([/?]|$)/.test(probe) : parseSafeUrl(probe) === undefined) return undefined;

  const authority = startsWithSlot ? '' : authorityOf(template.replace(slotPattern, '\u0000'));
  const suffix = authority.includes('\u0000') ? fixedSuffix(authority) : undefined;
  const parts: (string | Slot)[] = [];
  let end = 0;
  let before = '';
  for (const match of template.matchAll(slotPattern)) {
    const literal = template.slice(end, match.index);
    before += literal;
    parts.push(literal, { key: match[1] ?? '', place: placeOf(before, suffix !== undefined) });
    before += '\u0000';
    end = match.index + match[0].length;
  }
  parts.push(template.slice(end));
  return { parts, ...(suffix === undefined ? {} : { hostSuffix: suffix }) };
}

/** The fixed end of a host: two labels at least, so that no slot can choose whose domain it is; or this machine. */
function fixedSuffix(authority: string): string | undefined {
  const suffix = authority
    .slice(authority.lastIndexOf('\u0000') + 1)
    .replace(/:\d+$/, '')
    .toLowerCase();
  return /\.[a-z0-9-]+\.[a-z0-9-]+$|\.localhost$/.test(suffix) ? suffix : undefined;
}

function placeOf(before: string, isSuffixFixed: boolean): SlotPlace {
  if (before === '') return 'origin';
  const rest = before.replace(/^https?:\/\//i, '');
  if (rest.includes('?')) return 'query';
  if (rest.includes('/') || before.startsWith('\u0000')) return 'path';
  return isSuffixFixed ? 'label' : 'host';
}

/** Slots that let whoever fills them choose the host: whole hosts and origins whose inputs promise no suffix. */
export function hostChoosingSlots(template: UrlTemplate, inputs: ReadonlyMap<string, Input>): string[] {
  return template.parts.flatMap((part) =>
    typeof part === 'object' &&
    (part.place === 'host' || part.place === 'origin') &&
    inputs.get(part.key)?.hostSuffix === undefined
      ? [part.key]
      : [],
  );
}

/** Fills slots with values as they are. */
export function fillText(template: string, values: ReadonlyMap<string, FieldValue>): Filled {
  const missing = slotKeys(template).filter((key) => !hasText(values.get(key)));
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, text: template.replace(slotPattern, (_slot, key: string) => String(values.get(key))) };
}

/**
 * Fills an address. What a slot holds cannot leave its place: a label stays one label of the host, the fixed end of a host stays its
 * end, path and query values are encoded.
 */
export function fillUrl(template: string, inputs: ReadonlyMap<string, Input>, values: ReadonlyMap<string, FieldValue>): Filled {
  const parsed = parseUrlTemplate(template);
  const keys = slotKeys(template);
  const [firstKey] = keys;
  if (!parsed) return { ok: false, invalid: { key: firstKey ?? '', code: 'invalid_host' } };
  const missing = keys.filter((key) => !hasText(values.get(key)));
  if (missing.length > 0) return { ok: false, missing };

  let text = '';
  for (const part of parsed.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const filled = fillSlot(part, inputs.get(part.key), String(values.get(part.key)));
    if (!filled.ok) return filled;
    text += filled.text;
  }
  return hostIsIntact(text, parsed, inputs)
    ? { ok: true, text }
    : { ok: false, invalid: { key: hostKey(parsed), code: 'invalid_host' } };
}

function fillSlot(slot: Slot, input: Input | undefined, value: string): Filled {
  const refuse = (code: FieldErrorCode): Filled => ({ ok: false, invalid: { key: slot.key, code } });
  if (/[\u0000-\u001f\u007f]/.test(value)) return refuse('control_characters');
  if (input?.model && !input.model.some((choice) => choice.value === value)) return refuse('not_a_choice');
  switch (slot.place) {
    case 'label':
      return isDnsLabel(value.toLowerCase()) ? { ok: true, text: value.toLowerCase() } : refuse('invalid_host');
    case 'host':
      return isHostName(value.toLowerCase().replace(/:\d{1,5}$/, ''))
        ? { ok: true, text: value.toLowerCase() }
        : refuse('invalid_host');
    case 'origin':
      return parseSafeUrl(value)?.search === '' ? { ok: true, text: value.replace(/\/+$/, '') } : refuse('invalid_address');
    case 'path':
      if (!value.isWellFormed() || value.split('/').some((segment) => segment === '.' || segment === '..'))
        return refuse('wrong_shape');
      return { ok: true, text: value.split('/').map(encodeURIComponent).join('/') };
    case 'query':
      return value.isWellFormed() ? { ok: true, text: encodeURIComponent(value) } : refuse('wrong_shape');
  }
}

/** The last word: the finished address, read as every client reads it, still has the host that was put together. */
function hostIsIntact(text: string, { parts, hostSuffix }: UrlTemplate, inputs: ReadonlyMap<string, Input>): boolean {
  const url = parseSafeUrl(text);
  if (!url || url.hostname !== authorityOf(text).replace(/:\d+$/, '').toLowerCase()) return false;
  const promised = parts.flatMap((part) => {
    const decidesHost = typeof part === 'object' && part.place !== 'path' && part.place !== 'query';
    const suffix = decidesHost ? inputs.get(part.key)?.hostSuffix : undefined;
    return suffix === undefined ? [] : [suffix];
  });
  return [hostSuffix, ...promised].every((suffix) => suffix === undefined || endsWithSuffix(url.hostname, suffix));
}

function endsWithSuffix(hostname: string, suffix: string): boolean {
  return hostname.endsWith(suffix.toLowerCase()) && hostname.length > suffix.length;
}

function hostKey({ parts }: UrlTemplate): string {
  return parts.find((part) => typeof part === 'object')?.key ?? '';
}

function hasText(value: FieldValue | undefined): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
