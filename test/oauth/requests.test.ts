import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { github } from '../../server/catalog/github.ts';
import type { ProviderInput } from '../../server/catalog/provider.ts';
import { slack } from '../../server/catalog/slack.ts';
import type { ResolvedOAuth } from '../../server/definitions/model.ts';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { exchangeCode, refreshTokens, requestTokensDirectly, revokeToken } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

const awkward = { clientId: 'id:1', clientSecret: 'a secret: 100% & more+é' };

describe('a request', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
  });
  beforeEach(() => {
    provider.requests.length = 0;
    provider.answerWith(behaviours.tokens());
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  const aClient = (facts: Partial<ProviderInput> = {}, more: Partial<ResolvedOAuth> = {}) =>
    anOAuthClient({
      tokenUrl: `${provider.url}/token`,
      refreshUrl: `${provider.url}/refresh`,
      revokeUrl: `${provider.url}/revoke`,
      facts,
      ...more,
    });
  const theRequest = () => {
    const [request] = provider.requests;
    assert.ok(request !== undefined && provider.requests.length === 1);
    return { ...request, form: Object.fromEntries(new URLSearchParams(request.body)) };
  };
  const exchange = (client: ResolvedOAuth, tokenParams: Record<string, string> = {}, codeVerifier: string | undefined = 'v1') =>
    exchangeCode(
      { client, redirectUri: 'https://connections.example/cb?x=1', code: 'c 1', codeVerifier, tokenParams },
      egress.fetch,
    );

  it('B19 exchanges the code with the same redirect URI, byte for byte, and the verifier', async () => {
    await exchange(aClient());
    const { method, path, headers, form } = theRequest();
    assert.deepEqual([method, path], ['POST', '/token']);
    assert.equal(headers.accept, 'application/json');
    assert.match(headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/);
    assert.deepEqual(form, {
      grant_type: 'authorization_code',
      code: 'c 1',
      redirect_uri: 'https://connections.example/cb?x=1',
      code_verifier: 'v1',
      client_id: 'client-1',
      client_secret: 'client-secret-1',
    });
  });

  it('B14 has no verifier where there was none', async () => {
    const client = aClient({ authorize: { pkce: 'none' } });
    const input = { client, redirectUri: 'https://connections.example/cb', code: 'c', codeVerifier: undefined };
    await exchangeCode(input, egress.fetch);
    assert.equal('code_verifier' in theRequest().form, false);
  });

  it('carries parameters of the provider and of the callback, but lets neither replace a reserved one', async () => {
    await exchange(aClient({ token: { params: { audience: 'api', realmId: 'default' } } }), {
      realmId: '42',
      redirect_uri: 'https://evil.example',
      grant_type: 'password',
      client_secret: 'x',
    });
    const { form } = theRequest();
    assert.equal(form['audience'], 'api');
    assert.equal(form['realmId'], '42');
    assert.equal(form['redirect_uri'], 'https://connections.example/cb?x=1');
    assert.equal(form['grant_type'], 'authorization_code');
    assert.equal(form['client_secret'], 'client-secret-1');
  });

  it('refreshes at the refresh address, without a scope, with parameters of its own', async () => {
    await refreshTokens(
      {
        client: aClient({ token: { params: { only: 'exchange' } }, refresh: { params: { only: 'refresh' } } }),
        refreshToken: 'RT 0',
      },
      egress.fetch,
    );
    const { path, form } = theRequest();
    assert.equal(path, '/refresh');
    assert.deepEqual(form, {
      grant_type: 'refresh_token',
      refresh_token: 'RT 0',
      only: 'refresh',
      client_id: 'client-1',
      client_secret: 'client-secret-1',
    });
  });

  it('asks for a token of the client itself, with scopes by the separator of the provider', async () => {
    const client = aClient({ authorize: { scopeSeparator: ',' } }, { grant: 'client_credentials' });
    await requestTokensDirectly({ client }, egress.fetch);
    const { form } = theRequest();
    assert.deepEqual([form['grant_type'], form['scope']], ['client_credentials', 'read,write']);
  });

  it('authenticates by Basic with both parts form-encoded, and then not in the body', async () => {
    await exchange(aClient({ token: { clientAuth: 'basic' } }, awkward));
    const { headers, form } = theRequest();
    const credentials = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    assert.equal(credentials, 'id%3A1:a+secret%3A+100%25+%26+more%2B%C3%A9');
    assert.equal('client_id' in form || 'client_secret' in form, false);
  });

  it('writes Basic so that a UUID reads alike with and without decoding', async () => {
    const uuid = { clientId: 'b2d4c9f0-1111-4222-8333-123456789abc', clientSecret: 'secret_a.b-c' };
    await exchange(aClient({ token: { clientAuth: 'basic' } }, uuid));
    const credentials = Buffer.from(theRequest().headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    assert.equal(credentials, `${uuid.clientId}:${uuid.clientSecret}`);
  });

  it('authenticates by raw Basic where the provider wants that', async () => {
    await exchange(aClient({ token: { clientAuth: 'basic_raw' } }, awkward));
    const { headers, form } = theRequest();
    const credentials = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    assert.equal(credentials, `${awkward.clientId}:${awkward.clientSecret}`);
    assert.equal('client_id' in form || 'client_secret' in form, false);
  });

  it('authenticates in the body with every character intact', async () => {
    await exchange(aClient({}, awkward));
    const { form } = theRequest();
    assert.deepEqual([form['client_id'], form['client_secret']], [awkward.clientId, awkward.clientSecret]);
  });

  for (const [name, facts, secret] of [
    ['none is declared', { token: { clientAuth: 'none' } }, 'unused'],
    ['there is no secret', { token: { clientAuth: 'basic' } }, ''],
  ] as const) {
    it(`only names the client when ${name}`, async () => {
      await exchange(aClient(facts, { clientSecret: secret }));
      const { headers, form } = theRequest();
      assert.equal(headers.authorization, undefined);
      assert.equal(form['client_id'], 'client-1');
      assert.equal('client_secret' in form, false);
    });
  }

  it('is JSON with additional headers where the provider wants that', async () => {
    const facts: Partial<ProviderInput> = {
      token: { body: 'json', clientAuth: 'basic', headers: { 'x-api-version': '2', accept: 'application/vnd.x+json' } },
    };
    await exchange(aClient(facts, { headers: { 'x-tenant': 'acme' } }));
    const { headers, body } = theRequest();
    assert.equal(headers['content-type'], 'application/json');
    assert.deepEqual([headers['x-api-version'], headers['x-tenant'], headers.accept], ['2', 'acme', 'application/vnd.x+json']);
    const parsed = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([parsed['grant_type'], parsed['code']], ['authorization_code', 'c 1']);
  });

  it('is not sent with a header that would break out of its line', async () => {
    const client = aClient({}, { headers: { 'x-tenant': 'a\r\nx-injected: 1' } });
    await assert.rejects(exchange(client), { code: 'egress_refused' });
    assert.equal(provider.requests.length, 0);
  });

  describe('to revoke', () => {
    const revoke = (client: ResolvedOAuth, kind: 'refresh_token' | 'access_token' = 'access_token') =>
      revokeToken({ client, token: 'T 1', kind }, egress.fetch);

    for (const kind of ['refresh_token', 'access_token'] as const) {
      it(`G01 names the ${kind} and authenticates the client`, async () => {
        provider.answerWith(behaviours.empty(200));
        await revoke(aClient({ revoke: {} }), kind);
        const { method, path, form } = theRequest();
        assert.deepEqual([method, path], ['POST', '/revoke']);
        assert.deepEqual(form, { token: 'T 1', token_type_hint: kind, client_id: 'client-1', client_secret: 'client-secret-1' });
      });
    }

    it('G01 is done by any status that the provider declares, whatever the body', async () => {
      for (const behaviour of [
        behaviours.empty(204),
        behaviours.raw('<html>', 'text/html'),
        behaviours.json({ success: true }),
      ]) {
        provider.answerWith(behaviour);
        await revoke(aClient({ revoke: {} }));
      }
      provider.answerWith(behaviours.empty(202));
      await revoke(aClient({ revoke: { okStatuses: [202] } }));
      await assert.rejects(revoke(aClient({ revoke: {} })), { code: 'provider_protocol_error' });
    });

    it('G02 is done when the token was dead already', async () => {
      provider.answerWith(behaviours.json({ error: 'invalid_token' }, 400));
      await assert.doesNotReject(revoke(aClient({ revoke: {} })));
    });

    it('G03 must be repeated after a 503, not before the provider says', async () => {
      provider.answerWith(behaviours.empty(503, { 'retry-after': '30' }));
      await assert.rejects(revoke(aClient({ revoke: {} })), {
        code: 'provider_error',
        details: { progress: 'received', httpStatus: 503, retryAfterSeconds: 30, endpoint: `${provider.url}/revoke` },
      });
    });

    it('G04 tells that the provider does not revoke this kind of token', async () => {
      provider.answerWith(behaviours.json({ error: 'unsupported_token_type' }, 400));
      await assert.rejects(revoke(aClient({ revoke: {} })), (error: { code: string; details: { providerCode?: string } }) => {
        assert.deepEqual([error.code, error.details.providerCode], ['provider_error', 'unsupported_token_type']);
        return true;
      });
    });

    for (const [status, code] of [
      [400, 'provider_error'],
      [401, 'provider_error'],
      [404, 'provider_error'],
      [302, 'provider_protocol_error'],
      [429, 'rate_limited'],
    ] as const) {
      it(`G05 is not done by a ${status}`, async () => {
        provider.answerWith(behaviours.empty(status));
        await assert.rejects(revoke(aClient({ revoke: {} })), { code });
      });
    }

    it('uses the token itself where the provider wants a bearer call', async () => {
      provider.answerWith(behaviours.json({ ok: true, revoked: true }));
      await revoke(aClient({ revoke: { tokenIn: 'bearer', tokens: ['access_token'] } }));
      const { method, headers, body } = theRequest();
      assert.deepEqual([method, headers.authorization, body], ['POST', 'Bearer T 1', '']);
    });

    it('knows an error in the 200 of a bearer call', async () => {
      const facts: Partial<ProviderInput> = {
        revoke: { tokenIn: 'bearer', tokens: ['access_token'] },
        token: { answer: { errorWhen: { member: 'ok', equals: false, codeFrom: 'error' } } },
      };
      provider.answerWith(behaviours.json({ ok: false, error: 'token_revoked' }));
      await revoke(aClient(facts));
      provider.answerWith(behaviours.json({ ok: false, error: 'fatal_error' }));
      await assert.rejects(revoke(aClient(facts)), { code: 'provider_error' });
      provider.answerWith(behaviours.empty(401));
      await revoke(aClient(facts));
    });

    it('deletes in the way of GitHub', async () => {
      provider.answerWith(behaviours.empty(204));
      await revoke(aClient({ revoke: github.revoke }));
      const { method, headers, body } = theRequest();
      assert.equal(method, 'DELETE');
      assert.equal(headers.authorization, `Basic ${Buffer.from('client-1:client-secret-1').toString('base64')}`);
      assert.deepEqual(JSON.parse(body), { access_token: 'T 1' });
      provider.answerWith(behaviours.json({ message: 'Not Found' }, 404));
      await revoke(aClient({ revoke: github.revoke }));
    });

    it('passes over a refresh token where only access tokens can be revoked', async () => {
      for (const { revoke: facts } of [slack, github]) await revoke(aClient({ revoke: facts }), 'refresh_token');
      assert.equal(provider.requests.length, 0);
    });

    it('G06 is not called for a provider without such a call', async () => {
      await assert.rejects(revoke(aClient()), TypeError);
      assert.equal(provider.requests.length, 0);
    });
  });
});
