/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The member at a path; only an object's own members count, so `__proto__` and `constructor` find nothing. A number counts into a list,
 * `*` gives what is found in each of its members.
 */
export function memberAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(value)) {
    if (name === '*') return value.map((member: unknown) => memberAt(member, rest)).filter((found) => found !== undefined);
    return /^\d+$/.test(name) ? memberAt(value[Number(name)], rest) : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, name) ? memberAt(value[name], rest) : undefined;
}

/** Whether `value` nests deeper than `levels`. Stops there, so it is safe on what a stranger sent. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}
