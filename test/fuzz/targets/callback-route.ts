import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { paths } from '../../../server/contract/index.ts';
import { Vendor, Window } from '../../support/callers.ts';
import { startConnectionServer, type TestServer } from '../../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { behaviours, startMisbehavingProvider } from '../../support/misbehaving-provider.ts';
import { rowsOf } from '../../support/rows-of.ts';
import { syncConfig } from '../../support/sync-config.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { canary } from '../plausible.ts';
import { queryText } from './query-texts.ts';

/** A visit to the callback address. */
interface Visit {
  readonly query: string;
  /** Whether the browser brings the cookie that binds it to the flow. */
  readonly bound: boolean;
}

/** Stands for the state of the one open flow; that flow is opened again after every visit that used it up. */
const liveState = 'LIVE-STATE';
/** Bytes reach the open flow in every so many visits only: each costs a dozen statements. */
const liveEvery = 64;

/**
 * `GET /oauth/callback/…` of the real server over a real database, with one sign-in under way. The provider refuses every code, so no
 * visit may leave a credential behind.
 */
export async function openCallbackRoute(): Promise<FuzzTarget<Visit>> {
  const provider = await startMisbehavingProvider();
  provider.answerWith(behaviours.json({ error: 'invalid_grant' }, 400));
  const database = await openTestDatabase();
  const client = { id: 'app', secret: 'a secret' };
  const server = await startConnectionServer({
    database,
    config: syncConfig({ issuer: provider.url, client }),
    logLevel: 'error',
  });
  const window = new Window(server);
  const flow = await (await new Vendor(server).openPage()).beginFlow('erp');
  const state = new URL(await window.start(flow)).searchParams.get('state') ?? '';
  const flowsBefore = await countRows(database, 'flows');
  let visits = 0;

  return {
    name: 'callback-route',
    nearlyRight: () =>
      fc.record({
        query: queryText(fc.oneof({ weight: 20, arbitrary: fc.constantFrom('a'.repeat(43), 'b') }, fc.constant(liveState))),
        bound: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
      }),
    decode(bytes) {
      visits += 1;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const isLive = visits % liveEvery === 0;
      return { query: isLive ? text : text.replaceAll(liveState, 'a'.repeat(43)), bound: isLive || visits % 8 === 0 };
    },
    async check({ query, bound }) {
      const isLive = query.includes(liveState);
      const url = `${server.url}${paths.oauthCallback('erp')}?${query.replaceAll(liveState, state)}`;
      const response = await server.app.fetch(new Request(url, { headers: bound ? { cookie: window.cookie } : {} }));
      const page = await response.text();
      assert.ok(response.status < 500, `${response.status} for ${query}`);
      assert.ok(!page.includes(canary) && !page.includes('<script>alert'), `repeated: ${query}`);
      if (!isLive) assert.equal(response.status, 403, `found a flow: ${query}`);
      if (!isLive || response.status === 403) return;
      await assertNothingStored(database);
      await reopen(database);
    },
    async end() {
      await assertNothingStored(database);
      assert.equal(await countRows(database, 'flows'), flowsBefore);
      assert.equal(server.logged(), '');
      await close(server, database, provider);
    },
  };
}

async function assertNothingStored(database: TestDatabase): Promise<void> {
  assert.equal(await countRows(database, 'credentials'), 0, 'a refused callback left a credential');
  assert.equal(await countRows(database, 'revocations'), 0);
}

/** As if nobody had come back from the provider yet. What was logged meanwhile goes, or the log would outgrow the memory. */
async function reopen({ db }: TestDatabase): Promise<void> {
  await db.execute(sql`
    update flows set state = 'authorizing', code = null, consumed_at = null, ended_at = null, expires_at = now() + interval '1 hour'`);
  await db.execute(sql`update sessions set expires_at = now() + interval '1 hour'`);
  await db.execute(sql`delete from connection_logs`);
  await db.execute(sql`delete from events`);
  await db.execute(sql`delete from audit_log`);
}

async function countRows(database: TestDatabase, table: 'credentials' | 'flows' | 'revocations'): Promise<number> {
  return (await rowsOf(database, sql`select 1 from ${sql.identifier(table)}`)).length;
}

async function close(server: TestServer, database: TestDatabase, provider: { stop(): Promise<void> }): Promise<void> {
  await server.close();
  await provider.stop();
  await database.close();
}
