import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { demoAccounts } from '../../demo/demo-accounts.ts';
import type { DemoSecrets } from '../../demo/demo-secrets.ts';
import type { DemoSettings } from '../../demo/settings.ts';
import { startAcmeErp } from '../../demo/third-parties/acme-erp.ts';
import { createAdapter, PersistentStore } from '../../demo/third-parties/persistent-store.ts';
import { startNorthwindDesk } from '../../demo/third-parties/northwind-desk.ts';
import { clientIds } from '../../demo/vendor-environment.ts';
import { freshDemo } from './fresh-demo.ts';
import { HeadlessPerson } from './headless-person.ts';
import { sendToDemo } from './send-to-demo.ts';

let settings: DemoSettings;
let secrets: DemoSecrets;
let acme: Awaited<ReturnType<typeof startAcmeErp>>;
let northwind: Awaited<ReturnType<typeof startNorthwindDesk>>;

before(async () => {
  ({ settings, secrets } = await freshDemo());
  [acme, northwind] = await Promise.all([startAcmeErp(settings, secrets), startNorthwindDesk(settings, secrets)]);
});
after(() => Promise.all([acme.close(), northwind.close()]));

const acmeCallback = () => `${settings.urls.server}/oauth/callback/acme-erp`;

function authorizationUrl(origin: string, parameters: Record<string, string>): string {
  return `${origin}/auth?${new URLSearchParams({ response_type: 'code', state: 'a state', prompt: 'consent', ...parameters })}`;
}

