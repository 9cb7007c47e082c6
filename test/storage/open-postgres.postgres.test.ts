import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { createDatabase, type TestDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/rows-of.ts';

describe('openPostgres', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createDatabase(process.env['TEST_DATABASE_URL'] ?? '');
  });
  after(() => database.drop());

  /** With one connection, so that the statements it has prepared are those that count. */
  const withOne = async (options: { prepare?: boolean }, work: (open: OpenDatabase) => Promise<void>): Promise<void> => {
    const open = openPostgres({ url: database.url, poolSize: 1, ...options });
    try {
      await work(open);
    } finally {
      await open.close();
    }
  };
  const prepared = async (open: OpenDatabase): Promise<number> => {
    // The driver prepares its own "commit".
    const ours = sql`select count(*)::int as count from pg_prepared_statements where statement <> 'commit'`;
    const [row] = await rowsOf<{ count: number }>(open, ours);
    return row?.count ?? Number.NaN;
  };
  const add = (number: number) => sql`select ${number}::int + 1 as sum`;

  it('prepares a statement with parameters once, in and out of transactions', async () => {
    await withOne({}, async (open) => {
      await rowsOf(open, add(1));
      await open.db.transaction(async (tx) => void (await tx.execute(add(2))));
      assert.equal(await prepared(open), 1);
    });
  });

  it('prepares nothing where a pooler would lose it', async () => {
    await withOne({ prepare: false }, async (open) => {
      assert.deepEqual(await rowsOf(open, add(1)), [{ sum: 2 }]);
      assert.equal(await prepared(open), 0);
    });
  });

  it('prepares no more than 500 different statements, and runs any', async () => {
    await withOne({}, async (open) => {
      for (let number = 0; number < 510; number += 1) {
        const [row] = await rowsOf<Record<string, number>>(open, sql`select ${number}::int as ${sql.identifier(`n${number}`)}`);
        assert.equal(row?.[`n${number}`], number);
      }
      assert.equal(await prepared(open), 500);
    });
  });
});
