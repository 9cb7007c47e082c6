import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createEmulator, type Emulator } from 'emulate';
import Provider from 'oidc-provider';
import { github } from '../../server/catalog/github.ts';
import { google } from '../../server/catalog/google.ts';
import type { ProviderInput } from '../../server/catalog/provider.ts';
import { slack } from '../../server/catalog/slack.ts';
import type { ResolvedOAuth } from '../../server/definitions/model.ts';
import { createEgress } from '../../server/egress/index.ts';
import {
  createAuthorizationRequest,
  exchangeCode,
  readCallbackParameters,
  readState,
  refreshTokens,
  requestTokensDirectly,
  revokeToken,
  type TokenSet,
} from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { freePort } from '../support/free-port.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { signIn } from '../support/oauth-user.ts';

const redirectUri = 'http://127.0.0.1:9/oauth/callback/acme';
const secret = 'a secret: 100% & more+';
const egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
after(() => egress.close());

/** The whole CONNECT of a person, by this room's functions alone. */
async function connect(client: ResolvedOAuth, login: string): Promise<TokenSet> {
  const { url, state, codeVerifier } = createAuthorizationRequest(client, redirectUri);
  const callback = await signIn(url, { login, redirectPrefix: redirectUri });
  assert.equal(readState(callback.searchParams), state);
  const answer = readCallbackParameters(callback.searchParams, client);
  assert.ok(answer.kind === 'code', JSON.stringify(answer));
  return exchangeCode({ client, redirectUri, code: answer.code, codeVerifier, tokenParams: answer.tokenParams }, egress.fetch);
}

