import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createEmulator, type Emulator } from 'emulate';
import { catalog, type Provider } from '../../server/catalog/index.ts';
import type { ResolvedOAuth } from '../../server/definitions/model.ts';
import { createEgress } from '../../server/egress/index.ts';
import { beginAuthorization, finishAuthorization, refreshTokens, revokeToken } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/oauth-user.ts';

const redirectUri = 'http://127.0.0.1:9/oauth/callback/emulated';
const app = { client_id: 'app-1', client_secret: 'app-secret-1', name: 'App', redirect_uris: [redirectUri] };

/** A service of npm `emulate` that speaks OAuth, and what its provider's entry in the catalog leads one to expect of it. */
interface Journey {
  readonly service: 'slack' | 'github' | 'google' | 'microsoft' | 'okta' | 'linear';
  readonly seed: Record<string, unknown>;
  readonly login: string;
  readonly scopes: readonly string[];
  /** What stands between the emulator's address and the path that the provider has below its own host. */
  readonly paths: { readonly authorize: string; readonly token: string; readonly revoke?: string };
  /** Absent: the tokens do not expire, and there is nothing to renew. */
  readonly refresh?: 'rotates' | 'stays';
}

const journeys: readonly Journey[] = [
  {
    service: 'slack',
    seed: { team: { name: 'Acme', domain: 'acme' }, users: [{ name: 'maria' }], oauth_apps: [app] },
    login: 'maria',
    scopes: ['chat:write'],
    paths: { authorize: '/oauth/v2/authorize', token: '/api/oauth.v2.access' },
  },
  {
    service: 'github',
    seed: { users: [{ login: 'octo' }], oauth_apps: [app] },
    login: 'octo',
    scopes: ['repo'],
    paths: { authorize: '/login/oauth/authorize', token: '/login/oauth/access_token' },
  },
  {
    service: 'google',
    seed: { users: [{ email: 'sales@shop.example' }], oauth_clients: [app] },
    login: 'sales@shop.example',
    scopes: ['openid', 'email'],
    paths: { authorize: '/o/oauth2/v2/auth', token: '/oauth2/token', revoke: '/oauth2/revoke' },
    refresh: 'stays',
  },
  {
    service: 'microsoft',
    seed: { users: [{ email: 'sales@shop.example', name: 'Sales' }], oauth_clients: [app] },
    login: 'sales@shop.example',
    scopes: ['openid', 'offline_access', 'User.Read'],
    paths: { authorize: '/oauth2/v2.0/authorize', token: '/oauth2/v2.0/token' },
    refresh: 'rotates',
  },
  {
    service: 'okta',
    seed: { users: [{ login: 'sales@shop.example', email: 'sales@shop.example' }], oauth_clients: [app] },
    login: 'sales@shop.example',
    scopes: ['openid', 'offline_access'],
    paths: { authorize: '/oauth2/v1/authorize', token: '/oauth2/v1/token', revoke: '/oauth2/v1/revoke' },
    refresh: 'rotates',
  },
  {
    service: 'linear',
    seed: {
      organization: { name: 'Acme', url_key: 'acme' },
      users: [{ email: 'sales@shop.example', name: 'Sales' }],
      oauth_apps: [{ ...app, scopes: ['read', 'write'] }],
    },
    login: 'sales@shop.example',
    scopes: ['read', 'write'],
    paths: { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
    refresh: 'rotates',
  },
];

describe('the catalog’s facts hold against an emulated', () => {
  const running: Emulator[] = [];
  const egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
  after(async () => {
    await egress.close();
    await Promise.all(running.map((emulator) => emulator.close()));
  });

  async function clientOf({ service, seed, scopes, paths }: Journey): Promise<ResolvedOAuth> {
    const emulator = await createEmulator({ service, port: await freePort(), seed: { [service]: seed } });
    running.push(emulator);
    const provider: Provider | undefined = catalog.get(service);
    assert.ok(provider);
    const client = anOAuthClient({
      provider,
      clientId: app.client_id,
      clientSecret: app.client_secret,
      authorizeUrl: emulator.url + paths.authorize,
      tokenUrl: emulator.url + paths.token,
      scopes,
    });
    return paths.revoke === undefined ? client : { ...client, revokeUrl: emulator.url + paths.revoke };
  }

  for (const journey of journeys) {
    it(`${journey.service}: sign in${journey.refresh ? ', renew' : ''}${journey.paths.revoke ? ', revoke' : ''}`, async () => {
      const client = await clientOf(journey);
      const { url, state, secrets } = await beginAuthorization(client, redirectUri, egress.fetch);
      const callback = await signIn(url, { login: journey.login, redirectPrefix: redirectUri });
      assert.equal(callback.searchParams.get('state'), state);
      const answer = { query: callback.searchParams, redirectUri, secrets };
      const { tokens } = await finishAuthorization(client, answer, egress.fetch);
      assert.ok(tokens.accessToken !== '');
      await assert.rejects(finishAuthorization(client, answer, egress.fetch), { code: 'exchange_rejected' }, 'a code works once');
      assert.equal(tokens.refreshToken !== undefined, journey.refresh !== undefined);
      if (tokens.refreshToken === undefined) return;

      const renewed = await refreshTokens({ client, refreshToken: tokens.refreshToken }, egress.fetch);
      assert.notEqual(renewed.accessToken, tokens.accessToken);
      const { refreshToken: kept = tokens.refreshToken } = renewed;
      assert.equal(kept === tokens.refreshToken, journey.refresh === 'stays');

      if (client.revokeUrl === undefined) return;
      await revokeToken({ client, token: kept, kind: 'refresh_token' }, egress.fetch);
      await assert.rejects(refreshTokens({ client, refreshToken: kept }, egress.fetch), { code: 'reauth_required' });
    });
  }
});
