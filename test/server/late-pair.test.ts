import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { behaviours, plainTokens, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { syncConfig } from '../support/sync-config.ts';
import { endLeases } from '../support/time-travel.ts';

/** Some providers answer two requests with one refresh token by two different ones, and later go on with either of them. */
describe('R06: a renewal that comes back after another holder has renewed', () => {
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let tokens: MisbehavingProvider;
  let server: TestServer;
  let vendor: Vendor;
  let config: unknown;
  /** Refresh tokens that the provider takes. Each answer brings the next one. */
  let taken: Set<string>;
  let answers: number;
  let held: PromiseWithResolvers<undefined> | undefined;
  const revoked: string[] = [];

  before(async () => {
    database = await openTestDatabase();
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    tokens = await startMisbehavingProvider();
    tokens.answerWith((response) => {
      const form = new URLSearchParams(tokens.requests.at(-1)?.body);
      if (response.req.url === '/revoke') {
        revoked.push(form.get('token') ?? '');
        behaviours.empty(200)(response);
        return;
      }
      const presented = form.get('refresh_token');
      if (presented !== null && !taken.has(presented)) {
        behaviours.json({ error: 'invalid_grant' }, 400)(response);
        return;
      }
      answers += 1;
      const [access, refresh] = [`AT-${answers}`, `RT-${answers}`];
      taken.add(refresh);
      const answer = behaviours.json({ ...plainTokens, access_token: access, refresh_token: refresh });
      void Promise.resolve(presented === null ? undefined : held?.promise).then(() => answer(response));
    });
    config = syncConfig(provider, {
      tokenUrl: `${tokens.url}/token`,
      revokeUrl: `${tokens.url}/revoke`,
      facts: { refresh: { rotation: 'rotating_grace' }, revoke: { scope: 'token' } },
    });
    server = await startConnectionServer({ database, port, config });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await tokens.stop();
    await provider.stop();
    await database.close();
  });

  const ask = (id: string, rejectedVersion?: number) =>
    vendor.send<Credentials>('POST', paths.credentials(id), { rejectedVersion });

  /** One holder has RT-2 and comes late; RT-3 is stored. */
  async function race(customer: string): Promise<{ id: string; page: Page; version: number }> {
    [taken, answers, held] = [new Set(), 0, undefined];
    revoked.length = 0;
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(server));
    const { id } = await page.connection('erp');
    const { version } = (await ask(id)).body;

    held = Promise.withResolvers();
    const [asked, late] = [tokens.requests.length, held];
    const first = ask(id, version);
    await eventually('the first renewal is sent', () => tokens.requests.length > asked);
    held = undefined;
    await endLeases(database);
    const second = await ask(id, version);
    assert.equal(second.body.token?.access_token, 'AT-3');
    late.resolve(undefined);
    assert.equal((await first).body.token?.access_token, 'AT-3', 'everybody is told what is stored');
    return { id, page, version: second.body.version };
  }

  it('its pair is the one to go on with when the provider refuses the stored one', async () => {
    const { id, page, version } = await race('spare-good');
    taken.delete('RT-3');
    const renewed = await ask(id, version);
    assert.deepEqual([renewed.status, renewed.body.token?.access_token], [200, 'AT-4']);
    assert.equal((await page.connection('erp')).status, 'configured');
    // The spare is spent: what is refused now is over.
    taken.clear();
    assert.equal((await ask(id, renewed.body.version)).status, 409);
  });

  it('a spare that is refused as well is told as a renewal nobody knows the outcome of', async () => {
    const { id, page, version } = await race('spare-dead');
    taken.clear();
    assert.equal((await ask(id, version)).status, 409);
    assert.equal((await page.connection('erp')).reason, 'outcome_unknown');
  });

  it('its pair is forgotten once the stored one has been renewed', async () => {
    const { id, page, version } = await race('spare-not-needed');
    const renewed = await ask(id, version);
    assert.equal(renewed.body.token?.access_token, 'AT-4');
    taken.delete('RT-4');
    assert.equal((await ask(id, renewed.body.version)).status, 409, 'RT-2 would still be taken, and is not tried');
    assert.equal((await page.connection('erp')).reason, 'reauth_required');
  });

  it('is never revoked while the grant lives, and by DISCONNECT like the stored one', async () => {
    const { id } = await race('spare-revoked');
    assert.deepEqual(revoked, []);
    assert.equal((await vendor.send('POST', paths.vendorDisconnect(id))).status, 200);
    assert.deepEqual(revoked.toSorted(), ['AT-2', 'AT-3', 'RT-2', 'RT-3']);
  });

  it('a new sign-in ends both pairs', async () => {
    const { page } = await race('spare-replaced');
    await page.connect('erp', new Window(server));
    const other = await startConnectionServer({ database, config, background: true });
    try {
      await eventually('both pairs are revoked', () => revoked.length === 4);
      assert.deepEqual(revoked.toSorted(), ['AT-2', 'AT-3', 'RT-2', 'RT-3']);
    } finally {
      await other.close();
    }
  });
});
