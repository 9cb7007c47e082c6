import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { finishAuthorization, readCallbackParameters } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

describe('shopify-hmac', () => {
  const secret = 'hush';
  const client = anOAuthClient({
    clientSecret: secret,
    authorizeUrl: 'https://some-shop.myshopify.com/admin/oauth/authorize',
    facts: { quirks: ['shopify-hmac'] },
  });
  const parameters = {
    code: '0907a61c0c8d55e99db179b68161bc00',
    shop: 'some-shop.myshopify.com',
    state: 's',
    timestamp: '1337178173',
  };
  const sign = (query: Record<string, string>, key = secret) =>
    createHmac('sha256', key)
      .update(new URLSearchParams(Object.entries(query).sort()).toString())
      .digest('hex');
  const read = (query: Record<string, string>, of = client) => readCallbackParameters(new URLSearchParams(query), of);

  it('believes a callback that Shopify signed, whatever else is in it', () => {
    assert.equal(read({ ...parameters, hmac: sign(parameters) }).kind, 'code');
    const more = { ...parameters, host: 'YWRtaW4uc2hvcGlmeS5jb20vc3RvcmU=' };
    assert.equal(read({ hmac: sign(more), ...more }).kind, 'code');
  });

  const good = sign(parameters);
  const forged: Record<string, Record<string, string>> = {
    'no signature': parameters,
    'an empty one': { ...parameters, hmac: '' },
    'one under another secret': { ...parameters, hmac: sign(parameters, 'other') },
    'one in upper case': { ...parameters, hmac: good.toUpperCase() },
    'a cut one': { ...parameters, hmac: good.slice(0, 32) },
    'another code': { ...parameters, code: 'c2', hmac: good },
    'one parameter more': { ...parameters, extra: '1', hmac: good },
    'an error that nobody signed': { error: 'access_denied', shop: parameters.shop, state: 's', hmac: good },
  };
  for (const [name, query] of Object.entries(forged)) {
    it(`refuses a callback with ${name}`, () => {
      assert.deepEqual(read(query), { kind: 'refused', code: 'issuer_mismatch' });
    });
  }

  it('refuses a signed callback of another shop', () => {
    const other = { ...parameters, shop: 'other-shop.myshopify.com' };
    assert.deepEqual(read({ ...other, hmac: sign(other) }), { kind: 'refused', code: 'issuer_mismatch' });
  });

  it('refuses everything without a secret to check with', () => {
    const without = { ...client, clientSecret: '' };
    assert.equal(read({ ...parameters, hmac: sign(parameters, '') }, without).kind, 'refused');
  });

  it('believes nothing in which one character was changed', () => {
    const text = new URLSearchParams({ ...parameters, hmac: good }).toString();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'abcdef0123456789&='), (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        if (changed === text) return;
        const answer = readCallbackParameters(new URLSearchParams(changed), client);
        assert.equal(answer.kind, 'refused', changed);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('facebook-long-lived-token', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  const finish = (second: (response: import('node:http').ServerResponse) => void) => {
    provider.requests.length = 0;
    const first = behaviours.json({ access_token: 'short', token_type: 'bearer', expires_in: 5183 });
    provider.answerWith((response) => (provider.requests.length === 1 ? first : second)(response));
    const client = anOAuthClient({
      tokenUrl: `${provider.url}/oauth/access_token`,
      facts: { token: { method: 'GET' }, quirks: ['facebook-long-lived-token'] },
    });
    const query = new URLSearchParams({ code: 'c1', state: 's' });
    const answer = { query, redirectUri: 'https://connections.example/cb', secrets: {} };
    return finishAuthorization(client, answer, egress.fetch);
  };

  it('trades the token of the sign-in for one of 60 days', async () => {
    const { tokens } = await finish(behaviours.json({ access_token: 'long', token_type: 'bearer', expires_in: 5_184_000 }));
    assert.deepEqual([tokens.accessToken, tokens.expiresInSeconds, tokens.refreshToken], ['long', 5_184_000, undefined]);
    const asked = new URL(provider.requests[1]?.path ?? '', provider.url);
    assert.deepEqual(Object.fromEntries(asked.searchParams), {
      grant_type: 'fb_exchange_token',
      client_id: 'client-1',
      client_secret: 'client-secret-1',
      fb_exchange_token: 'short',
    });
  });

  it('ends the sign-in when the trade is refused', async () => {
    const error = { error: { message: 'Invalid OAuth access token', type: 'OAuthException', code: 190 } };
    await assert.rejects(finish(behaviours.json(error, 400)), { code: 'exchange_rejected' });
  });
});