function acmeRequest(verifier: string): string {
  return authorizationUrl(settings.urls.acme, {
    client_id: clientIds.acme,
    redirect_uri: acmeCallback(),
    scope: 'openid offline_access invoices.read',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
}

const basic = () => `Basic ${Buffer.from(`${clientIds.acme}:${secrets.clientSecrets.acme}`).toString('base64')}`;
const token = (form: Record<string, string>) => sendToDemo(`${settings.urls.acme}/token`, { authorization: basic() }, form);
const invoices = (accessToken: unknown) =>
  sendToDemo(`${settings.urls.acme}/api/invoices`, { authorization: `Bearer ${String(accessToken)}` });

async function connectAcme() {
  const verifier = randomBytes(32).toString('base64url');
  const back = await new HeadlessPerson().authorize(acmeRequest(verifier), acmeCallback(), demoAccounts.acme, 'allow');
  assert.equal(back.searchParams.get('state'), 'a state');
  assert.equal(back.searchParams.get('iss'), settings.urls.acme);
  return token({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: acmeCallback(),
    code_verifier: verifier,
  });
}

describe('Acme ERP', () => {
  it('hands out a 60-second token that its API accepts, and a refresh token', async () => {
    const { json } = await connectAcme();
    assert.equal(json['expires_in'], 60);
    assert.equal(typeof json['refresh_token'], 'string');
    assert.equal((await invoices(json['access_token'])).status, 200);
  });

  it('rotates refresh tokens and ends the grant when an old one comes back', async () => {
    const first = (await connectAcme()).json;
    const refresh = (refreshToken: unknown) => token({ grant_type: 'refresh_token', refresh_token: String(refreshToken) });
    const second = (await refresh(first['refresh_token'])).json;
    assert.notEqual(second['refresh_token'], first['refresh_token']);
    assert.equal((await refresh(first['refresh_token'])).json['error'], 'invalid_grant');
    assert.equal((await refresh(second['refresh_token'])).json['error'], 'invalid_grant');
  });

  it('revokes the whole grant with its refresh token', async () => {
    const { json } = await connectAcme();
    const form = { token: String(json['refresh_token']), token_type_hint: 'refresh_token' };
    const revocation = await sendToDemo(`${settings.urls.acme}/token/revocation`, { authorization: basic() }, form);
    assert.equal(revocation.status, 200);
    assert.equal((await invoices(json['access_token'])).status, 401);
  });

  it('lets a person take the access away behind our back', async () => {
    const { json } = await connectAcme();
    assert.ok(acme.endAllGrants() > 0);
    assert.equal((await invoices(json['access_token'])).status, 401);
    assert.equal(acme.endAllGrants(), 0);
  });

  it('sends access_denied back when the person cancels', async () => {
    const back = await new HeadlessPerson().authorize(acmeRequest('v'.repeat(43)), acmeCallback(), demoAccounts.acme, 'deny');
    assert.equal(back.searchParams.get('error'), 'access_denied');
  });

  it('refuses a wrong password', async () => {
    const account = { login: demoAccounts.acme.login, password: 'wrong' };
    const attempt = new HeadlessPerson().authorize(acmeRequest('v'.repeat(43)), acmeCallback(), account, 'allow');
    await assert.rejects(attempt, /Email or password is wrong/);
  });

  it('insists on PKCE', async () => {
    const url = authorizationUrl(settings.urls.acme, {
      client_id: clientIds.acme,
      redirect_uri: acmeCallback(),
      scope: 'openid',
    });
    const { url: back } = await new HeadlessPerson().visit(url, acmeCallback());
    assert.equal(new URL(back).searchParams.get('error'), 'invalid_request');
  });

  it('gives the warehouse client a token for stock and nothing else', async () => {
    const { clientId, clientSecret } = demoAccounts.warehouse;
    const form = { grant_type: 'client_credentials', scope: 'stock.read', client_id: clientId, client_secret: clientSecret };
    const { json } = await sendToDemo(`${settings.urls.acme}/token`, {}, form);
    const authorization = `Bearer ${String(json['access_token'])}`;
    assert.equal((await sendToDemo(`${settings.urls.acme}/api/stock`, { authorization })).status, 200);
    assert.equal((await invoices(json['access_token'])).status, 403);
  });

  it('still knows its refresh tokens after a restart', async () => {
    const { json } = await connectAcme();
    await acme.close();
    acme = await startAcmeErp(settings, secrets);
    const refreshed = await token({ grant_type: 'refresh_token', refresh_token: String(json['refresh_token']) });
    assert.equal(refreshed.status, 200);
    assert.equal((await invoices(refreshed.json['access_token'])).status, 200);
  });
});

describe('Northwind Desk', () => {
  it('signs people in at the host of their own desk', async () => {
    const origin = `http://harbor.localhost:${settings.ports.northwind}`;
    const callback = `${settings.urls.server}/oauth/callback/northwind-desk`;
    const verifier = 'v'.repeat(43);
    const url = authorizationUrl(origin, {
      client_id: clientIds.northwind,
      redirect_uri: callback,
      scope: 'openid offline_access tickets.read',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const back = await new HeadlessPerson().authorize(url, callback, demoAccounts.northwind, 'allow');
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: callback,
      code_verifier: verifier,
      client_id: clientIds.northwind,
      client_secret: secrets.clientSecrets.northwind,
    };
    const { json } = await sendToDemo(`${origin}/token`, {}, form);
    const authorization = `Bearer ${String(json['access_token'])}`;
    assert.equal((await sendToDemo(`${origin}/api/tickets`, { authorization })).status, 200);

    const elsewhere = origin.replace('harbor', 'summit');
    assert.equal((await sendToDemo(`${elsewhere}/api/tickets`, { authorization })).status, 401);
  });

  it('has no desk at an unknown subdomain', async () => {
    const { status, text } = await sendToDemo(`http://nobody.localhost:${settings.ports.northwind}/auth`);
    assert.equal(status, 404);
    assert.match(text, /There is no desk at this address/);
  });
});

describe('PersistentStore', () => {
  it('forgets what has expired', async () => {
    const store = new PersistentStore(join((await freshDemo()).settings.dataDir, 'store.json'));
    const adapter = createAdapter(store, 'AccessToken');
    await adapter.upsert('short', { jti: 'short' }, 0);
    await adapter.upsert('long', { jti: 'long' }, 60);
    assert.equal(await adapter.find('short'), undefined);
    assert.deepEqual(await adapter.find('long'), { jti: 'long' });
  });
});
