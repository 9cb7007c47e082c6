import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../support/runner/run-program.ts';

const run = promisify(execFile);

/** The package as `npm publish` would send it, in a folder of its own. */
export interface PackedPackage {
  /** Path of the tarball. */
  readonly tarball: string;
  remove(): void;
}

/** Packs what `npm run build` has left in `dist/`. */
export async function pack(): Promise<PackedPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-package-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: projectRoot });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error('npm packed nothing.');
  return { tarball: join(folder, packed.filename), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
