import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, importSPKI, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';
import { paths, type Credentials, type Disconnected, type Problem } from '../../server/contract/index.ts';
import type { Page } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { startGrantWorld, type GrantWorld } from '../support/grant-world.ts';
import { startPasswordServer, type PasswordServer } from '../support/password-server.ts';
import { expireTokens, makeRefreshDue } from '../support/time-travel.ts';

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = signingKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwks = { keys: [{ ...signingKey.publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
const docs = { url: 'https://github.com/panva/node-oidc-provider', checked: '2026-11-23' };

async function save(page: Page, values: Record<string, string>): Promise<Problem> {
  const { id, revision } = await page.connection('app');
  const fields = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { op: 'replace', value }]));
  return (await page.send<Problem>('PATCH', paths.fields(id), { revision, fields })).body;
}

async function connect(page: Page): Promise<{ status: number; code: string }> {
  const { id } = await page.connection('app');
  const { status, body } = await page.send<Problem>('POST', paths.connect(id), { mode: 'direct' });
  return { status, code: body.code };
}

const handOver = (world: GrantWorld, id: string, body = {}) =>
  world.vendor.send<Credentials & Problem>('POST', paths.credentials(id), body);

describe('the grant password', () => {
  let other: PasswordServer;
  let world: GrantWorld;
  before(async () => {
    other = await startPasswordServer();
    world = await startGrantWorld(() => ({
      display: { label: 'App' },
      oauth2Type: 'password',
      provider: { key: 'app', label: 'App', token: { url: `${other.url}/token`, clientAuth: 'post' }, docs },
      inputs: {
        clientId: { default: 'app', shown: false },
        clientSecret: { type: 'password', default: 'app-secret', shown: false },
        region: { label: 'Region' },
      },
    }));
  });
  after(async () => {
    await world.stop();
    await other.stop();
  });

  async function connected(customer: string): Promise<{ page: Page; id: string }> {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    await save(page, { username: 'ada', password: other.password, region: 'eu' });
    assert.equal((await connect(page)).status, 200);
    return { page, id: (await page.connection('app')).id };
  }

  it('connects with what is saved, and hands over the token but neither name nor password', async () => {
    const { page, id } = await connected('whole');
    assert.equal((await page.connection('app')).status, 'configured');
    const { body } = await handOver(world, id);
    assert.deepEqual(body.fields, { region: 'eu' });
    assert.ok(body.token);
    const shown = JSON.stringify(await page.snapshot());
    assert.equal(shown.includes(other.password), false);
  });

  it('renews with the refresh token, and with the password once that is dead', async () => {
    const { id } = await connected('renewed');
    const first = (await handOver(world, id)).body.token?.access_token;
    other.asked.length = 0;
    await expireTokens(world.database);
    const second = (await handOver(world, id)).body.token?.access_token;
    assert.deepEqual(other.asked, ['refresh_token']);
    other.forgetRefreshTokens();
    await expireTokens(world.database);
    const third = (await handOver(world, id)).body.token?.access_token;
    assert.deepEqual(other.asked, ['refresh_token', 'refresh_token', 'password']);
    assert.equal(new Set([first, second, third]).size, 3);
  });

  it('turns red when the password is no longer right, and says so', async () => {
    const { page, id } = await connected('changed');
    const right = other.password;
    other.password = 'another one';
    other.forgetRefreshTokens();
    await expireTokens(world.database);
    assert.equal((await handOver(world, id)).body.code, 'credentials_rejected');
    const { status, reason } = await page.connection('app');
    assert.deepEqual([status, reason], ['error', 'credentials_rejected']);
    assert.deepEqual(await connect(page), { status: 409, code: 'credentials_rejected' });
    other.password = right;
    assert.equal((await connect(page)).status, 200);
  });

  it('asks for both before anything is sent', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'empty' } });
    assert.deepEqual((await page.connection('app')).missingFields, ['username', 'password']);
    assert.equal((await connect(page)).code, 'missing_fields');
  });
});

