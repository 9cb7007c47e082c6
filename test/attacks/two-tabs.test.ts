import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import type { ProviderInput } from '../../server/catalog/provider.ts';
import { paths, type Credentials, type LogPage } from '../../server/contract/index.ts';
import { Window, type Page } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

type RevokeScope = NonNullable<ProviderInput['revoke']>['scope'];

/** Two tabs of one person sign in side by side; the first to begin is the last to finish. */
async function inTwoTabs(world: SyncWorld): Promise<{ page: Page; id: string; first: Credentials }> {
  const page = await world.vendor.openPage({ customer: { id: 'a15' } });
  const { id } = await page.connection('erp');
  const tabs = await Promise.all(
    [new Window(world.server), new Window(world.server)].map(async (window) => {
      const url = await window.start(await page.beginFlow('erp'));
      return { window, callback: await signIn(url, { login: 'ada', redirectPrefix: `${world.server.url}/oauth/callback/` }) };
    }),
  );
  const [last, loser] = tabs;
  assert.equal((await loser?.window.open(loser.callback))?.status, 303);
  const first = (await world.vendor.send<Credentials>('POST', paths.credentials(id), {})).body;
  assert.equal((await last?.window.open(last.callback))?.status, 303);
  return { page, id, first };
}

const codes = async (page: Page, id: string) =>
  (await page.send<LogPage>('GET', paths.logs(id))).body.entries.map(({ code }) => code);

async function atProvider(scope: RevokeScope, test: (world: SyncWorld) => Promise<void>): Promise<void> {
  const world = await startSyncWorld({ background: true, overrides: { facts: { revoke: { scope } } } });
  try {
    await test(world);
  } finally {
    await world.stop();
  }
}

describe('two tabs that connect one connection', () => {
  it('A15: the last to finish wins, and the tokens of the other are revoked one by one where that is possible', () =>
    atProvider('token', async (world) => {
      const { page, id, first } = await inTwoTabs(world);
      const now = (await world.vendor.send<Credentials>('POST', paths.credentials(id), {})).body;
      assert.notEqual(now.token?.access_token, first.token?.access_token);
      assert.ok(now.version > first.version);
      await eventually('the replaced tokens are revoked', async () => (await codes(page, id)).includes('revoked'));
      assert.deepEqual(world.provider.revocations, [{ tokenTypeHint: 'refresh_token' }, { tokenTypeHint: 'access_token' }]);
      const renewed = await world.vendor.send<Credentials>('POST', paths.credentials(id), { rejectedVersion: now.version });
      assert.equal(renewed.status, 200, 'the winner’s pair is whole: its refresh token goes with its access token');
      assert.notEqual(renewed.body.token?.access_token, now.token?.access_token);
    }));

  for (const scope of ['grant', 'user_client'] as const) {
    it(`A15: where one call ends the ${scope}, nothing is revoked that the winner lives on, and the log says so`, () =>
      atProvider(scope, async (world) => {
        const { page, id } = await inTwoTabs(world);
        const logged = await codes(page, id);
        assert.deepEqual(logged.slice(0, 2), ['reconnected', 'revocation_skipped']);
        assert.deepEqual(await rowsOf(world.database, sql`select 1 from revocations where connection_id = ${id}`), []);
        assert.deepEqual(world.provider.revocations, []);
        assert.equal((await world.vendor.send('POST', paths.credentials(id), {})).status, 200);
      }));
  }
});
