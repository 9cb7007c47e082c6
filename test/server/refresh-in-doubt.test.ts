import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import {
  behaviours,
  plainTokens,
  startMisbehavingProvider,
  type Behaviour,
  type MisbehavingProvider,
} from '../support/misbehaving-provider.ts';
import { syncConfig } from '../support/sync-config.ts';

describe('a refresh whose answer was lost', () => {
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let tokens: MisbehavingProvider;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    database = await openTestDatabase();
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    tokens = await startMisbehavingProvider();
    server = await startConnectionServer({ database, port, config: syncConfig(provider, { tokenUrl: `${tokens.url}/token` }) });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await tokens.stop();
    await provider.stop();
    await database.close();
  });

  /** Connects with a token near its end, loses the answer of one refresh, and asks again of a provider that refuses. */
  async function loseAnswerThenRefuse(customer: string, lost: Behaviour): Promise<string | undefined> {
    tokens.answerWith(behaviours.json({ ...plainTokens, expires_in: 40 }));
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(server));
    const { id } = await page.connection('erp');
    const { body } = await vendor.send<Credentials>('POST', paths.credentials(id), { minTtlSeconds: 0 });
    tokens.answerWith(lost);
    assert.equal((await vendor.send('POST', paths.credentials(id), { rejectedVersion: body.version })).status, 503);
    assert.equal((await page.connection('erp')).status, 'configured', 'nothing is known yet, so nothing is red');
    tokens.answerWith(behaviours.json({ error: 'invalid_grant' }, 400));
    await vendor.send('POST', paths.credentials(id), { rejectedVersion: body.version });
    return (await page.connection('erp')).reason;
  }

  it('R01: after a 500, a refusal is told as an interrupted renewal', async () => {
    assert.equal(await loseAnswerThenRefuse('lost-500', behaviours.json({}, 500)), 'outcome_unknown');
  });

  it('R01: after an answer nobody can read, likewise', async () => {
    assert.equal(await loseAnswerThenRefuse('lost-garbage', behaviours.json(['no', 'tokens'])), 'outcome_unknown');
  });

  it('E01: after a plain refusal of the request, a later one means to sign in again', async () => {
    assert.equal(await loseAnswerThenRefuse('refused', behaviours.json({ error: 'invalid_request' }, 400)), 'reauth_required');
  });
});