describe('oidc-provider', () => {
  let issuer: string;
  let stop: () => Promise<unknown>;

  before(async () => {
    const server = createServer();
    issuer = `http://127.0.0.1:${await listenOnLoopback(server)}`;
    server.on('request', strictServer(issuer).callback());
    stop = () => {
      server.closeAllConnections();
      return once(server.close(), 'close');
    };
  });
  after(() => stop());

  const aClient = (clientId: string, facts: ProviderInput['token'] = {}, more: Partial<ResolvedOAuth> = {}) =>
    anOAuthClient({
      authorizeUrl: `${issuer}/auth?prompt=consent`,
      tokenUrl: `${issuer}/token`,
      revokeUrl: `${issuer}/token/revocation`,
      clientId,
      clientSecret: secret,
      scopes: ['openid', 'offline_access', 'api:read'],
      facts: { authorize: { issuer }, token: facts, revoke: {} },
      ...more,
    });

  for (const [clientId, clientAuth] of [
    ['basic', 'basic'],
    ['post', 'post'],
    ['public', 'none'],
    ['basic', 'detect'],
    ['post', 'detect'],
  ] as const) {
    it(`connects, refreshes, rotates and revokes with client authentication ${clientAuth} at a server that takes ${clientId}`, async () => {
      const client = aClient(clientId, { clientAuth });
      const first = await connect(client, 'alice');
      assert.equal(first.expiresInSeconds, 3600);
      assert.ok(first.scopes?.includes('api:read'));
      assert.ok(first.refreshToken !== undefined);
      const second = await refreshTokens({ client, refreshToken: first.refreshToken }, egress.fetch);
      assert.ok(second.refreshToken !== undefined && second.refreshToken !== first.refreshToken);
      assert.notEqual(second.accessToken, first.accessToken);
      await revokeToken({ client, token: second.refreshToken, kind: 'refresh_token' }, egress.fetch);
      await revokeToken({ client, token: second.accessToken, kind: 'access_token' }, egress.fetch);
      await assert.rejects(refreshTokens({ client, refreshToken: second.refreshToken }, egress.fetch), {
        code: 'reauth_required',
      });
      await revokeToken({ client, token: second.refreshToken, kind: 'refresh_token' }, egress.fetch);
    });
  }

  it('E01 says that a rotated refresh token is dead, and that its successor went with it', async () => {
    const client = aClient('basic', { clientAuth: 'basic' });
    const { refreshToken: used = '' } = await connect(client, 'alice');
    const { refreshToken: newer = '' } = await refreshTokens({ client, refreshToken: used }, egress.fetch);
    for (const refreshToken of [used, newer]) {
      await assert.rejects(refreshTokens({ client, refreshToken }, egress.fetch), { code: 'reauth_required' });
    }
  });

  it('B01 B13 takes no code without the verifier that belongs to it', async () => {
    const client = aClient('basic', { clientAuth: 'basic' });
    for (const codeVerifier of [undefined, createAuthorizationRequest(client, redirectUri).codeVerifier]) {
      const { url } = createAuthorizationRequest(client, redirectUri);
      const callback = await signIn(url, { login: 'mallory', redirectPrefix: redirectUri });
      const code = callback.searchParams.get('code') ?? '';
      await assert.rejects(exchangeCode({ client, redirectUri, code, codeVerifier }, egress.fetch), {
        code: 'exchange_rejected',
      });
    }
  });

  it('B05 is not taken for another issuer', async () => {
    const client = aClient('basic');
    const { url } = createAuthorizationRequest(client, redirectUri);
    const callback = await signIn(url, { login: 'alice', redirectPrefix: redirectUri });
    const other = aClient('basic', {}, { provider: anOAuthClient({ facts: { authorize: { issuer: `${issuer}/` } } }).provider });
    assert.deepEqual(readCallbackParameters(callback.searchParams, other), { kind: 'refused', code: 'issuer_mismatch' });
  });

  it('E13 says that a person declined', async () => {
    const client = aClient('basic');
    const { url } = createAuthorizationRequest(client, redirectUri);
    const callback = await signIn(url, { login: 'alice', redirectPrefix: redirectUri, cancels: true });
    const answer = readCallbackParameters(callback.searchParams, client);
    const said = { providerCode: 'access_denied', providerText: 'End-User aborted interaction' };
    assert.deepEqual(answer, { kind: 'refused', code: 'access_denied', ...said });
  });

  it('E04 says that the secret is wrong, in every step', async () => {
    const client = aClient('basic', { clientAuth: 'basic' }, { clientSecret: 'wrong' });
    const steps = [
      () => exchangeCode({ client, redirectUri, code: 'c', codeVerifier: 'v'.repeat(43) }, egress.fetch),
      () => refreshTokens({ client, refreshToken: 'r' }, egress.fetch),
      () => revokeToken({ client, token: 't', kind: 'access_token' }, egress.fetch),
    ];
    for (const step of steps) await assert.rejects(step, { code: 'invalid_client' });
  });

  it('does not read raw Basic with a percent sign in it, which is why the spelling is a fact of the provider', async () => {
    const client = aClient('basic', { clientAuth: 'basic_raw' });
    await assert.rejects(refreshTokens({ client, refreshToken: 'r' }, egress.fetch), {
      details: {
        progress: 'received',
        httpStatus: 400,
        providerCode: 'invalid_request',
        providerText: 'client_id and client_secret in the authorization header are not properly encoded',
        endpoint: client.refreshUrl,
      },
    });
  });

  it('gives a machine a token of its own, and refuses a scope that it may not have', async () => {
    const client = aClient('machine', { clientAuth: 'basic' }, { grant: 'client_credentials', scopes: ['api:read'] });
    const set = await requestTokensDirectly({ client }, egress.fetch);
    assert.deepEqual([set.scopes, set.refreshToken], [['api:read'], undefined]);
    const greedy = aClient('machine', { clientAuth: 'basic' }, { grant: 'client_credentials', scopes: ['openid'] });
    await assert.rejects(requestTokensDirectly({ client: greedy }, egress.fetch), { code: 'invalid_scope' });
  });
});

