/** A map that nobody can change once it is made: `Object.freeze` does not reach a Map's entries. */
export class FrozenMap<Key, Value> extends Map<Key, Value> {
  readonly #sealed: boolean = false;

  constructor(entries: Iterable<readonly [Key, Value]>) {
    super();
    for (const [key, value] of entries) super.set(key, value);
    this.#sealed = true;
  }

  override set(key: Key, value: Value): this {
    if (this.#sealed) throw new TypeError('This map is frozen.');
    return super.set(key, value);
  }

  override delete(): boolean {
    throw new TypeError('This map is frozen.');
  }

  override clear(): void {
    throw new TypeError('This map is frozen.');
  }
}

/** Freezes a value and everything inside it, the values of maps included. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(inner);
  return value;
}
