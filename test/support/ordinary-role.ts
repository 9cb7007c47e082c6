import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { createDatabase, type TestDatabase } from './postgres.ts';

/** A {@link TestDatabase} whose address logs in as an ordinary role, its owner. */
export interface OrdinaryDatabase extends TestDatabase {
  readonly role: string;
  /** Runs statements in it as the superuser. */
  administer(statements: string): Promise<void>;
}

/** An empty database that belongs to a role which is no superuser. @param attributes of the role, as `create role` takes them. */
export async function createDatabaseOfOrdinaryRole(serverUrl: string, attributes = ''): Promise<OrdinaryDatabase> {
  const { url, drop } = await createDatabase(serverUrl);
  const role = `ordinary_${randomBytes(8).toString('hex')}`;
  const name = new URL(url).pathname.slice(1);
  const run = async (address: string, statements: string) => {
    const sql = postgres(address, { max: 1, onnotice: () => undefined });
    await sql.unsafe(statements).finally(() => sql.end());
  };
  await run(serverUrl, `create role ${role} login ${attributes}`);
  await run(serverUrl, `alter database ${name} owner to ${role}`);
  const own = new URL(url);
  own.username = role;
  return {
    url: own.href,
    role,
    administer: (statements) => run(url, statements),
    drop: async () => {
      await drop();
      await run(serverUrl, `drop role ${role}`);
    },
  };
}
