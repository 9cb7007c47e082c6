import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defineConnections, component, integration, oauth2Connection } from '../../server/definitions/index.ts';
import { Vendor, Window } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { signIn } from '../support/oauth-user.ts';
import { syncConfig } from '../support/sync-config.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('mix-up', () => {
  let world: SyncWorld;
  let evil: MisbehavingProvider;
  const servers: TestServer[] = [];
  before(async () => {
    evil = await startMisbehavingProvider();
    world = await startSyncWorld();
  });
  after(async () => {
    for (const server of servers) await server.close();
    await world.stop();
    await evil.stop();
  });

  /** Another server of the same installation, with other definitions. */
  async function startAnother(config: unknown): Promise<TestServer> {
    const server = await startConnectionServer({ database: world.database, config });
    servers.push(server);
    return server;
  }

  it('B09: a code that an evil server gets an honest one to issue never reaches the evil token endpoint', async () => {
    const server = await startAnother(withEvilNeighbour(world, evil.url));
    const page = await new Vendor(server).openPage({ customer: { id: 'b09' }, integration: 'both' });
    const window = new Window(server);
    const flow = await page.beginFlow('evil');
    const toEvil = new URL(await window.start(flow));
    assert.equal(toEvil.origin, evil.url);
    // What the evil server answers with: the honest one's address, with the honest client and redirect URI, and the evil flow's state.
    const honest = new Window(server);
    const toHonest = new URL(await honest.start(await page.beginFlow('honest')));
    for (const name of ['state', 'code_challenge', 'code_challenge_method'])
      toHonest.searchParams.set(name, toEvil.searchParams.get(name) ?? '');
    toHonest.searchParams.set('redirect_uri', `${world.server.url}/oauth/callback/erp`);
    const landed = await signIn(toHonest, { login: 'ada', redirectPrefix: `${world.server.url}/oauth/callback/erp` });
    const callback = landed.href.replace(world.server.url, server.url);
    assert.ok(landed.searchParams.get('code'), 'the honest server was taken in');
    assert.equal((await window.open(callback)).status, 403);
    assert.deepEqual(evil.requests, []);
    assert.equal((await page.flow(flow.id)).state, 'authorizing');
  });

  it('B10: a token URL that is edited while a flow is open gets nothing of that flow', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'b10' } });
    const window = new Window(world.server);
    const flow = await page.beginFlow('erp');
    const prefix = `${world.server.url}/oauth/callback/`;
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: prefix });
    const edited = await startAnother(syncConfig(world.provider, { tokenUrl: `${evil.url}/token` }));
    await window.open(callback.href.replace(world.server.url, edited.url));
    assert.deepEqual(evil.requests, []);
    const { state, code } = await page.flow(flow.id);
    assert.deepEqual([state, code], ['failed', 'definition_changed']);
    assert.equal((await page.connection('erp')).connected, false);
  });
});

/** Two apps in one integration: the honest provider, and one whose addresses are the attacker's. */
function withEvilNeighbour({ provider: { issuer, client } }: SyncWorld, evilUrl: string) {
  const app = (key: string, connectionKey: string, authorizeUrl: string, tokenUrl: string) =>
    component({
      key,
      display: { label: key, description: '' },
      connections: [
        oauth2Connection({
          key: connectionKey,
          display: { label: key, description: '' },
          oauth2Type: 'authorization_code',
          inputs: {
            authorizeUrl: { label: 'Authorize URL', type: 'string', default: authorizeUrl, shown: false },
            tokenUrl: { label: 'Token URL', type: 'string', default: tokenUrl, shown: false },
            scopes: { label: 'Scopes', type: 'string', default: 'openid', shown: false },
            clientId: { label: 'Client ID', type: 'string', default: client.id, shown: false },
            clientSecret: { label: 'Client secret', type: 'password', default: client.secret, shown: false },
          },
        }),
      ],
    });
  return defineConnections({
    components: [
      app('honest', 'erp', `${issuer}/auth`, `${issuer}/token`),
      app('evil', 'evil', `${evilUrl}/auth`, `${evilUrl}/token`),
    ],
    integrations: [
      integration({ key: 'both', name: 'Both', configVars: { honest: { component: 'honest' }, evil: { component: 'evil' } } }),
    ],
  });
}
