import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import postgres from 'postgres';
import { createDatabase, type PostgresServer, startPostgres } from './postgres.ts';

describe('startPostgres', () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('gives every test file an empty database of its own', async () => {
    const [one, other] = await Promise.all([createDatabase(server.url), createDatabase(server.url)]);
    await using sql = connect(one.url);
    await sql.client`create table only_here (id int)`;
    await using otherSql = connect(other.url);
    const [row] = await otherSql.client`select to_regclass('only_here') as found`;
    assert.equal(row?.found, null);
  });

  it('keeps committed rows when it is restarted', async () => {
    const { url } = await createDatabase(server.url);
    {
      await using sql = connect(url);
      await sql.client`create table kept as select 7 as id`;
    }
    await server.restart();
    await using sql = connect(url);
    assert.deepEqual([...(await sql.client`select id from kept`)], [{ id: 7 }]);
  });

  it('drops a database although somebody is still connected to it', async () => {
    const database = await createDatabase(server.url);
    await using sql = connect(database.url);
    await sql.client`select 1`;
    await database.drop();
    await assert.rejects(sql.client`select 1`);
  });
});

function connect(url: string): AsyncDisposable & { client: postgres.Sql } {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  return { client, [Symbol.asyncDispose]: () => client.end({ timeout: 1 }) };
}
