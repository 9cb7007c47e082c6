import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['widget', join('server', 'contract')];
const output = join('dist', 'connection-config.js');

/** Builds the tag into `dist/`, unless the one that is there is newer than all of its sources. Returns whether it was built. */
export async function buildTag(root: string): Promise<boolean> {
  if (modifiedAt(join(root, output)) >= Math.max(...sources.map((folder) => newestIn(join(root, folder))))) return false;
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({ configFile: join(root, 'widget', 'vite.config.ts'), logLevel: 'error' });
  for (const name of ['tag', 'small']) {
    const environment = builder.environments[name];
    if (environment === undefined) throw new Error(`widget/vite.config.ts has no environment "${name}".`);
    await builder.build(environment);
  }
  return true;
}

function newestIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => modifiedAt(join(entry.parentPath, entry.name))));
}

/** Milliseconds since 1970; 0 when there is no such file. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
