import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { authorizedFetch, createDpopProof, type DpopKey } from '../../server/client/index.ts';
import { dpopThumbprint } from '../../server/contract/index.ts';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import {
  beginAuthorization,
  createDpopKey,
  exchangeCode,
  ProviderError,
  refreshTokens,
  revokeToken,
} from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import {
  behaviours,
  startMisbehavingProvider,
  type Behaviour,
  type MisbehavingProvider,
} from '../support/misbehaving-provider.ts';

const boundTokens = behaviours.tokens({ token_type: 'DPoP' });
const wantsNonce = (nonce: string) => behaviours.json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': nonce });

async function aKey(): Promise<DpopKey> {
  const key = await createDpopKey(anOAuthClient({ facts: { dpop: true } }));
  assert.ok(key);
  return key;
}

describe('a proof of possession', () => {
  it('is what RFC 9449 section 4.2 says, by the word of another implementation', async () => {
    const key = await aKey();
    const url = 'https://api.example/things?q=1#top';
    const proof = await createDpopProof(key, { method: 'post', url, nonce: 'n-1', accessToken: 'AT-1' });
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
    assert.deepEqual(Object.keys(protectedHeader.jwk ?? {}).sort(), ['crv', 'kty', 'x', 'y']);
    assert.equal(payload['htm'], 'POST');
    assert.equal(payload['htu'], 'https://api.example/things');
    assert.equal(payload['nonce'], 'n-1');
    assert.equal(payload['ath'], createHash('sha256').update('AT-1').digest('base64url'));
    assert.ok(payload.iat !== undefined && payload.jti !== undefined);
    assert.equal(await dpopThumbprint(key), await calculateJwkThumbprint({ ...key }));
  });

  it('is another one every time', async () => {
    const key = await aKey();
    const request = { method: 'GET', url: 'https://api.example/' };
    assert.notEqual(decodeJwt(await createDpopProof(key, request)).jti, decodeJwt(await createDpopProof(key, request)).jti);
  });
});

