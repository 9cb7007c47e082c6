import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ProviderInput } from '../../server/catalog/provider.ts';
import type { ResolvedOAuth } from '../../server/definitions/model.ts';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { beginAuthorization } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

const redirectUri = 'https://connections.example/oauth/callback/acme';

describe('a pushed authorization request', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
  });
  beforeEach(() => {
    provider.requests.length = 0;
    provider.answerWith(behaviours.json({ request_uri: 'urn:x:1', expires_in: 60 }, 201));
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  const begin = (facts: Partial<ProviderInput> = {}, more: Partial<ResolvedOAuth> = {}) =>
    beginAuthorization(
      anOAuthClient({
        authorizeUrl: 'https://provider.example/authorize?audience=api',
        pushedUrl: `${provider.url}/push`,
        facts,
        ...more,
      }),
      redirectUri,
      egress.fetch,
    );
  const theRequest = () => {
    const [request] = provider.requests;
    assert.ok(request !== undefined && provider.requests.length === 1);
    return { ...request, form: Object.fromEntries(new URLSearchParams(request.body)) };
  };

  it('carries all that the browser would have carried, and says who the client is like a token request', async () => {
    const { url, state } = await begin();
    const { path, form } = theRequest();
    assert.equal(path, '/push');
    assert.equal(form['state'], state);
    assert.equal(form['redirect_uri'], redirectUri);
    assert.equal(form['code_challenge_method'], 'S256');
    assert.equal(form['audience'], 'api');
    assert.equal(form['client_secret'], 'client-secret-1');
    assert.equal(url, 'https://provider.example/authorize?client_id=client-1&request_uri=urn%3Ax%3A1');
  });

  it('is a form even where token requests are JSON', async () => {
    await begin({ token: { body: 'json' } });
    assert.match(theRequest().headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/);
  });

  it('is good with the status 200 too', async () => {
    provider.answerWith(behaviours.json({ request_uri: 'urn:x:2', expires_in: 60 }, 200));
    assert.match((await begin()).url, /request_uri=urn%3Ax%3A2$/);
  });

  const refusals: readonly [name: string, behaviour: Parameters<MisbehavingProvider['answerWith']>[0], code: string][] = [
    ['a client that is not known', behaviours.json({ error: 'invalid_client' }, 401), 'invalid_client'],
    ['scopes that are not known', behaviours.json({ error: 'invalid_scope' }, 400), 'invalid_scope'],
    ['a callback that is not known', behaviours.json({ error: 'invalid_redirect_uri' }, 400), 'redirect_uri_mismatch'],
    ['anything else', behaviours.json({ error: 'invalid_request' }, 400), 'exchange_rejected'],
    ['too many', behaviours.empty(429), 'rate_limited'],
    ['an answer without a reference', behaviours.json({ expires_in: 60 }, 201), 'provider_protocol_error'],
    ['an answer that is none', behaviours.raw('<html>', 'text/html', 200), 'provider_protocol_error'],
    ['a redirect', behaviours.redirects(302, 'https://evil.example'), 'provider_protocol_error'],
    ['a lost connection', behaviours.hangsUp(), 'provider_unreachable'],
  ];
  for (const [name, behaviour, code] of refusals) {
    it(`says ${code} for ${name}, and lets no browser go`, async () => {
      provider.answerWith(behaviour);
      await assert.rejects(begin(), { code });
    });
  }
});
