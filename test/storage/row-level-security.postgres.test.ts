import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eq, getTableName, is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import postgres, { type Sql } from 'postgres';
import { paths } from '../../server/contract/index.ts';
import * as schema from '../../server/storage/schema.ts';
import { inspectTenantRole, migrate, openPostgres, type OpenDatabase, type TenantRole } from '../../server/storage/index.ts';
import { withinCustomer } from '../../server/storage/within-customer.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { freePort } from '../support/free-port.ts';
import { createDatabaseOfOrdinaryRole, type OrdinaryDatabase } from '../support/ordinary-role.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';

const serverUrl = process.env['TEST_DATABASE_URL'] ?? '';
const tables = Object.values(schema)
  .flatMap((each: unknown) => (is(each, PgTable) ? [each] : []))
  .map((table) => ({ name: getTableName(table), columns: getTableConfig(table).columns.map(({ name }) => name) }));
const ofTenants = tables.filter(({ columns }) => columns.includes('customer_id')).map(({ name }) => name);
const refused = { code: '42501' };

const roleOf = (state: TenantRole): string => {
  if (state.kind === 'missing') throw new Error(state.reason);
  return state.role;
};

describe('T17: the database’s own rule about tenants, for an ordinary role', () => {
  let own: OrdinaryDatabase;
  let database: OpenDatabase;
  let client: Sql;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;
  let role: string;
  let me: string;
  let them: string;

  before(async () => {
    own = await createDatabaseOfOrdinaryRole(serverUrl, 'createrole');
    database = openPostgres({ url: own.url });
    client = postgres(own.url, { max: 2, onnotice: () => undefined });
    role = roleOf(await migrate(database));
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    server = await startConnectionServer({ database, port, config: syncConfig(provider) });
    vendor = new Vendor(server);
    for (const id of ['mine', 'theirs']) {
      const page = await vendor.openPage({ customer: { id } });
      assert.equal((await page.connect('erp', new Window(server))).state, 'succeeded');
    }
    const idOf = async (externalId: string) =>
      (await client<{ id: string }[]>`select id from customers where external_id = ${externalId}`)[0]?.id ?? '';
    me = await idOf('mine');
    them = await idOf('theirs');
  });
  after(async () => {
    await server.close();
    await provider.stop();
    await client.end({ timeout: 5 });
    await database.close();
    await own.drop();
  });

  /** As the tenants' role, for a customer or for none; leaves nothing behind. */
  const bound = async <Row>(customerId: string | undefined, statement: string, values: string[] = []): Promise<Row[]> => {
    let rows: Row[] = [];
    await client
      .begin(async (tx) => {
        await tx.unsafe(`set local role "${role}"`);
        if (customerId !== undefined) await tx`select set_config('connection_config.customer', ${customerId}, true)`;
        rows = [...(await tx.unsafe(statement, values))] as Row[];
        throw new Error('rolled back');
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.message === 'rolled back')) throw error;
      });
    return rows;
  };
  const mayDo = async (table: string, privilege: string) =>
    (await client<{ may: boolean }[]>`select has_table_privilege(${role}, ${table}, ${privilege}) as may`)[0]?.may === true;

  it('is on every table with a customer, and binds neither the owner nor whoever else was granted something', async () => {
    const guarded = await client<{ name: string; forced: boolean; roles: string[] }[]>`
      select relname as name, relforcerowsecurity as forced,
        array(select polroles::regrole[]::text from pg_policy where polrelid = pg_class.oid and not polpermissive) as roles
      from pg_class where relrowsecurity`;
    assert.deepEqual(guarded.map(({ name }) => name).toSorted(), [...ofTenants, 'customers'].toSorted());
    assert.ok(guarded.every(({ forced }) => !forced));
    assert.deepEqual([...new Set(guarded.flatMap(({ roles }) => roles))], [`{${role}}`]);
  });

  it('shows no row of another, though every condition is forgotten, and none at all to nobody; the owner sees all', async () => {
    let seen = 0;
    for (const name of ofTenants) {
      if (!(await mayDo(name, 'SELECT'))) {
        await assert.rejects(bound(me, `select 1 from ${name}`), refused, name);
        continue;
      }
      const rows = await bound<{ customer_id: string }>(me, `select customer_id from ${name}`);
      assert.deepEqual(
        rows.filter((row) => row.customer_id !== me),
        [],
        name,
      );
      assert.deepEqual(await bound(undefined, `select 1 from ${name}`), [], name);
      seen += rows.length;
    }
    assert.ok(seen > 8, `${seen} rows of its own`);
    assert.deepEqual(await bound(me, 'select id from customers'), [{ id: me }]);
    assert.equal((await database.db.select().from(schema.credentials)).length, 2);
  });

  it('lets nothing be changed, deleted or inserted for another, and what is append-only stay so', async () => {
    for (const name of ofTenants) {
      if (await mayDo(name, 'UPDATE')) {
        const changed = await bound<{ customer_id: string }>(
          me,
          `update ${name} set customer_id = customer_id returning customer_id`,
        );
        assert.ok(
          changed.every((row) => row.customer_id === me),
          name,
        );
        if (changed.length > 0) await assert.rejects(bound(me, `update ${name} set customer_id = $1`, [them]), refused, name);
      } else await assert.rejects(bound(me, `update ${name} set customer_id = customer_id`), refused, name);
      if (await mayDo(name, 'DELETE'))
        assert.deepEqual(await bound(me, `delete from ${name} where customer_id = $1 returning 1`, [them]), [], name);
      else await assert.rejects(bound(me, `delete from ${name}`), refused, name);
    }
    const insert = [
      `insert into audit_log (customer_id, actor, action, target) values ($1, 'a', 'b', 'c')`,
      `insert into events (id, customer_id, connection_id, type, data) values ('evt', $1, 'con', 't', '{}')`,
    ];
    for (const statement of insert) {
      await assert.rejects(bound(me, statement, [them]), refused);
      await bound(me, statement, [me]);
    }
    for (const name of ['settings', 'webhook_endpoints', 'deliveries', 'connect_links'])
      await assert.rejects(bound(me, `select 1 from ${name}`), refused, name);
  });

  it('holds for single statements and transactions, and leaves nothing on the connection', async () => {
    const mine = withinCustomer(database.db, role, me);
    for (const _ of [1, 2, 3]) {
      assert.deepEqual(
        (await mine.select().from(schema.credentials)).map(({ customerId }) => customerId),
        [me],
      );
      const inside = await mine.transaction(async (tx) => tx.select().from(schema.connections));
      assert.ok(inside.length > 0 && inside.every(({ customerId }) => customerId === me));
      assert.equal((await database.db.select().from(schema.credentials)).length, 2);
    }
  });

  it('refuses a statement when the role cannot be taken on, rather than run it without', async () => {
    const lost = withinCustomer(database.db, `${role}_dropped`, me);
    const invalid = (error: { cause?: { code?: string } }) => ['22023', '25P02'].includes(error.cause?.code ?? '');
    await assert.rejects(lost.select().from(schema.credentials), invalid);
    await assert.rejects(lost.delete(schema.credentials), invalid);
    await assert.rejects(
      lost.transaction(async (tx) => tx.delete(schema.credentials)),
      invalid,
    );
    assert.equal((await database.db.select().from(schema.credentials)).length, 2);
    assert.throws(() => withinCustomer(database.db, role, "x'; reset role; --"), /no id of a customer/);
  });

  for (const prepare of [true, false])
    it(`keeps statements apart that share one connection, those that fail among them, ${prepare ? '' : 'not '}prepared`, async () => {
      const single = openPostgres({ url: own.url, poolSize: 1, prepare });
      const ofMine = withinCustomer(single.db, role, me);
      const ofTheirs = withinCustomer(single.db, role, them);
      const who = sql`select current_user::text as "user", current_setting('connection_config.customer', true) as customer`;
      const asked = (count: number) => sql`${who}, ${count}::int as count, (select count(*)::int from credentials) as seen`;
      try {
        // The second time they are prepared already.
        for (const count of [1, 2]) {
          const bad = ofMine.execute(sql`select 1 / ${0}::int`).then(String, () => 'refused');
          const foreign = ofMine.insert(schema.auditLog).values({ customerId: them, actor: 'a', action: 'b', target: 'c' });
          const [one, two, three, simple] = await Promise.all([
            rowsOf({ db: ofMine }, asked(count)),
            rowsOf({ db: ofTheirs }, asked(count)),
            rowsOf(single, asked(count)),
            rowsOf({ db: ofMine }, who),
            assert.rejects(foreign, (error: { cause?: { code?: string } }) => error.cause?.code === '42501'),
          ]);
          assert.equal(await bad, 'refused');
          assert.deepEqual(one, [{ user: role, customer: me, count, seen: 1 }]);
          assert.deepEqual(two, [{ user: role, customer: them, count, seen: 1 }]);
          assert.deepEqual(simple, [{ user: role, customer: me }]);
          const [owners] = three as { user: string; customer: string | null; seen: number }[];
          assert.equal(owners?.user, decodeURIComponent(new URL(own.url).username));
          assert.equal(owners.customer ?? '', '');
          assert.equal(owners.seen, 2);
        }
        assert.equal((await single.db.select().from(schema.auditLog).where(eq(schema.auditLog.action, 'b'))).length, 0);
      } finally {
        await single.close();
      }
    });

  it('costs the hand-over nothing: no policy is in its plan, and in that of a session’s it is', async () => {
    const texts: string[] = [];
    const pool = (database.db as unknown as { $client: Sql }).$client;
    const run = pool.unsafe;
    pool.unsafe = (text, ...rest) => {
      texts.push(text);
      return run(text, ...rest);
    };
    const [connection] = await client<
      { id: string }[]
    >`select id from connections where customer_id = ${me} and status <> 'not_configured'`;
    const answer = await vendor.send('POST', paths.credentials(connection?.id ?? ''), {});
    pool.unsafe = run;
    assert.equal(answer.status, 200);
    const text = texts.find((each) => each.includes('"credentials"')) ?? '';
    const planFor = async (before: string) => {
      let plan = '';
      await client.begin(async (tx) => {
        await tx.unsafe('set local plan_cache_mode = force_generic_plan');
        await tx.unsafe(`prepare hand_over as ${text}`);
        await tx.unsafe(before);
        const places = new Set(text.match(/\$\d+/g)).size;
        const rows = await tx.unsafe(`explain execute hand_over (${Array.from({ length: places }, () => 'null').join()})`);
        plan = JSON.stringify(rows);
        await tx.unsafe('deallocate hand_over');
      });
      return plan;
    };
    const isGuarded = /current_setting|InitPlan/;
    assert.match(await planFor(`set local role "${role}"`), isGuarded);
    assert.doesNotMatch(await planFor('select 1'), isGuarded);
  });

  it('has a role of its own in each database of a cluster, and finds nothing to do at the next start', async () => {
    assert.equal(role, `connection_config_${new URL(own.url).pathname.slice(1)}`);
    const versions = () => client`select oid, xmin from pg_class where relrowsecurity order by oid`;
    const before = await versions();
    assert.equal(roleOf(await migrate(database)), role);
    assert.deepEqual(await versions(), before);
  });
});