describe('emulate', () => {
  const running: Emulator[] = [];
  after(() => Promise.all(running.map((emulator) => emulator.close())));

  async function start(service: 'slack' | 'github' | 'google', seed: Record<string, unknown>): Promise<string> {
    const emulator = await createEmulator({ service, port: await freePort(), seed: { [service]: seed } });
    running.push(emulator);
    return emulator.url;
  }
  const app = { client_id: 'app-1', client_secret: 'app-secret-1', name: 'App', redirect_uris: [redirectUri] };
  const credentials = { clientId: 'app-1', clientSecret: 'app-secret-1' };

  it('connects to Slack by the facts of the catalog, and knows its errors in a 200', async () => {
    const url = await start('slack', { team: { name: 'Acme', domain: 'acme' }, users: [{ name: 'maria' }], oauth_apps: [app] });
    const client = anOAuthClient({
      ...credentials,
      facts: slack,
      authorizeUrl: `${url}/oauth/v2/authorize`,
      tokenUrl: `${url}/api/oauth.v2.access`,
      scopes: ['chat:write', 'channels:read'],
    });
    const set = await connect(client, 'maria');
    assert.match(set.accessToken, /^xoxb-/);
    assert.equal(set.accountLabel, 'Acme');
    assert.deepEqual(set.scopes, ['chat:write', 'channels:read']);
    await assert.rejects(exchangeCode({ client, redirectUri, code: 'nonsense', codeVerifier: undefined }, egress.fetch), {
      code: 'exchange_rejected',
    });
  });

  it('connects to GitHub by the facts of the catalog, and knows its errors in a 200', async () => {
    const url = await start('github', { users: [{ login: 'octo' }], oauth_apps: [app] });
    const client = anOAuthClient({
      ...credentials,
      facts: github,
      authorizeUrl: `${url}/login/oauth/authorize`,
      tokenUrl: `${url}/login/oauth/access_token`,
      scopes: ['repo', 'read:user'],
    });
    const set = await connect(client, 'octo');
    assert.equal(set.tokenType, 'bearer');
    assert.deepEqual([...(set.scopes ?? [])].sort(), ['read:user', 'repo']);
    assert.equal(set.expiresInSeconds, undefined);
    const wrong = { redirectUri, code: 'nonsense', codeVerifier: 'v'.repeat(43) };
    await assert.rejects(exchangeCode({ client, ...wrong }, egress.fetch), { code: 'exchange_rejected' });
    await assert.rejects(exchangeCode({ client: { ...client, clientSecret: 'wrong' }, ...wrong }, egress.fetch), {
      code: 'invalid_client',
    });
  });

  it('connects to Google by the facts of the catalog, refreshes without a new refresh token, and revokes', async () => {
    const url = await start('google', { users: [{ email: 'sales@shop.example' }], oauth_clients: [app] });
    const client = anOAuthClient({
      ...credentials,
      facts: google,
      authorizeUrl: `${url}/o/oauth2/v2/auth`,
      tokenUrl: `${url}/oauth2/token`,
      revokeUrl: `${url}/oauth2/revoke`,
      scopes: ['openid', 'email'],
    });
    const set = await connect(client, 'sales@shop.example');
    assert.ok(set.refreshToken !== undefined);
    const refreshed = await refreshTokens({ client, refreshToken: set.refreshToken }, egress.fetch);
    assert.notEqual(refreshed.accessToken, set.accessToken);
    assert.equal(refreshed.refreshToken, undefined);
    await revokeToken({ client, token: set.refreshToken, kind: 'refresh_token' }, egress.fetch);
  });
});

/** PKCE required, refresh tokens rotate and their reuse ends the grant, Basic only form-encoded, `iss` in every answer. */
function strictServer(issuer: string): Provider {
  const signsIn = {
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
  };
  return new Provider(issuer, {
    clients: [
      { ...signsIn, client_id: 'basic', client_secret: secret, token_endpoint_auth_method: 'client_secret_basic' },
      { ...signsIn, client_id: 'post', client_secret: secret, token_endpoint_auth_method: 'client_secret_post' },
      { ...signsIn, client_id: 'public', token_endpoint_auth_method: 'none' },
      {
        client_id: 'machine',
        client_secret: secret,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_basic',
        scope: 'api:read',
      },
    ],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_context, _client, code) => code.scopes.has('offline_access'),
    scopes: ['openid', 'offline_access', 'api:read'],
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      RefreshToken: 3600,
      IdToken: 60,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
      ClientCredentials: 3600,
    },
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      clientCredentials: { enabled: true },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['test'] },
  });
}
