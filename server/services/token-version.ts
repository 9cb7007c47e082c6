// A credential of one generation is renewed less often than this.
const versionsPerGeneration = 1_000_000;

/**
 * The `version` the vendor's code sees: one number over generation and version, so that a token of an earlier grant, reported late, never
 * passes for one of the grant that took its place.
 */
export function tokenVersion({ generation, version }: { readonly generation: number; readonly version: number }): number {
  return generation * versionsPerGeneration + version;
}