describe('the grant jwt_bearer', () => {
  let world: GrantWorld;
  const assertions: string[] = [];
  before(async () => {
    world = await startGrantWorld(
      ({ issuer }) => ({
        display: { label: 'App' },
        oauth2Type: 'jwt_bearer',
        provider: {
          key: 'app',
          label: 'App',
          authorize: { issuer },
          token: { url: `${issuer}/token`, clientAuth: 'none' },
          revoke: { url: `${issuer}/token/revocation`, scope: 'token' },
          docs,
        },
        inputs: { clientId: { label: 'Client ID', required: true }, scopes: { default: 'api:read', shown: false } },
      }),
      {
        configure: (base) => ({
          ...base,
          clients: [
            {
              client_id: 'robot',
              token_endpoint_auth_method: 'none',
              grant_types: [jwtBearer],
              redirect_uris: [],
              response_types: [],
              scope: 'api:read',
            },
          ],
        }),
        extend: (provider) => {
          provider.registerGrantType(
            jwtBearer,
            async (context) => {
              const { client, params } = context.oidc;
              const assertion = String(params?.['assertion']);
              const key = await importSPKI(signingKey.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'RS256');
              const claims = {
                issuer: 'robot',
                subject: 'ada@example.com',
                audience: provider.issuer,
                requiredClaims: ['exp', 'jti'],
              };
              await jwtVerify(assertion, key, claims).catch(() => {
                throw new errors.InvalidGrant('the assertion is not good');
              });
              assertions.push(assertion);
              if (client === undefined) throw new errors.InvalidClient('no client');
              const token = new provider.ClientCredentials({ client, scope: 'api:read' });
              context.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
            },
            ['assertion', 'scope'],
          );
        },
      },
    );
  });
  after(() => world.stop());

  it('signs an assertion for the server alone, another one for every token, and revokes', async () => {
    const page = await world.vendor.openPage();
    // As it arrives through an input of one line.
    await save(page, { clientId: 'robot', subject: 'ada@example.com', privateKey: pem.replaceAll('\n', ' ') });
    assert.equal((await connect(page)).status, 200);
    const { id } = await page.connection('app');
    const first = await handOver(world, id);
    assert.ok(first.body.token, JSON.stringify(first.body));
    assert.deepEqual(first.body.fields, {});
    await expireTokens(world.database);
    const second = await handOver(world, id);
    assert.notEqual(second.body.token?.access_token, first.body.token.access_token);
    const claims = assertions.map((assertion) => decodeJwt(assertion));
    assert.deepEqual(
      claims.map(({ aud, scope }) => [aud, scope]),
      [
        [world.provider.issuer, 'api:read'],
        [world.provider.issuer, 'api:read'],
      ],
    );
    assert.notEqual(claims[0]?.jti, claims[1]?.jti);
    assert.equal((await page.send<Disconnected>('POST', paths.disconnect(id))).body.revocation, 'revoked');
  });

  it('takes another key for wrong credentials, and what is no key not at all', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'wrong' } });
    const refused = await save(page, {
      clientId: 'robot',
      privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    });
    assert.deepEqual(
      refused.errors?.map(({ path, code }) => [path, code]),
      [['fields.privateKey', 'wrong_shape']],
    );
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    await save(page, { clientId: 'robot', subject: 'ada@example.com', privateKey: stranger.toString() });
    assert.deepEqual(await connect(page), { status: 409, code: 'credentials_rejected' });
  });
});

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

describe('client credentials with a key, for a resource, bound to another key', () => {
  let world: GrantWorld;
  const resource = 'https://api.example/v1';
  before(async () => {
    world = await startGrantWorld(
      ({ issuer }) => ({
        display: { label: 'App' },
        oauth2Type: 'client_credentials',
        provider: {
          key: 'app',
          label: 'App',
          authorize: { issuer },
          token: { url: `${issuer}/token`, clientAuth: 'private_key_jwt' },
          dpop: true,
          resource: '{{#api}}',
          docs,
        },
        inputs: {
          clientId: { default: 'machine', shown: false },
          api: { label: 'API', required: true },
          kid: { default: 'k1', shown: false },
          scopes: { default: 'api:read', shown: false },
        },
      }),
      {
        background: true,
        configure: (base) => ({
          ...base,
          clients: [
            {
              client_id: 'machine',
              token_endpoint_auth_method: 'private_key_jwt',
              jwks,
              grant_types: ['client_credentials'],
              redirect_uris: [],
              response_types: [],
              scope: 'api:read',
            },
          ],
          features: {
            ...base.features,
            dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 9), requireNonce: () => true },
            resourceIndicators: {
              enabled: true,
              getResourceServerInfo: (_context, indicator) => {
                if (indicator !== resource) throw new errors.InvalidTarget();
                return {
                  scope: 'api:read',
                  audience: indicator,
                  accessTokenFormat: 'jwt',
                  accessTokenTTL: 3600,
                  jwt: { sign: { alg: 'RS256' } },
                };
              },
            },
          },
        }),
      },
    );
  });
  after(() => world.stop());

  it('connects, and is renewed in the background with the same key', async () => {
    const page = await world.vendor.openPage();
    await save(page, { api: resource, privateKey: pem });
    assert.equal((await connect(page)).status, 200);
    const { id, nextRefreshAt } = await page.connection('app');
    assert.ok(nextRefreshAt !== undefined, 'a renewal is planned');
    const { body } = await handOver(world, id);
    assert.ok(body.token?.dpop_key, JSON.stringify(body));
    assert.deepEqual(body.fields, { api: resource });
    const claims = decodeJwt(body.token.access_token);
    assert.equal(claims.aud, resource);
    assert.ok((claims['cnf'] as { jkt?: string } | undefined)?.jkt);

    await makeRefreshDue(world.database);
    const tokenNow = async () => (await handOver(world, id)).body.token;
    await eventually('the token is renewed', async () => (await tokenNow())?.access_token !== body.token?.access_token);
    assert.deepEqual((await tokenNow())?.dpop_key, body.token.dpop_key);
  });

  it('is not given a token for another resource', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'other' } });
    await save(page, { api: 'https://other.example', privateKey: pem });
    const answer = await connect(page);
    assert.notEqual(answer.status, 200);
  });
});
