import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Disconnected, type LogPage } from '../../server/contract/index.ts';
import { Window, type Page } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';
import { ageRevocations } from '../support/time-travel.ts';

const disconnect = async (page: Page) => {
  const { id } = await page.connection('erp');
  return (await page.send<Disconnected>('POST', paths.disconnect(id))).body;
};
/** What the customer reads, newest first. */
const codesOf = async (page: Page) => {
  const { id } = await page.connection('erp');
  return (await page.send<LogPage>('GET', paths.logs(id))).body.entries.map(({ code }) => code);
};
const isLogged = (page: Page, code: string) => eventually(code, async () => (await codesOf(page)).includes(code));

describe('DISCONNECT at a provider that answers as it likes', () => {
  let world: SyncWorld;
  let revoking: MisbehavingProvider;

  before(async () => {
    revoking = await startMisbehavingProvider();
    world = await startSyncWorld({
      background: true,
      overrides: { revokeUrl: `${revoking.url}/revoke`, facts: { revoke: { scope: 'token' } } },
    });
  });
  after(async () => {
    await world.stop();
    await revoking.stop();
  });

  async function connected(customer: string): Promise<Page> {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    assert.equal((await page.connect('erp', new Window(world.server))).state, 'succeeded');
    revoking.requests.length = 0;
    return page;
  }
  const kindsAsked = () => revoking.requests.map(({ body }) => new URLSearchParams(body).get('token_type_hint'));
  const secretsOf = async (page: Page) => {
    const { id } = await page.connection('erp');
    return rowsOf(world.database, sql`select 1 from credentials where connection_id = ${id}`);
  };

  it('G01: a confirmed revocation is told and logged', async () => {
    const page = await connected('g01');
    revoking.answerWith(behaviours.empty(200));
    assert.equal((await disconnect(page)).revocation, 'revoked');
    assert.deepEqual((await codesOf(page)).slice(0, 2), ['revoked', 'disconnected']);
  });

  it('G04: a kind of token that is not taken does not spare the other; the refresh token goes first', async () => {
    const page = await connected('g04');
    revoking.answerWith(behaviours.json({ error: 'unsupported_token_type' }, 400));
    assert.equal((await disconnect(page)).revocation, 'pending');
    // A client that authenticates by Basic is asked once for each token.
    assert.deepEqual([...new Set(kindsAsked())], ['refresh_token', 'access_token']);
    assert.equal((await codesOf(page))[0], 'revocation_queued');
  });

  it('G05: after 400, 401, 404, an HTML page and a hang-up for 72 hours, tokens are shredded and the customer told', async () => {
    const refusals = [
      behaviours.empty(400),
      behaviours.empty(401),
      behaviours.empty(404),
      behaviours.raw('<h1>Sorry</h1>', 'text/html', 500),
      behaviours.hangsUp(),
    ];
    const pages: Page[] = [];
    for (const [index, refusal] of refusals.entries()) {
      const page = await connected(`g05 ${index}`);
      revoking.answerWith(refusal);
      assert.equal((await disconnect(page)).revocation, 'pending');
      assert.deepEqual(await secretsOf(page), [], 'the stored tokens go at once');
      pages.push(page);
    }
    let asked = 0;
    revoking.answerWith((response) => refusals[asked++ % refusals.length]?.(response));
    const queued = () =>
      rowsOf<{ attempts: number; shredded: boolean }>(
        world.database,
        sql`select attempts, sealed is null as shredded from revocations where attempts > 0 and connection_id in
          (select id from connections where customer_id in (select id from customers where external_id like 'g05 %'))`,
      );
    await ageRevocations(world.database, 71);
    await eventually('another try', async () => (await queued()).every(({ attempts }) => attempts === 2));
    assert.ok(
      (await queued()).every(({ shredded }) => !shredded),
      'an hour is left',
    );
    await ageRevocations(world.database, 1);
    for (const page of pages) await isLogged(page, 'revocation_unconfirmed');
    assert.deepEqual(
      (await queued()).map(({ shredded }) => shredded),
      [true, true, true, true, true],
    );
  });

  it('G08: two DISCONNECTs at once are as good as one', async () => {
    const page = await connected('g08');
    revoking.answerWith(behaviours.empty(200));
    const answers = await Promise.all([disconnect(page), disconnect(page)]);
    assert.deepEqual(answers.map(({ revocation }) => revocation).sort(), ['nothing_to_revoke', 'revoked']);
    assert.equal((await codesOf(page)).filter((code) => code === 'disconnected').length, 1);
    assert.equal((await disconnect(page)).revocation, 'nothing_to_revoke');
  });
});

describe('DISCONNECT where there is nothing to call', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld({ overrides: { revokeUrl: null, facts: { revoke: undefined } } });
  });
  after(() => world.stop());

  it('G06: deletes what is stored, and says that access is to be removed at the third party', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'g06' } });
    await page.connect('erp', new Window(world.server));
    assert.equal((await disconnect(page)).revocation, 'unsupported');
    assert.deepEqual(await rowsOf(world.database, sql`select 1 from credentials`), []);
    assert.deepEqual((await codesOf(page)).slice(0, 2), ['revocation_unsupported', 'disconnected']);
  });
});

for (const scope of ['token', 'grant', 'user_client'] as const) {
  describe(`DISCONNECT while a sibling lives, where one call ends the ${scope}`, () => {
    let world: OddAnswersWorld;
    before(async () => {
      const facts = {
        token: { clientAuth: 'basic' as const, answer: { keep: ['account'] } },
        accountId: 'account',
        revoke: { scope },
      };
      world = await startOddAnswersWorld({ facts });
    });
    after(() => world.stop());

    /** Connects a customer to an account of the provider. */
    async function connected(customer: string, account?: string): Promise<Page> {
      const tokens = { access_token: `AT ${customer}`, refresh_token: `RT ${customer}`, account };
      world.tokens.answerWith(behaviours.tokens(tokens));
      return (await world.connected(customer)).page;
    }

    it(`G09: ${scope === 'token' ? 'revokes' : 'spares'} what another customer’s connection to the same account lives on`, async () => {
      const page = await connected('one', 'shared');
      const sibling = await connected('two', 'shared');
      const before = world.provider.revocations.length;
      const { revocation } = await disconnect(page);
      assert.equal(revocation, scope === 'token' ? 'revoked' : 'unconfirmed');
      assert.equal((await codesOf(page))[0], scope === 'token' ? 'revoked' : 'revocation_shared');
      assert.equal(world.provider.revocations.length > before, scope === 'token');
      assert.equal((await sibling.connection('erp')).connected, true);

      const last = world.provider.revocations.length;
      assert.equal((await disconnect(sibling)).revocation, 'revoked', 'the last one ends it for all');
      assert.ok(world.provider.revocations.length > last);
    });

    it('G09: revokes when the other connection is another account’s', async () => {
      const page = await connected('three', 'hers');
      await connected('four', 'his');
      assert.equal((await disconnect(page)).revocation, 'revoked');
    });
  });
}