describe('requests for tokens that are bound to a key', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
  });
  beforeEach(() => {
    provider.requests.length = 0;
    // Nonces are remembered as long as the way out exists.
    egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
  });
  after(() => provider.stop());

  const aClient = () =>
    anOAuthClient({
      tokenUrl: `${provider.url}/token`,
      refreshUrl: `${provider.url}/token`,
      revokeUrl: `${provider.url}/revoke`,
      pushedUrl: `${provider.url}/push`,
      facts: { dpop: true, revoke: {} },
    });
  const proofs = () => provider.requests.map(({ headers }) => String(headers['dpop']));
  const answerInTurn = (...behaviours: readonly Behaviour[]) => {
    let turn = 0;
    provider.answerWith((response) => behaviours[Math.min(turn++, behaviours.length - 1)]?.(response));
  };
  const steps = {
    push: async () => {
      await beginAuthorization(aClient(), 'https://connections.example/cb', egress.fetch);
    },
    exchange: async () => {
      const code = { redirectUri: 'https://connections.example/cb', code: 'c', codeVerifier: 'v' };
      await exchangeCode({ client: aClient(), dpopKey: await aKey(), ...code }, egress.fetch);
    },
    refresh: async () => {
      await refreshTokens({ client: aClient(), dpopKey: await aKey(), refreshToken: 'RT' }, egress.fetch);
    },
    revoke: async () => {
      await revokeToken({ client: aClient(), dpopKey: await aKey(), token: 'T', kind: 'refresh_token' }, egress.fetch);
    },
  };
  const success = { push: behaviours.json({ request_uri: 'urn:x', expires_in: 60 }, 201), revoke: behaviours.empty(200) };

  for (const [name, step] of Object.entries(steps)) {
    it(`are sent once more with the server's nonce: ${name}`, async () => {
      answerInTurn(wantsNonce('n-1'), name in success ? success[name as keyof typeof success] : boundTokens);
      await step();
      const [first = '', second = '', ...more] = proofs();
      assert.equal(more.length, 0);
      assert.equal(decodeJwt(first)['nonce'], undefined);
      assert.equal(decodeJwt(second)['nonce'], 'n-1');
      assert.notEqual(decodeJwt(first).jti, decodeJwt(second).jti);
      assert.deepEqual(decodeProtectedHeader(first).jwk, decodeProtectedHeader(second).jwk);
    });
  }

  it('are not sent a third time', async () => {
    answerInTurn(wantsNonce('n-1'), wantsNonce('n-2'));
    await assert.rejects(
      steps.refresh(),
      (error) => error instanceof ProviderError && error.details.providerCode === 'use_dpop_nonce',
    );
    assert.equal(provider.requests.length, 2);
  });

  it('begin with the newest nonce the server gave to anybody, be it in a success', async () => {
    provider.answerWith((response) => {
      response.setHeader('dpop-nonce', 'n-7');
      boundTokens(response);
    });
    await steps.exchange();
    await steps.refresh();
    assert.equal(decodeJwt(proofs()[1] ?? '')['nonce'], 'n-7');
  });

  it('remember no nonce that is none', async () => {
    provider.answerWith((response) => {
      response.setHeader('dpop-nonce', 'x'.repeat(2000));
      boundTokens(response);
    });
    await steps.exchange();
    await steps.refresh();
    assert.equal(decodeJwt(proofs()[1] ?? '')['nonce'], undefined);
  });

  for (const type of ['Bearer', undefined, 'mac']) {
    it(`D09 refuse tokens of the type ${String(type)}, since those anybody could use`, async () => {
      provider.answerWith(behaviours.tokens({ token_type: type }));
      await assert.rejects(steps.exchange(), { code: 'provider_protocol_error' });
      await assert.rejects(steps.refresh(), { code: 'provider_protocol_error' });
    });
  }

  it('announce the key with the request for a code', async () => {
    provider.answerWith(success.push);
    const { secrets } = await beginAuthorization(aClient(), 'https://connections.example/cb', egress.fetch);
    assert.ok(secrets.dpopKey);
    const pushed = new URLSearchParams(provider.requests[0]?.body);
    assert.equal(pushed.get('dpop_jkt'), await dpopThumbprint(secrets.dpopKey));
  });
});

describe('authorizedFetch', () => {
  it('presents a bearer token, and sends nothing twice', async () => {
    const provider = await startMisbehavingProvider();
    provider.answerWith(behaviours.empty(401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' }));
    await authorizedFetch({ access_token: 'AT', token_type: 'Bearer' })(provider.url, { method: 'POST', body: 'x' });
    assert.deepEqual(
      provider.requests.map(({ headers, body }) => [headers.authorization, headers['dpop'], body]),
      [['Bearer AT', undefined, 'x']],
    );
    await provider.stop();
  });

  it('proves the key with each request, and once more, body and all, with a nonce that is asked for', async () => {
    const provider = await startMisbehavingProvider();
    let turn = 0;
    provider.answerWith((response) => {
      const challenge = {
        'www-authenticate': 'DPoP error="use_dpop_nonce", error_description="A nonce, please"',
        'dpop-nonce': 'n-1',
      };
      return turn++ === 0 ? behaviours.empty(401, challenge)(response) : behaviours.json({ ok: true })(response);
    });
    const fetchThings = authorizedFetch({ access_token: 'AT', token_type: 'DPoP', dpop_key: await aKey() });
    const answer = await fetchThings(`${provider.url}/things`, { method: 'POST', body: 'x', headers: { 'x-own': '1' } });
    assert.deepEqual(await answer.json(), { ok: true });
    await fetchThings(`${provider.url}/things`);
    assert.deepEqual(
      provider.requests.map(({ headers, body }) => [headers.authorization, headers['x-own'], body]),
      [
        ['DPoP AT', '1', 'x'],
        ['DPoP AT', '1', 'x'],
        ['DPoP AT', undefined, ''],
      ],
    );
    assert.deepEqual(
      provider.requests.map(({ headers }) => decodeJwt(String(headers['dpop']))['nonce']),
      [undefined, 'n-1', 'n-1'],
    );
    await provider.stop();
  });
});
