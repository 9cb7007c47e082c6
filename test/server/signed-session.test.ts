import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { SignJWT } from 'jose';
import { paths, type Problem, type SessionClaims, type Snapshot } from '../../server/contract/index.ts';
import { parseSessionKeys, readConfig } from '../../server/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Page, Vendor, Window } from '../support/callers.ts';
import { pageOrigin, startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
};
type Algorithm = keyof typeof pairs;
const algorithms = Object.keys(pairs) as Algorithm[];
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });
const keySet = { keys: algorithms.map((alg) => jwk(pairs[alg].publicKey, alg)) };

const now = () => Math.floor(Date.now() / 1000);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('session tokens that the vendor signs', () => {
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;

  before(async () => {
    database = await openTestDatabase();
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    server = await startConnectionServer({ database, port, config: syncConfig(provider), sessionKeys: parseSessionKeys(keySet) });
  });
  after(async () => {
    await server.close();
    await provider.stop();
    await database.close();
  });

  type Claims = Partial<Record<string, unknown>>;
  const goodClaims = (changes: Claims = {}): Record<string, unknown> => {
    const claims: SessionClaims & Claims = { sub: 'ada', customer: 'signed', integration: 'sync', ...changes };
    return { aud: server.url, iat: now(), exp: now() + 600, ...claims };
  };
  const sign = (changes: Claims = {}, header: Claims = {}, alg: Algorithm = 'EdDSA') =>
    new SignJWT(goodClaims(changes)).setProtectedHeader({ alg, kid: alg, ...header }).sign(pairs[alg].privateKey);
  const ask = (token: string) => new Page(server, token, 'sync').send<Problem & Snapshot>('GET', paths.snapshot('sync'));

  for (const alg of algorithms) {
    it(`opens a session for a customer it makes, when signed with ${alg}`, async () => {
      const claims = { customer: { id: `by-${alg}`, name: 'Signed Ltd' }, role: 'organization', permissions: ['read', 'edit'] };
      const token = await sign({ ...claims, iss: 'anybody', jti: '1', nbf: now() }, {}, alg);
      const { status, body } = await ask(token);
      assert.equal(status, 200);
      assert.deepEqual(body.customer, { id: `by-${alg}`, name: 'Signed Ltd' });
      assert.deepEqual([body.role, body.permissions], ['organization', ['read', 'edit']]);
      assert.equal((await new Page(server, token, 'sync').send('POST', paths.disconnect(body.connections[0]!.id))).status, 403);
    });
  }

  it('sees the same connections as an opaque session of that customer', async () => {
    const opaque = await new Vendor(server).openPage({ customer: { id: 'signed' } });
    assert.deepEqual((await ask(await sign())).body.connections, (await opaque.snapshot()).connections);
  });

  it('makes one session row, however many requests come at once', async () => {
    const token = await sign({ customer: 'at-once' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(token)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const rows = await rowsOf(
      database,
      sql`select expires_at from sessions join customers on customers.id = sessions.customer_id where external_id = 'at-once'`,
    );
    assert.equal(rows.length, 1);
  });

  it('CONNECT begun with a signed session finishes', async () => {
    const page = new Page(server, await sign({ customer: 'connects' }), 'sync');
    const flow = await page.connect('erp', new Window(server));
    assert.equal(flow.state, 'succeeded');
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  it('is for the page it names', async () => {
    const page = new Page(server, await sign({ origin: pageOrigin, customer: 'named-page' }), 'sync');
    assert.equal((await page.send('GET', paths.snapshot('sync'))).status, 200);
    page.origin = server.url;
    assert.equal((await page.send<Problem>('GET', paths.snapshot('sync'))).body.code, 'origin_not_allowed');
    const foreign = await ask(await sign({ origin: 'https://evil.example' }));
    assert.deepEqual([foreign.status, foreign.body.code], [403, 'origin_not_allowed']);
    assert.equal((await ask(await sign({ integration: 'no-such' }))).body.code, 'unknown_integration');
  });

  it('tolerates a clock that is 60 seconds off, and no more', async () => {
    assert.equal((await ask(await sign({ iat: now() - 500, exp: now() - 55 }))).status, 200);
    assert.equal((await ask(await sign({ iat: now() + 55, nbf: now() + 55, exp: now() + 955 }))).status, 200);
    const late = await ask(await sign({ iat: now() - 500, exp: now() - 61 }));
    assert.deepEqual([late.status, late.body.code], [401, 'session_expired']);
  });

  const unsigned = (header: Claims, changes: Claims = {}) => `${base64url(header)}.${base64url(goodClaims(changes))}.`;
  const hs256 = (secret: string | Buffer, kid: Algorithm, alg = 'HS256') => {
    const input = unsigned({ alg, kid }).slice(0, -1);
    return `${input}.${createHmac(alg.replace('HS', 'sha'), secret).update(input).digest('base64url')}`;
  };
  const pem = (alg: Algorithm) => pairs[alg].publicKey.export({ type: 'spki', format: 'pem' });
  const stranger = generateKeyPairSync('ed25519');
  const forged: Record<string, () => string | Promise<string>> = {
    'alg none': () => unsigned({ alg: 'none', kid: 'EdDSA' }),
    'alg NONE without a kid': () => unsigned({ alg: 'NONE' }),
    'alg none with a signature': async () => `${unsigned({ alg: 'none', kid: 'EdDSA' })}${(await sign()).split('.')[2]}`,
    'no alg': () => unsigned({ kid: 'EdDSA' }),
    'HS256 with the public RSA key': () => hs256(pem('RS256'), 'RS256'),
    'HS256 with the public EC key': () => hs256(pem('ES256'), 'ES256'),
    'HS512 with the public Ed25519 key': () =>
      hs256(pairs.EdDSA.publicKey.export({ type: 'spki', format: 'der' }), 'EdDSA', 'HS512'),
    'HS256 with an empty secret': () => hs256('', 'EdDSA'),
    'PS256 under the RSA key': () =>
      new SignJWT(goodClaims()).setProtectedHeader({ alg: 'PS256', kid: 'RS256' }).sign(pairs.RS256.privateKey),
    'RS512 under the RSA key': () =>
      new SignJWT(goodClaims()).setProtectedHeader({ alg: 'RS512', kid: 'RS256' }).sign(pairs.RS256.privateKey),
    'another key under a registered kid': () =>
      new SignJWT(goodClaims()).setProtectedHeader({ alg: 'EdDSA', kid: 'EdDSA' }).sign(stranger.privateKey),
    'the kid of another registered key': () => sign({}, { kid: 'RS256' }),
    'no kid, with several keys': () => sign({}, { kid: undefined }),
    'an unknown kid': () => sign({}, { kid: 'rotated-away' }),
    'a kid that is a path': () => sign({}, { kid: '../../../../dev/null' }),
    'a kid that is a statement': () => sign({}, { kid: "EdDSA' or '1'='1" }),
    jku: () => sign({}, { jku: `${server.url}/jwks.json` }),
    jwk: () =>
      new SignJWT(goodClaims())
        .setProtectedHeader({ alg: 'EdDSA', kid: 'EdDSA', jwk: stranger.publicKey.export({ format: 'jwk' }) })
        .sign(stranger.privateKey),
    'jwk, signed by the registered key': () => sign({}, { jwk: pairs.EdDSA.publicKey.export({ format: 'jwk' }) }),
    x5u: () => sign({}, { x5u: `${server.url}/certificate.pem` }),
    x5c: () => sign({}, { x5c: ['MIIB'] }),
    'an extension it must understand': async () =>
      new SignJWT(goodClaims())
        .setProtectedHeader({ alg: 'EdDSA', kid: 'EdDSA', crit: ['urn:x'], 'urn:x': true })
        .sign(pairs.EdDSA.privateKey, { crit: { 'urn:x': true } }),
    'a changed claim': async () => {
      const [header, , signature] = (await sign()).split('.');
      return `${header}.${base64url(goodClaims({ customer: 'victim' }))}.${signature}`;
    },
    'a cut signature': async () => (await sign()).slice(0, -4),
    'two parts': async () => (await sign()).split('.').slice(0, 2).join('.'),
    'four parts': async () => `${await sign()}.e30`,
    dots: () => '..',
    'another audience': () => sign({ aud: 'https://other.example' }),
    'an audience with a path': () => sign({ aud: `${server.url}/widget` }),
    'no audience': () => sign({ aud: undefined }),
    'no exp': () => sign({ exp: undefined }),
    'no iat': () => sign({ iat: undefined }),
    'an exp that is text': () => sign({ exp: String(now() + 600) }),
    'a life of 901 seconds': () => sign({ exp: now() + 901 }),
    'a life of a year': () => sign({ exp: now() + 31_536_000 }),
    'an old iat with a long life': () => sign({ iat: now() - 3600, exp: now() + 600 }),
    'a future iat': () => sign({ iat: now() + 120, exp: now() + 600 }),
    'a future nbf': () => sign({ nbf: now() + 120 }),
    'expired by 61 seconds': () => sign({ iat: now() - 300, exp: now() - 61 }),
    'no sub': () => sign({ sub: undefined }),
    'an empty sub': () => sign({ sub: '' }),
    'no customer': () => sign({ customer: undefined }),
    'an empty customer': () => sign({ customer: { id: '' } }),
    'a customer of 256 characters': () => sign({ customer: 'x'.repeat(256) }),
    'no integration': () => sign({ integration: undefined }),
    'an unknown role': () => sign({ role: 'root' }),
    'an unknown permission': () => sign({ permissions: ['read', 'secrets'] }),
  };
  for (const [name, make] of Object.entries(forged)) {
    it(`T18 H01: answers 401 to ${name}, and makes no row`, async () => {
      const count = async () =>
        (await rowsOf<{ count: number }>(database, sql`select count(*)::int as count from sessions`))[0]?.count;
      const before = await count();
      const { status, body } = await ask(await make());
      assert.equal(status, 401);
      assert.match(body.code, /^session_(invalid|expired)$/);
      assert.equal(await count(), before);
    });
  }

  it('says in the log why a token was refused, without the token', async () => {
    const token = await sign({ aud: 'https://other.example' });
    await ask(token);
    const line = server
      .logged()
      .split('\n')
      .findLast((text) => text.includes('a signed session token was refused'));
    assert.match(line ?? '', /"reason":"claim aud"/);
    assert.equal(server.logged().includes(token.split('.')[1] ?? ''), false);
  });

  it('is nothing on a server without keys, and never opens the vendor’s API', async () => {
    const token = await sign();
    const keyless = await startConnectionServer({ database, config: syncConfig(provider) });
    const answer = await new Page(keyless, token, 'sync').send<Problem>('GET', paths.snapshot('sync'));
    await keyless.close();
    assert.deepEqual([answer.status, answer.body.code], [401, 'session_invalid']);
    const api = await fetch(server.url + paths.connections, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(api.status, 401);
  });

  it('needs no kid where one key is registered', async () => {
    const alone = await startConnectionServer({
      database,
      config: syncConfig(provider),
      sessionKeys: parseSessionKeys({ keys: [{ ...pairs.ES256.publicKey.export({ format: 'jwk' }), kid: 'ES256' }] }),
    });
    const open = async (header: Claims) => {
      const token = await sign({ aud: alone.url }, header, 'ES256');
      return (await new Page(alone, token, 'sync').send('GET', paths.snapshot('sync'))).status;
    };
    assert.deepEqual([await open({ kid: undefined }), await open({ kid: 'another' })], [200, 401]);
    await alone.close();
  });
});

describe('SESSION_KEYS', () => {
  const settings = {
    API_KEY: 'k'.repeat(24),
    ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
    CONNECTIONS_CONFIG: './connections.config.ts',
  };
  const read = (text?: string) => readConfig({ ...settings, SESSION_KEYS: text }).sessionKeys;

  it('is a key set, or the path of one; absent, there are no keys', () => {
    const folder = mkdtempSync(join(tmpdir(), 'connection-config-keys-'));
    try {
      const file = join(folder, 'jwks.json');
      writeFileSync(file, JSON.stringify(keySet));
      const kids = (text?: string) => read(text).map(({ kid }) => kid);
      assert.deepEqual([kids(JSON.stringify(keySet)), kids(file), kids()], [algorithms, algorithms, []]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const privateKey = jwk(pairs.EdDSA.privateKey, 'mine');
  const short = jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'short');
  const refused: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['a missing file', '/no/such/jwks.json', /names a file that cannot be read/],
    ['broken JSON', '{"keys": [', /is not JSON/],
    ['no keys', '{"keys": []}', /not a JSON Web Key Set/],
    ['a bare key', JSON.stringify(keySet.keys[0]), /not a JSON Web Key Set/],
    ['a private key', JSON.stringify({ keys: [privateKey] }), /key mine is a secret/],
    ['a shared secret', JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0LXNlY3JldA' }] }), /key 1 is a secret/],
    ['another algorithm', JSON.stringify({ keys: [{ ...keySet.keys[0], alg: 'PS256' }] }), /is not for RS256, ES256 or EdDSA/],
    [
      'another curve',
      JSON.stringify({ keys: [jwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey, 'p')] }),
      /key p is not for/,
    ],
    ['a short key', JSON.stringify({ keys: [short] }), /key short is shorter than 2048 bits/],
    ['half a key', JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'half' }] }), /key half is not a public key/],
    ['two keys without names', JSON.stringify({ keys: keySet.keys.map((key) => ({ ...key, kid: undefined })) }), /its own "kid"/],
    ['one name twice', JSON.stringify({ keys: [keySet.keys[0], keySet.keys[0]] }), /its own "kid"/],
  ];
  for (const [what, text, says] of refused) {
    it(`stops the start at ${what}, in one line that repeats no key`, () => {
      assert.throws(
        () => read(text),
        ({ name, message }: Error) => {
          assert.equal(name, 'ConfigError');
          assert.match(message, says);
          assert.equal(message.includes('\n'), false);
          assert.equal(message.includes(String(privateKey.d)) || message.includes('c2VjcmV0'), false);
          return true;
        },
      );
    });
  }
});
