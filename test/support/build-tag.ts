import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { createBuilder } from 'vite';
import { mutateSource } from '../attacks/mutate-source.ts';
import { readMutation } from '../attacks/mutation-environment.ts';

const root = join(import.meta.dirname, '..', '..');

/** The tag as it ships, in a folder of its own. */
export interface BuiltTag {
  readonly directory: string;
  remove(): void;
}

/** Builds the tag from the sources of this moment, which takes a second; with the edits of `ATTACK_MUTATION` if that is set. */
export async function buildTag(): Promise<BuiltTag> {
  const directory = mkdtempSync(join(tmpdir(), 'connection-config-tag-'));
  const builder = await createBuilder({
    configFile: join(root, 'widget', 'vite.config.ts'),
    logLevel: 'error',
    plugins: [mutateWhileBuilding()],
    environments: { tag: { build: { outDir: directory } } },
  });
  const tag = builder.environments['tag'];
  if (tag === undefined) throw new Error('widget/vite.config.ts has no environment "tag".');
  await builder.build(tag);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The hooks of `mutate-on-load.ts` see what Node loads; a bundler reads its sources by itself. */
function mutateWhileBuilding(): Plugin {
  const mutation = readMutation();
  const fileById = new Map(mutation.map(({ file }) => [join(root, file), file]));
  return {
    name: 'mutate-while-building',
    enforce: 'pre',
    transform(code, id) {
      const file = fileById.get(id);
      return file === undefined ? null : { code: mutateSource(code, file, mutation), map: null };
    },
  };
}
