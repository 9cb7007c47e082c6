import type { Random } from './random.ts';

const maxLength = 4096;
const edges = [
  '0',
  '-1',
  '1e999',
  '9007199254740993',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '%00',
  '%',
  '&',
  '=',
  '\0',
  '\r\n',
  '\ud800',
];

type Mutation = (bytes: Buffer, random: Random, material: Material) => Buffer;

/** What to take pieces from. */
export interface Material {
  readonly words: readonly string[];
  readonly corpus: readonly Buffer[];
}

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const copy = Buffer.from(bytes);
    const at = random.below(Math.max(copy.length, 1));
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  function setByte(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  function remove(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeat(bytes, random) {
    const [from, to] = range(bytes, random);
    const times = 1 + random.below(random.below(8) === 0 ? 64 : 3);
    const part = bytes.subarray(from, to);
    return Buffer.concat([bytes.subarray(0, to), ...Array.from({ length: times }, () => part), bytes.subarray(to)]);
  },
  (bytes, random, { words }) => insert(bytes, random, random.pick(words.length > 0 ? words : edges)),
  (bytes, random) => insert(bytes, random, random.pick(edges)),
  function overwriteWithWord(bytes, random, { words }) {
    const word = Buffer.from(random.pick(words.length > 0 ? words : edges));
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + word.length)]);
  },
  function splice(bytes, random, { corpus }) {
    const other = random.pick(corpus);
    return Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]);
  },
];

/** A few random changes to bytes. */
export function mutateBytes(bytes: Buffer, random: Random, material: Material): Buffer {
  let mutated = bytes;
  const changes = 1 + random.below(4);
  for (let change = 0; change < changes; change += 1) mutated = random.pick(mutations)(mutated, random, material);
  return mutated.subarray(0, maxLength);
}

function insert(bytes: Buffer, random: Random, text: string): Buffer {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]);
}

function range(bytes: Buffer, random: Random): [number, number] {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(from + 1 + random.below(32), bytes.length)];
}
