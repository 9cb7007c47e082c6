import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { ProviderInput } from '../../server/catalog/provider.ts';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { exchangeCode, ProviderError, refreshTokens, type TokenSet } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { startCanary } from '../support/canary.ts';
import {
  behaviours,
  startMisbehavingProvider,
  type Behaviour,
  type MisbehavingProvider,
} from '../support/misbehaving-provider.ts';

const year = 366 * 86_400;
const { tokens, json, raw } = behaviours;

describe('the token answer', () => {
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

  const aClient = (facts: Partial<ProviderInput> = {}) => anOAuthClient({ tokenUrl: `${provider.url}/token`, facts });
  const answerFacts = (answer: NonNullable<NonNullable<ProviderInput['token']>['answer']>) => ({ token: { answer } });

  function exchange(behaviour: Behaviour, facts: Partial<ProviderInput> = {}): Promise<TokenSet> {
    provider.answerWith(behaviour);
    const input = { client: aClient(facts), redirectUri: 'https://connections.example/cb', code: 'c1', codeVerifier: 'v1' };
    return exchangeCode(input, egress.fetch);
  }

  async function refusal(behaviour: Behaviour, facts: Partial<ProviderInput> = {}): Promise<ProviderError> {
    const outcome = await exchange(behaviour, facts).catch((error: unknown) => error);
    assert.ok(outcome instanceof ProviderError, 'the answer was accepted');
    return outcome;
  }

  async function assertProtocolError(behaviour: Behaviour, facts: Partial<ProviderInput> = {}): Promise<void> {
    const error = await refusal(behaviour, facts);
    assert.deepEqual([error.code, error.details.progress], ['provider_protocol_error', 'received']);
  }

  it('is read whole when it follows the standard', async () => {
    assert.deepEqual(await exchange(tokens()), {
      accessToken: 'AT-1',
      tokenType: 'Bearer',
      refreshToken: 'RT-1',
      expiresInSeconds: 3600,
      scopes: ['read', 'write'],
      extras: {},
    });
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`D01 is not fetched from where a ${status} points`, async () => {
      const canary = await startCanary();
      const error = await refusal(behaviours.redirects(status, `http://127.0.0.1:${canary.port}/token`));
      assert.deepEqual([error.code, error.details.httpStatus], ['provider_protocol_error', status]);
      assert.equal(canary.connections, 0);
      await canary.stop();
    });
  }

  it('D02 is an error when a 200 says so in the way of GitHub', async () => {
    const error = await refusal(json({ error: 'bad_verification_code', error_description: 'The code is incorrect' }));
    assert.equal(error.code, 'exchange_rejected');
    const { endpoint: _, ...details } = error.details;
    assert.deepEqual(details, {
      progress: 'received',
      httpStatus: 200,
      providerCode: 'bad_verification_code',
      providerText: 'The code is incorrect',
    });
  });

  it('D02 is an error when a 200 says so in the way of Slack', async () => {
    const facts = answerFacts({ errorWhen: { member: 'ok', equals: false, codeFrom: 'error' } });
    const error = await refusal(json({ ok: false, error: 'bad_client_secret' }), facts);
    assert.deepEqual([error.code, error.details.providerCode], ['invalid_client', 'bad_client_secret']);
    assert.equal((await refusal(json({ ok: false, access_token: 'AT' }), facts)).details.providerCode, 'unknown_error');
    assert.equal((await exchange(json({ ok: true, access_token: 'AT' }), facts)).accessToken, 'AT');
  });

  it('D02 is an error even beside a token, and under an object or a number', async () => {
    assert.equal((await refusal(tokens({ error: 'server_error' }))).code, 'provider_error');
    assert.equal((await refusal(json({ error: { code: 'invalid_grant' } }, 400))).code, 'exchange_rejected');
    assert.equal((await refusal(tokens({ error: 17 }))).details.providerCode, 'unknown_error');
  });

  it('is not an error because a member for one is there and empty', async () => {
    assert.equal((await exchange(tokens({ error: null }))).accessToken, 'AT-1');
    assert.equal((await exchange(tokens({ error: '' }))).accessToken, 'AT-1');
  });

  it('D03 is refused as HTML, and nothing of it is repeated', async () => {
    const error = await refusal(raw('<html>secret-on-page</html>', 'text/html'));
    assert.equal(error.code, 'provider_protocol_error');
    assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /secret-on-page/);
  });

  it('D04 is read as a form only where that is declared', async () => {
    const form = raw('access_token=AT-2&scope=repo%2Cuser&token_type=bearer', 'application/x-www-form-urlencoded');
    await assertProtocolError(form);
    const set = await exchange(form, answerFacts({ format: 'form', scopeSeparator: ',' }));
    assert.deepEqual(set, { accessToken: 'AT-2', tokenType: 'bearer', scopes: ['repo', 'user'], extras: {} });
  });

  it('D04 as a form still knows errors, JSON and HTML', async () => {
    const facts = answerFacts({ format: 'form' });
    const form = 'application/x-www-form-urlencoded';
    assert.equal((await refusal(raw('error=redirect_uri_mismatch', form), facts)).code, 'redirect_uri_mismatch');
    assert.equal((await exchange(tokens(), facts)).accessToken, 'AT-1');
    await assertProtocolError(raw('<p>access_token=x', 'text/html'), facts);
  });

  it('D05 is accepted with 201, and with no other status of success', async () => {
    assert.equal((await exchange(tokens({}, 201))).accessToken, 'AT-1');
    await assertProtocolError(tokens({}, 202));
    await assertProtocolError(behaviours.empty(204));
  });

  const badTokens = [
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 42],
    ['true', true],
    ['an object', { token: 'x' }],
    ['an array', ['x']],
    ['100 KB long', 'x'.repeat(100_000)],
    ['carrying a line break', 'AT\r\nX-Injected: 1'],
    ['carrying a NUL', 'AT\0'],
    ['not ASCII', 'ÄT'],
  ] as const;
  for (const [name, value] of badTokens) {
    it(`D06 is refused when the access token is ${name}`, () => assertProtocolError(tokens({ access_token: value })));
  }

  it('D06 is refused when it is 1 MB', () => assertProtocolError(tokens({ access_token: 'x'.repeat(1 << 20) })));

  const badBodies = [
    ['an array', '[{"access_token":"AT"}]'],
    ['a string', '"AT"'],
    ['null', 'null'],
    ['a number', '1'],
    ['nothing', ''],
    ['cut short', '{"access_token":"AT"'],
    ['10,000 levels deep', `{"access_token":"AT","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['100,000 levels deep', `${'{"x":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
  ] as const;
  for (const [name, body] of badBodies) {
    it(`D07 is refused as ${name}`, () => assertProtocolError(raw(body)));
  }

  it('D07 cannot reach a prototype', async () => {
    const body =
      '{"__proto__":{"access_token":"evil","polluted":1},"constructor":{"prototype":{"polluted":1}},"token_type":"bearer"}';
    await assertProtocolError(raw(body), answerFacts({ keep: ['__proto__', 'constructor.prototype', 'toString'] }));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    const set = await exchange(
      raw(body.replace('{', '{"access_token":"AT",')),
      answerFacts({ keep: ['toString', 'hasOwnProperty'] }),
    );
    assert.deepEqual(set.extras, {});
  });

  it('D07 finds nothing in a member that every object inherits', async () => {
    assert.deepEqual(Object.getOwnPropertyNames((await exchange(tokens(), answerFacts({ keep: ['__proto__'] }))).extras), []);
  });

  it('D07 counts the last of members that come twice', async () => {
    assert.equal((await exchange(raw('{"access_token":"A","access_token":"B"}'))).accessToken, 'B');
  });

  it('D08 is a bearer token when it has no type', async () => {
    assert.equal((await exchange(tokens({ token_type: undefined }))).tokenType, 'Bearer');
    assert.equal((await exchange(tokens({ token_type: null }))).tokenType, 'Bearer');
  });

  for (const type of ['mac', 'dpop', 'DPoP', 'pop']) {
    it(`D09 is refused with the type ${type}, which nobody asked for`, () => assertProtocolError(tokens({ token_type: type })));
  }

  for (const type of ['Bearer x', 'a\r\nx-injected: 1', 'Zoë', 'x'.repeat(101)]) {
    it(`D09 is refused with the type ${JSON.stringify(type.slice(0, 20))}, which could not stand before a token`, () =>
      assertProtocolError(tokens({ token_type: type })));
  }

  it('keeps a type as the provider spells it', async () => {
    assert.equal((await exchange(tokens({ token_type: 'bot' }))).tokenType, 'bot');
  });

  const lifetimes = [
    ['D10', '"3600"', 3600],
    ['D10', '3600.9', 3600],
    ['D11', '0', 0],
    ['D11', '-5', 0],
    ['D12', '1e18', year],
    ['D12', '1e999', year],
    ['D12', '"1e18"', year],
    ['D12', '"abc"', undefined],
    ['D12', '""', undefined],
    ['D12', 'null', undefined],
    ['D12', '"NaN"', undefined],
    ['D12', '[3600]', undefined],
    ['D12', '{}', undefined],
  ] as const;
  for (const [number, text, seconds] of lifetimes) {
    it(`${number} reads expires_in ${text} as ${seconds ?? 'unknown'}`, async () => {
      const set = await exchange(raw(`{"access_token":"AT","token_type":"Bearer","expires_in":${text}}`));
      assert.equal(set.expiresInSeconds, seconds);
    });
  }

  it('D13 takes the lifetime of the provider when the answer has none', async () => {
    assert.equal((await exchange(tokens({ expires_in: undefined }))).expiresInSeconds, undefined);
    const facts = answerFacts({ defaultLifetimeSeconds: 1800 });
    assert.equal((await exchange(tokens({ expires_in: undefined }), facts)).expiresInSeconds, 1800);
    assert.equal((await exchange(tokens({ expires_in: 60 }), facts)).expiresInSeconds, 60);
  });

  it('D14 reads milliseconds where the provider counts so', async () => {
    assert.equal(
      (await exchange(tokens({ expires_in: 3_600_000 }), answerFacts({ expiresIn: 'milliseconds' }))).expiresInSeconds,
      3600,
    );
  });

  for (const value of [undefined, null, '']) {
    it(`D15 D17 names no new refresh token when the answer has ${JSON.stringify(value) ?? 'none'}`, async () => {
      provider.answerWith(tokens({ refresh_token: value }));
      const set = await refreshTokens({ client: aClient(), refreshToken: 'RT-0' }, egress.fetch);
      assert.equal('refreshToken' in set, false);
    });
  }

  it('D16 names the new refresh token', async () => {
    provider.answerWith(tokens({ refresh_token: 'RT-2' }));
    assert.equal((await refreshTokens({ client: aClient(), refreshToken: 'RT-1' }, egress.fetch)).refreshToken, 'RT-2');
  });

  for (const value of [7, {}, ['RT'], 'R\nT']) {
    it(`is refused when the refresh token is ${JSON.stringify(value)}`, () =>
      assertProtocolError(tokens({ refresh_token: value })));
  }

  for (const name of ['refresh_token_expires_in', 'x_refresh_token_expires_in', 'refresh_expires_in']) {
    it(`D18 reads ${name}`, async () => {
      assert.equal((await exchange(tokens({ [name]: '8726400' }))).refreshTokenExpiresInSeconds, 8_726_400);
    });
  }

  it('D19 reads scopes by the separator of the provider, or from a list; none means as requested', async () => {
    assert.deepEqual((await exchange(tokens({ scope: 'a,b, c' }), answerFacts({ scopeSeparator: ',' }))).scopes, ['a', 'b', 'c']);
    assert.deepEqual((await exchange(tokens({ scope: 'a+b' }), answerFacts({ scopeSeparator: '+' }))).scopes, ['a', 'b']);
    assert.deepEqual((await exchange(tokens({ scope: ['a', 'b'] }))).scopes, ['a', 'b']);
    for (const scope of [undefined, null, '', ' ', 7]) assert.equal((await exchange(tokens({ scope }))).scopes, undefined);
  });

  it('D19 leaves out what can be no scope, and characters that nobody could store or show from the account', async () => {
    assert.deepEqual((await exchange(tokens({ scope: 'read a\0b Zoë write' }))).scopes, ['read', 'write']);
    const facts = { accountLabel: 'team' };
    assert.equal((await exchange(tokens({ team: 'A\0cme\u202e \ud800Inc\r\n' }), facts)).accountLabel, 'Acme \ufffdInc');
    assert.equal((await exchange(tokens({ team: '\0' }), facts)).accountLabel, undefined);
  });

  it('D20 keeps only declared extras, never a refresh token, and no ID token', async () => {
    const members = {
      id_token: 'not.a.jwt',
      api_key: 'k',
      instance_url: 'https://na1.example',
      team: { id: 'T1', name: 'Acme' },
    };
    assert.deepEqual((await exchange(tokens(members))).extras, {});
    const set = await exchange(tokens(members), answerFacts({ keep: ['instance_url', 'team.id', 'refresh_token', 'absent'] }));
    assert.deepEqual(set.extras, { instance_url: 'https://na1.example', 'team.id': 'T1' });
    assert.doesNotMatch(JSON.stringify(set), /not\.a\.jwt|"k"/);
  });

  it('B20 does not mind an ID token that is forged or broken, since it does not use one', async () => {
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.`;
    for (const token of [none, '', 5]) assert.equal((await exchange(tokens({ id_token: token }))).accessToken, 'AT-1');
  });

  it('finds tokens under a root, and extras and the account beside them', async () => {
    const answer = {
      ok: true,
      team: { name: 'Acme Inc' },
      access_token: 'bot',
      authed_user: { access_token: 'user', scope: 'x' },
    };
    const facts = { token: { answer: { root: ['authed_user'], keep: ['team.name'] } }, accountLabel: 'team.name' };
    assert.deepEqual(await exchange(json(answer), facts), {
      accessToken: 'user',
      tokenType: 'Bearer',
      scopes: ['x'],
      extras: { 'team.name': 'Acme Inc' },
      accountLabel: 'Acme Inc',
    });
    await assertProtocolError(json({ ok: true, access_token: 'bot' }), facts);
  });

  it('D22 is read as UTF-8 whatever its label says, with or without a byte order mark', async () => {
    const body = JSON.stringify({ access_token: 'AT-1', team: 'Zoë' });
    const facts = answerFacts({ keep: ['team'] });
    for (const type of ['application/json; charset=iso-8859-1', 'text/plain', 'text/html', 'application/octet-stream', '']) {
      assert.deepEqual((await exchange(raw(body, type), facts)).extras, { team: 'Zoë' });
    }
    assert.equal((await exchange(raw(`\ufeff${body}`))).accessToken, 'AT-1');
    await assertProtocolError(raw(Buffer.from(body, 'utf16le')));
  });

  it('is a token set or a coded refusal, whatever JSON comes', async () => {
    const member = fc.constantFrom(
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
      'scope',
      'error',
      '__proto__',
      'ok',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(member, fc.jsonValue()), async (members) => {
        const fetch = async () =>
          new Response(JSON.stringify({ ...members }), { headers: { 'content-type': 'application/json' } });
        const input = { client: aClient(), redirectUri: 'https://connections.example/cb', code: 'c', codeVerifier: 'v' };
        const outcome = await exchangeCode(input, fetch).catch((error: unknown) => error);
        if (outcome instanceof ProviderError) return;
        const { accessToken, expiresInSeconds = 0 } = outcome as TokenSet;
        assert.match(accessToken, /^[\x20-\x7e]+$/);
        assert.ok(Number.isInteger(expiresInSeconds) && expiresInSeconds >= 0 && expiresInSeconds <= year);
      }),
      { numRuns: 1000 },
    );
  });
});
