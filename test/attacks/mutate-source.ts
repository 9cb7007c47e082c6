import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './attack-case.ts';

/** The source with every edit for this file applied. @throws Error when an edit does not fit exactly once: it has gone stale. */
export function mutateSource(source: string, file: string, edits: readonly Edit[]): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((text, { find, replace }) => {
      const parts = text.split(find);
      if (parts.length !== 2) throw new Error(`${file}: expected once, found ${parts.length - 1} times: ${find}`);
      return parts.join(replace);
    }, source);
}

/** Checks that every edit still fits its file. */
export function checkEdits(root: string, edits: readonly Edit[]): void {
  for (const file of new Set(edits.map((edit) => edit.file))) mutateSource(readFileSync(join(root, file), 'utf8'), file, edits);
}
