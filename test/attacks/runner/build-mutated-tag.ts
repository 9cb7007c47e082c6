import { join, relative, sep } from 'node:path';
import { createBuilder } from 'vite';
import { projectRoot } from '../../support/runner/run-program.ts';
import type { Edit } from '../attack-case.ts';
import { mutateSource } from '../mutate-source.ts';

/** Whether an edit changes what the built tag is made of. */
export function changesTag(mutation: readonly Edit[]): boolean {
  return mutation.some(({ file }) => file.startsWith('widget/') || file.startsWith('server/contract/'));
}

/** Builds the tag with the edits applied into a folder of its own; `dist/` is left as it is. */
export async function buildMutatedTag(mutation: readonly Edit[], outDir: string): Promise<void> {
  const builder = await createBuilder({
    configFile: join(projectRoot, 'widget', 'vite.config.ts'),
    logLevel: 'error',
    environments: { tag: { build: { outDir, emptyOutDir: false } }, small: { build: { outDir, emptyOutDir: false } } },
    plugins: [
      {
        name: 'mutate',
        enforce: 'pre',
        transform(code, id) {
          // What is fetched on demand has copies of its own, `….ts?on-demand`.
          const file = relative(projectRoot, id.replace(/\?.*$/, '')).split(sep).join('/');
          return mutation.some((edit) => edit.file === file) ? mutateSource(code, file, mutation) : undefined;
        },
      },
    ],
  });
  for (const name of ['tag', 'small']) {
    const environment = builder.environments[name];
    if (environment === undefined) throw new Error(`widget/vite.config.ts has no environment "${name}".`);
    await builder.build(environment);
  }
}

/** Makes the server that a whole-product test starts serve the tag of this folder. */
export function serveTagFrom(folder: string): Edit {
  return {
    file: 'server/serve.ts',
    find: 'tagDirectory: findTagDirectory(),',
    replace: `tagDirectory: ${JSON.stringify(folder)},`,
  };
}
