import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import * as v from 'valibot';
import { providerSchema, reservedParameters, type ProviderInput } from '../../server/catalog/provider.ts';
import type { ResolvedOAuth } from '../../server/definitions/model.ts';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import {
  createAuthorizationRequest,
  exchangeCode,
  readCallbackParameters,
  refreshTokens,
  revokeToken,
  type TokenSet,
} from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

type Facts = Partial<ProviderInput>;
type AnswerFacts = NonNullable<NonNullable<ProviderInput['token']>['answer']>;

const { json, tokens } = behaviours;
const redirectUri = 'https://connections.example/oauth/callback/acme';

describe('a provider that deviates', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress({ privateCidrs: ['127.0.0.1/32'] });
  });
  beforeEach(() => {
    provider.requests.length = 0;
    provider.answerWith(tokens());
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  const aClient = (facts: Facts = {}, more: Partial<ResolvedOAuth> = {}) =>
    anOAuthClient({
      tokenUrl: `${provider.url}/token`,
      refreshUrl: `${provider.url}/refresh`,
      revokeUrl: `${provider.url}/revoke`,
      facts,
      ...more,
    });
  const exchange = (client: ResolvedOAuth): Promise<TokenSet> =>
    exchangeCode({ client, redirectUri, code: 'c1', codeVerifier: 'v1' }, egress.fetch);
  const answered = (answer: AnswerFacts, members: Record<string, unknown>) => {
    provider.answerWith(json({ access_token: 'AT-1', ...members }));
    return exchange(aClient({ token: { answer } }));
  };
  const theRequest = () => {
    const [request, ...more] = provider.requests;
    assert.ok(request !== undefined && more.length === 0);
    return { ...request, url: new URL(request.path, provider.url), form: Object.fromEntries(new URLSearchParams(request.body)) };
  };

  describe('in its authorization endpoint', () => {
    const address = (facts: ProviderInput['authorize'], more: Partial<ResolvedOAuth> = {}) =>
      createAuthorizationRequest(anOAuthClient({ facts: { authorize: facts }, ...more }), redirectUri).url;

    it('is sent the client ID, the redirect address and the scopes under its own names', () => {
      const facts = { rename: { client_id: 'client_key', redirect_uri: 'redirect_url', scope: 'user_scope' } };
      const { searchParams } = new URL(address(facts));
      assert.equal(searchParams.get('client_key'), 'client-1');
      assert.equal(searchParams.get('redirect_url'), redirectUri);
      assert.equal(searchParams.get('user_scope'), 'read write');
      for (const name of ['client_id', 'redirect_uri', 'scope']) assert.equal(searchParams.has(name), false);
    });

    it('cannot be sent another client by its own name for it, in the address or as a parameter', () => {
      const facts = { rename: { client_id: 'client_key' }, params: { client_key: 'evil' } };
      const url = new URL(address(facts, { authorizeUrl: 'https://provider.example/authorize?client_key=evil&keep=1' }));
      assert.deepEqual(url.searchParams.getAll('client_key'), ['client-1']);
      assert.equal(url.searchParams.get('keep'), '1');
    });

    it('is sent a second list of scopes beside the first', () => {
      const { searchParams } = new URL(address({ params: { optional_scope: 'crm.lists.read' } }));
      assert.deepEqual([searchParams.get('scope'), searchParams.get('optional_scope')], ['read write', 'crm.lists.read']);
    });

    it('is sent scopes with their colons and slashes as they are', () => {
      const scopes = ['https://api.example/read', 'a:b c'];
      assert.ok(address({ scopeEncoding: 'literal' }, { scopes }).endsWith('&scope=https://api.example/read%20a:b%20c'));
    });

    it('is found behind a fragment, with the query after it', () => {
      const text = address({ fragment: 'oauth/authorize' });
      assert.ok(text.startsWith('https://provider.example/authorize#oauth/authorize?response_type=code&client_id=client-1&'));
    });
  });

  describe('in its callback', () => {
    const read = (query: string, facts: Facts) => readCallbackParameters(new URLSearchParams(query), anOAuthClient({ facts }));

    it('brings the code under another name', () => {
      const facts = { callback: { codeParam: 'spapi_oauth_code', keep: ['selling_partner_id'] } };
      assert.deepEqual(read('spapi_oauth_code=c1&selling_partner_id=A1&state=s', facts), {
        kind: 'code',
        code: 'c1',
        context: { selling_partner_id: 'A1' },
        dropped: [],
        tokenParams: {},
      });
      assert.equal(read('code=c1&state=s', facts).kind, 'refused');
    });

    it('B18 brings that code once', () => {
      const facts = { callback: { codeParam: 'tenant' } };
      assert.deepEqual(read('tenant=a&tenant=b', facts), { kind: 'refused', code: 'provider_protocol_error' });
    });
  });

  describe('in its token endpoint', () => {
    it('is sent parameters under its own names', async () => {
      const rename = { client_id: 'app_id', client_secret: 'secret', code: 'auth_code' };
      await exchange(aClient({ token: { rename, body: 'json' } }));
      const body = JSON.parse(theRequest().body) as Record<string, unknown>;
      assert.deepEqual([body['app_id'], body['secret'], body['auth_code']], ['client-1', 'client-secret-1', 'c1']);
      for (const name of Object.keys(rename)) assert.equal(name in body, false);
    });

    it('is asked by GET, with what the address has beside the parameters', async () => {
      await exchange(aClient({ token: { method: 'GET' } }, { tokenUrl: `${provider.url}/token?version=2&code=old` }));
      const { method, url, body } = theRequest();
      assert.deepEqual([method, body], ['GET', '']);
      assert.equal(url.searchParams.get('version'), '2');
      assert.deepEqual(url.searchParams.getAll('code'), ['c1']);
      assert.equal(url.searchParams.get('client_secret'), 'client-secret-1');
    });

    it('is asked by POST with the parameters in the address', async () => {
      await exchange(aClient({ token: { body: 'query' } }));
      const { method, url, body } = theRequest();
      assert.deepEqual([method, body, url.searchParams.get('grant_type')], ['POST', '', 'authorization_code']);
    });

    it('is refreshed by another method, body and authentication', async () => {
      const client = aClient({
        token: { clientAuth: 'basic', body: 'json' },
        refresh: { method: 'GET', clientAuth: 'post', params: { kind: 'long' } },
      });
      await refreshTokens({ client, refreshToken: 'RT-0' }, egress.fetch);
      const { method, url, headers } = theRequest();
      assert.deepEqual([method, url.pathname, headers.authorization], ['GET', '/refresh', undefined]);
      assert.equal(url.searchParams.get('refresh_token'), 'RT-0');
      assert.equal(url.searchParams.get('kind'), 'long');
      assert.equal(url.searchParams.get('client_secret'), 'client-secret-1');
    });
  });

  describe('in its answer', () => {
    it('gives tokens under other names and paths, below a root', async () => {
      const set = await answered(
        {
          root: ['data'],
          accessTokenFrom: 'session.token',
          refreshTokenFrom: 'session.renewal',
          expiresFrom: 'session.ttl',
          scopeFrom: 'grants',
        },
        { access_token: 'other', data: { session: { token: 'AT-2', renewal: 'RT-2', ttl: 60 }, grants: ['a', 'b'] } },
      );
      assert.deepEqual(set, {
        accessToken: 'AT-2',
        refreshToken: 'RT-2',
        tokenType: 'Bearer',
        expiresInSeconds: 60,
        scopes: ['a', 'b'],
        extras: {},
      });
    });

    it('D05 gives tokens with a 201', async () => {
      provider.answerWith(tokens({}, 201));
      assert.equal((await exchange(aClient())).accessToken, 'AT-1');
    });

    it('says when the token ends by a date or in seconds since 1970, by its own clock', async () => {
      const now = Date.parse('2026-11-23T12:00:00Z');
      const headers = { date: new Date(now).toUTCString() };
      const answer = (members: object) => json({ access_token: 'AT-1', ...members }, 200, headers);
      const span = async (expiresIn: 'date' | 'epoch', value: unknown) => {
        provider.answerWith(answer({ expires_at: value }));
        const client = aClient({ token: { answer: { expiresIn, expiresFrom: 'expires_at', defaultLifetimeSeconds: 7 } } });
        return (await exchange(client)).expiresInSeconds;
      };
      assert.equal(await span('date', '2026-12-23T12:00:00Z'), 30 * 86_400);
      assert.equal(await span('date', '2026-11-23T11:00:00Z'), 0);
      assert.equal(await span('epoch', now / 1000 + 90), 90);
      assert.equal(await span('epoch', String(now / 1000 + 90)), 90);
      for (const value of ['soon', null, undefined, {}, []]) assert.equal(await span('date', value), 7);
      for (const value of ['soon', null, undefined, '']) assert.equal(await span('epoch', value), 7);
    });

    it('gives a token that never ends, whatever it says', async () => {
      const facts = { expiresIn: 'never', defaultLifetimeSeconds: 9 } as const;
      assert.equal((await answered(facts, { expires_in: 0 })).expiresInSeconds, undefined);
    });

    it('D02 says by a number other than its good one that it is an error', async () => {
      const errorWhen = { member: 'code', notEquals: 0, codeFrom: 'code' };
      await assert.rejects(answered({ errorWhen, errorCodes: { '40105': 'invalid_client' } }, { code: 40105 }), {
        code: 'invalid_client',
        details: { progress: 'received', httpStatus: 200, providerCode: '40105', endpoint: `${provider.url}/token` },
      });
      assert.equal((await answered({ errorWhen }, { code: 0 })).accessToken, 'AT-1');
    });

    it('E02 calls a dead grant by a name of its own, which is declared', async () => {
      provider.answerWith(json({ error: 'grant_gone' }, 403));
      const refresh = (errorCodes: Record<string, 'invalid_grant'>) =>
        refreshTokens({ client: aClient({ token: { answer: { errorCodes } } }), refreshToken: 'RT-0' }, egress.fetch);
      await assert.rejects(refresh({ grant_gone: 'invalid_grant' }), { code: 'reauth_required' });
      await assert.rejects(refresh({}), { code: 'provider_error' });
    });
  });

  describe('E05 in the scopes of a refresh', () => {
    const client = () => aClient({ refresh: { sendScopes: true } });
    const refused = json({ error: 'invalid_scope' }, 400);

    it('is sent them where it wants them named', async () => {
      await refreshTokens({ client: client(), refreshToken: 'RT-0' }, egress.fetch);
      assert.equal(theRequest().form['scope'], 'read write');
    });

    it('is asked once more without them when it refuses them', async () => {
      provider.answerWith((response) => (provider.requests.length === 1 ? refused : tokens())(response));
      assert.equal((await refreshTokens({ client: client(), refreshToken: 'RT-0' }, egress.fetch)).accessToken, 'AT-1');
      const scopes = provider.requests.map(({ body }) => new URLSearchParams(body).get('scope'));
      assert.deepEqual(scopes, ['read write', null]);
    });

    it('is not asked a third time', async () => {
      provider.answerWith(refused);
      await assert.rejects(refreshTokens({ client: client(), refreshToken: 'RT-0' }, egress.fetch), { code: 'invalid_scope' });
      assert.equal(provider.requests.length, 2);
    });

    it('is not asked again for any other reason', async () => {
      provider.answerWith(json({ error: 'invalid_grant' }, 400));
      await assert.rejects(refreshTokens({ client: client(), refreshToken: 'RT-0' }, egress.fetch), { code: 'reauth_required' });
      assert.equal(provider.requests.length, 1);
    });
  });

  describe('in its revocation', () => {
    const revoke = (facts: NonNullable<ProviderInput['revoke']>, kind: 'refresh_token' | 'access_token' = 'access_token') => {
      provider.answerWith(behaviours.empty(200));
      return revokeToken({ client: aClient({ revoke: facts }), token: 'T/1.', kind }, egress.fetch);
    };

    it('G01 is asked to delete the token in the path', async () => {
      await revoke({ method: 'DELETE', tokenIn: 'path', clientAuth: 'basic' });
      const { method, path, headers, body } = theRequest();
      assert.deepEqual([method, path, body], ['DELETE', '/revoke/T%2F1%2E', '']);
      assert.match(headers.authorization ?? '', /^Basic /);
    });

    it('G01 is sent the token in the query', async () => {
      await revoke({ method: 'GET', tokenIn: 'query', clientAuth: 'none', hint: false });
      const { method, url } = theRequest();
      assert.equal(method, 'GET');
      assert.deepEqual(Object.fromEntries(url.searchParams), { token: 'T/1.', client_id: 'client-1' });
    });

    it('G01 is shown the token in a header of its own, and no client secret', async () => {
      await revoke({ method: 'DELETE', tokenIn: 'header', tokenParam: 'x-shop-token' });
      const { headers, body } = theRequest();
      assert.deepEqual([headers['x-shop-token'], headers.authorization, body], ['T/1.', undefined, '']);
    });

    it('G01 is sent JSON with the secret in a header, and parameters of its own', async () => {
      await revoke({
        body: 'json',
        tokenParam: 'access_token',
        hint: false,
        clientAuth: 'client_secret_header',
        params: { all: '1' },
      });
      const { headers, body } = theRequest();
      assert.equal(headers.authorization, 'Client client-secret-1');
      assert.deepEqual(JSON.parse(body), { access_token: 'T/1.', all: '1', client_id: 'client-1' });
    });

    it('G01 is sent the client under names of this one call', async () => {
      await revoke({
        body: 'json',
        tokenParam: 'accessToken',
        hint: false,
        clientAuth: 'post',
        rename: { client_id: 'clientId', client_secret: 'clientSecret' },
      });
      const sent: unknown = JSON.parse(theRequest().body);
      assert.deepEqual(sent, { accessToken: 'T/1.', clientId: 'client-1', clientSecret: 'client-secret-1' });
    });

    it('G02 says by a status alone that the token was dead', async () => {
      provider.answerWith(behaviours.empty(404));
      const client = (deadStatuses: number[]) => aClient({ revoke: { deadStatuses } });
      await revokeToken({ client: client([404]), token: 'T', kind: 'access_token' }, egress.fetch);
      await assert.rejects(revokeToken({ client: client([]), token: 'T', kind: 'access_token' }, egress.fetch), {
        code: 'provider_error',
      });
    });
  });
});

