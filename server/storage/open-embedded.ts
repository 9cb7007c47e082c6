import { join } from 'node:path';
import type { OpenDatabase } from './database.ts';
import { loadEmbedded } from './drizzle.ts';
import { lockFolder } from './folder-lock.ts';

/** Options of {@link openEmbedded}. */
export interface EmbeddedOptions {
  /** Where the data lives. Absent: in memory, gone at the end. */
  readonly dataDir?: string;
  /** A data folder dumped earlier (`PGlite.dumpDataDir`), loaded instead of initialising a new one. */
  readonly template?: Blob;
}

/**
 * Opens the embedded Postgres: for development, demos and tests. It is one process with one connection and is not safe against power
 * loss; production is `DATABASE_URL`.
 * @throws FolderLockedError when another process uses the folder.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<OpenDatabase & { dump(): Promise<Blob> }> {
  const release = options.dataDir === undefined ? () => undefined : lockFolder(options.dataDir);
  try {
    const { PGlite, drizzleOnEmbedded } = loadEmbedded();
    const client = await PGlite.create({
      ...(options.dataDir === undefined ? {} : { dataDir: join(options.dataDir, 'postgres') }),
      ...(options.template === undefined ? {} : { loadDataDir: options.template }),
    });
    return {
      db: drizzleOnEmbedded(client),
      kind: 'embedded',
      withoutTimeLimit: (work) => work(),
      dump: () => client.dumpDataDir('none'),
      close: async () => {
        await client.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
