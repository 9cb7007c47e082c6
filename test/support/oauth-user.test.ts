import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createEmulator, type Emulator } from 'emulate';
import Provider from 'oidc-provider';
import { freePort } from './free-port.ts';
import { signIn } from './oauth-user.ts';

const redirectUri = 'http://127.0.0.1:9/oauth/callback/acme';
const query = { response_type: 'code', redirect_uri: redirectUri, state: 'state-1' };

function authorizationUrl(base: string, parameters: Readonly<Record<string, string>>): string {
  return `${base}?${new URLSearchParams({ ...query, ...parameters })}`;
}

describe('signIn at oidc-provider', () => {
  let issuer: string;
  let server: Server;
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
  const request = { client_id: 'app', scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' };

  before(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    issuer = `http://127.0.0.1:${address.port}`;
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'app', client_secret: 'secret', redirect_uris: [redirectUri] }],
      features: { devInteractions: { enabled: true } },
      cookies: { keys: ['key'] },
      findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    });
    server.on('request', provider.callback());
  });
  after(async () => {
    server.close();
    await once(server, 'close');
  });

  it('signs in and consents', async () => {
    const callback = await signIn(authorizationUrl(`${issuer}/auth`, request), { login: 'alice', redirectPrefix: redirectUri });
    assert.equal(callback.searchParams.get('state'), 'state-1');
    assert.equal(callback.searchParams.get('iss'), issuer);
    assert.ok(callback.searchParams.get('code'));
  });

  it('cancels', async () => {
    const user = { login: 'alice', redirectPrefix: redirectUri, cancels: true };
    const callback = await signIn(authorizationUrl(`${issuer}/auth`, request), user);
    assert.equal(callback.searchParams.get('error'), 'access_denied');
  });

  it('says what the page says when there is no way on', async () => {
    const url = authorizationUrl(`${issuer}/auth`, { ...request, client_id: 'nobody' });
    await assert.rejects(signIn(url, { login: 'alice', redirectPrefix: redirectUri }), /invalid_client/);
  });
});

describe('signIn at emulate', () => {
  const running: Emulator[] = [];
  after(() => Promise.all(running.map((emulator) => emulator.close())));

  const services = [
    { service: 'github', path: '/login/oauth/authorize', login: 'octo', seed: { github: { users: [{ login: 'octo' }] } } },
    {
      service: 'google',
      path: '/o/oauth2/v2/auth',
      login: 'sales@shop.example',
      seed: { google: { users: [{ email: 'sales@shop.example' }] } },
    },
    { service: 'slack', path: '/oauth/v2/authorize', login: 'maria', seed: { slack: { users: [{ name: 'maria' }] } } },
  ] as const;
  for (const { service, path, login, seed } of services) {
    it(`picks the person on the page of ${service}`, async () => {
      const emulator = await createEmulator({ service, port: await freePort(), seed });
      running.push(emulator);
      const url = authorizationUrl(`${emulator.url}${path}`, { client_id: 'app', scope: 'read' });
      const callback = await signIn(url, { login, redirectPrefix: redirectUri });
      assert.equal(callback.searchParams.get('state'), 'state-1');
      assert.ok(callback.searchParams.get('code'));
    });
  }
});