describe('the facts of a provider', () => {
  const accepts = (facts: object) =>
    v.safeParse(providerSchema, { key: 'k', label: 'K', docs: { url: 'https://k.example', checked: '2026-11-23' }, ...facts })
      .success;

  for (const name of reservedParameters) {
    it(`cannot set ${name}, nor call something else so`, () => {
      const places = [
        { authorize: { params: { [name]: 'x' } } },
        { token: { params: { [name]: 'x' } } },
        { refresh: { params: { [name]: 'x' } } },
        { revoke: { params: { [name]: 'x' } } },
        { authorize: { rename: { client_id: name } } },
        { token: { rename: { client_id: name } } },
      ];
      for (const facts of places) assert.equal(accepts(facts), false, JSON.stringify(facts));
    });
  }

  it('cannot rename what binds a flow, nor give two parameters one name', () => {
    for (const name of ['state', 'code_challenge', 'response_type', 'nonce', 'grant_type', 'code_verifier']) {
      assert.equal(accepts({ authorize: { rename: { [name]: 'x' } } }), false, name);
      assert.equal(accepts({ token: { rename: { [name]: 'x' } } }), false, name);
    }
    assert.equal(accepts({ token: { rename: { client_id: 'x', client_secret: 'x' } } }), false);
    assert.equal(accepts({ token: { rename: { client_id: 'app_id', client_secret: 'secret' } } }), true);
  });

  it('cannot set the headers that say who asks, or where a request ends', () => {
    for (const name of ['Authorization', 'host', 'Content-Length', 'cookie']) {
      assert.equal(accepts({ token: { headers: { [name]: 'x' } } }), false, name);
    }
    assert.equal(accepts({ token: { headers: { 'user-agent': 'x', accept: 'application/json' } } }), true);
  });

  it('call the code neither state nor error', () => {
    for (const codeParam of ['state', 'error', 'iss', 'access_token']) assert.equal(accepts({ callback: { codeParam } }), false);
    assert.equal(accepts({ callback: { codeParam: 'tenant' } }), true);
  });
});
