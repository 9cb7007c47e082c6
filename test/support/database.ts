import { migrate, openEmbedded, openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { createDatabase } from './postgres.ts';

/** A migrated, empty database of one test file. */
export interface TestDatabase extends OpenDatabase {
  /** For a second server on the same data; undefined on the embedded database, which is one process only. */
  readonly url: string | undefined;
}

/**
 * Opens an empty, migrated database: on the Postgres of `TEST_DATABASE_URL` when that is set, else embedded and in memory.
 * `close()` leaves nothing behind.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) {
    const database = await openEmbedded({});
    await migrate(database);
    return { ...database, url: undefined };
  }
  const { url, drop } = await createDatabase(server);
  const database = openPostgres({ url });
  await migrate(database);
  return {
    ...database,
    url,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}