describe('T17: a database user that may make no role', () => {
  let own: OrdinaryDatabase;
  let database: OpenDatabase;

  before(async () => {
    own = await createDatabaseOfOrdinaryRole(serverUrl);
    database = openPostgres({ url: own.url });
  });
  after(async () => {
    await database.close();
    await own.drop();
  });

  it('brings the schema up to date all the same, and says which statements an administrator has to run', async () => {
    const state = await migrate(database);
    assert.equal(state.kind, 'missing');
    assert.match(state.reason, /permission denied to create role/);
    assert.deepEqual(await inspectTenantRole(database), state);
    assert.equal((await database.db.select().from(schema.connections)).length, 0);
    await own.administer(state.remedy);
    const name = `connection_config_${new URL(own.url).pathname.slice(1)}`;
    assert.deepEqual(await inspectTenantRole(database), { kind: 'ready', role: name });
    assert.deepEqual(await migrate(database), { kind: 'ready', role: name });
  });

  it('is not content with a role that policies do not bind', async () => {
    const role = roleOf(await migrate(database));
    await own.administer(`alter role "${role}" bypassrls`);
    const state = await migrate(database);
    assert.equal(state.kind, 'missing');
    await own.administer(state.remedy);
    assert.equal(roleOf(await migrate(database)), role);
  });
});
