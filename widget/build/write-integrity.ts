import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes `integrity.json` beside the tag: the SHA-384 of its script and of every chunk that it loads later, by file name, in the form that
 * a script's `integrity` and an import map take.
 * @see https://www.w3.org/TR/SRI/ and https://html.spec.whatwg.org/multipage/webappapis.html#import-map-integrity-map
 */
export function writeIntegrity(): Plugin {
  return {
    name: 'write-integrity',
    applyToEnvironment: ({ name }) => name === 'tag',
    writeBundle({ dir = '.' }, bundle) {
      const digests = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? [[file.fileName, digestOf(file.code)] as const] : [],
      );
      writeFileSync(join(dir, 'integrity.json'), `${JSON.stringify(Object.fromEntries(digests), undefined, 2)}\n`);
    },
  };
}

function digestOf(code: string): string {
  return `sha384-${createHash('sha384').update(code).digest('base64')}`;
}
