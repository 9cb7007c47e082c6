import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { exchangeCode, ProviderError, refreshTokens, requestTokensDirectly, revokeToken } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { startCanary } from '../support/canary.ts';
import {
  behaviours,
  startMisbehavingProvider,
  type Behaviour,
  type MisbehavingProvider,
} from '../support/misbehaving-provider.ts';

const { json, empty, raw } = behaviours;
const oauthError = (error: string, status = 400, headers: Record<string, string> = {}) => json({ error }, status, headers);

describe('a failed call', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress({ privateCidrs: ['127.0.0.1/32'], totalTimeoutMs: 300 });
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  const steps = {
    exchange: (url: string) => {
      const client = anOAuthClient({ tokenUrl: url });
      return exchangeCode({ client, redirectUri: 'https://connections.example/cb', code: 'c', codeVerifier: 'v' }, egress.fetch);
    },
    refresh: (url: string) => refreshTokens({ client: anOAuthClient({ tokenUrl: url }), refreshToken: 'RT' }, egress.fetch),
    clientCredentials: (url: string) =>
      requestTokensDirectly({ client: anOAuthClient({ tokenUrl: url, grant: 'client_credentials' }) }, egress.fetch),
    revoke: (url: string) =>
      revokeToken(
        { client: anOAuthClient({ revokeUrl: url, facts: { revoke: {} } }), token: 'T', kind: 'access_token' },
        egress.fetch,
      ),
  };
  type Step = keyof typeof steps;

  async function failure(step: Step, behaviour: Behaviour, url = `${provider.url}/token`): Promise<ProviderError> {
    provider.answerWith(behaviour);
    provider.requests.length = 0;
    const outcome: unknown = await steps[step](url).catch((error: unknown) => error);
    assert.ok(outcome instanceof ProviderError, `${step} did not fail as a ProviderError`);
    assert.ok(provider.requests.length <= 1, 'nothing is sent twice');
    return outcome;
  }

  /** Case, what the provider does, and the codes of exchange and refresh. */
  const table: readonly (readonly [string, Behaviour, string, string])[] = [
    ['E01 invalid_grant', oauthError('invalid_grant'), 'exchange_rejected', 'reauth_required'],
    ['E02 invalid_grant with 401', oauthError('invalid_grant', 401), 'exchange_rejected', 'reauth_required'],
    ['E02 invalid_grant with 403', oauthError('invalid_grant', 403), 'exchange_rejected', 'reauth_required'],
    ['E02 invalid_grant with 200', oauthError('invalid_grant', 200), 'exchange_rejected', 'reauth_required'],
    ['E02 invalid_grant with 500', oauthError('invalid_grant', 500), 'exchange_rejected', 'reauth_required'],
    [
      'E02 invalid_grant with a challenge',
      oauthError('invalid_grant', 401, { 'www-authenticate': 'Basic realm="x"' }),
      'exchange_rejected',
      'reauth_required',
    ],
    [
      'E02 invalid_grant labelled as text',
      raw('{"error":"invalid_grant"}', 'text/plain', 400),
      'exchange_rejected',
      'reauth_required',
    ],
    [
      'E02 invalid_grant with a null description',
      json({ error: 'invalid_grant', error_description: null }, 400),
      'exchange_rejected',
      'reauth_required',
    ],
    ['E02 GitHub bad_refresh_token', oauthError('bad_refresh_token', 200), 'exchange_rejected', 'reauth_required'],
    ['E04 invalid_client', oauthError('invalid_client', 401), 'invalid_client', 'invalid_client'],
    ['E04 invalid_client with 400', oauthError('invalid_client'), 'invalid_client', 'invalid_client'],
    ['E04 unauthorized_client', oauthError('unauthorized_client'), 'invalid_client', 'invalid_client'],
    ['E04 401 and a challenge alone', empty(401, { 'www-authenticate': 'Basic realm="x"' }), 'invalid_client', 'invalid_client'],
    ['E05 invalid_scope', oauthError('invalid_scope'), 'invalid_scope', 'invalid_scope'],
    ['redirect_uri_mismatch', oauthError('redirect_uri_mismatch'), 'redirect_uri_mismatch', 'redirect_uri_mismatch'],
    ['access_denied', oauthError('access_denied'), 'access_denied', 'provider_error'],
    ['E06 temporarily_unavailable', oauthError('temporarily_unavailable'), 'provider_error', 'provider_error'],
    ['E06 500', empty(500), 'provider_error', 'provider_error'],
    ['E06 502 as HTML', raw('<html>', 'text/html', 502), 'provider_error', 'provider_error'],
    ['E06 503', empty(503), 'provider_error', 'provider_error'],
    ['E06 504', empty(504), 'provider_error', 'provider_error'],
    ['E07 429', empty(429), 'rate_limited', 'rate_limited'],
    ['E07 429 with another error', oauthError('too_many', 429), 'rate_limited', 'rate_limited'],
    ['E08 408', empty(408), 'provider_error', 'provider_error'],
    ['E12 slow_down', oauthError('slow_down'), 'rate_limited', 'rate_limited'],
    ['E12 authorization_pending', oauthError('authorization_pending'), 'provider_error', 'provider_error'],
    ['invalid_request', oauthError('invalid_request'), 'exchange_rejected', 'provider_error'],
    ['an unknown error', oauthError('of_their_own', 422), 'exchange_rejected', 'provider_error'],
    ['400 and nothing else', empty(400), 'exchange_rejected', 'provider_error'],
    ['404 as HTML', raw('<html>', 'text/html', 404), 'exchange_rejected', 'provider_error'],
    ['200 as HTML', raw('<html>', 'text/html'), 'provider_protocol_error', 'provider_protocol_error'],
    [
      'a redirect',
      empty(302, { location: 'https://provider.example/login' }),
      'provider_protocol_error',
      'provider_protocol_error',
    ],
    ['a body without end', behaviours.floods(1 << 20), 'provider_protocol_error', 'provider_protocol_error'],
  ];
  for (const [name, behaviour, onExchange, onRefresh] of table) {
    it(`${name} is ${onExchange} on exchange and ${onRefresh} on refresh`, async () => {
      for (const [step, code] of [
        ['exchange', onExchange],
        ['refresh', onRefresh],
      ] as const) {
        const error = await failure(step, behaviour);
        assert.deepEqual([step, error.code, error.details.progress], [step, code, 'received']);
      }
    });
  }

  it('never makes reauth_required of anything but a refused grant on refresh', async () => {
    for (const step of ['exchange', 'clientCredentials', 'revoke'] as const) {
      assert.notEqual((await failure(step, oauthError('invalid_grant'))).code, 'reauth_required');
    }
  });

  const waits = [
    ['17', 17],
    ['0', 0],
    [new Date(Date.now() + 90_000).toUTCString(), 90],
    ['315360000', 3600],
    [new Date(Date.now() + 10 * 365 * 86_400_000).toUTCString(), 3600],
    ['-1', undefined],
    ['soon', undefined],
    [new Date(0).toUTCString(), undefined],
  ] as const;
  for (const [value, seconds] of waits) {
    for (const status of [429, 503]) {
      it(`E07 waits ${seconds ?? 'as it likes'} after ${status} with Retry-After ${value}`, async () => {
        const { retryAfterSeconds } = (await failure('refresh', empty(status, { 'retry-after': value }))).details;
        if (seconds === 90) assert.ok(retryAfterSeconds !== undefined && Math.abs(retryAfterSeconds - 90) <= 2);
        else assert.equal(retryAfterSeconds, seconds);
      });
    }
  }

  it('E07 keeps Retry-After beside an error body, too', async () => {
    const { details } = await failure('refresh', oauthError('temporarily_unavailable', 503, { 'retry-after': '5' }));
    assert.deepEqual(details, {
      progress: 'received',
      httpStatus: 503,
      providerCode: 'temporarily_unavailable',
      retryAfterSeconds: 5,
      endpoint: `${provider.url}/token`,
    });
  });

  it('E08 was not sent when nobody listens', async () => {
    const canary = await startCanary();
    await canary.stop();
    for (const step of Object.keys(steps) as Step[]) {
      const error = await failure(step, empty(200), `http://127.0.0.1:${canary.port}/token`);
      const { progress, reason, host } = error.details;
      assert.deepEqual(
        [error.code, progress, reason, host],
        ['provider_unreachable', 'not_sent', 'connection_refused', '127.0.0.1'],
      );
    }
  });

  const doubts = [
    ['hangs up', behaviours.hangsUp()],
    ['hangs up in the middle of its answer', behaviours.hangsUpHalfway()],
    ['says nothing', behaviours.neverAnswers()],
    ['drips', behaviours.drips()],
  ] as const;
  for (const [name, behaviour] of doubts) {
    it(`B03 E09 may have been received when the provider ${name}`, async () => {
      const exchange = await failure('exchange', behaviour);
      assert.deepEqual([exchange.code, exchange.details.progress], ['exchange_unknown', 'maybe_sent']);
      for (const step of ['refresh', 'clientCredentials', 'revoke'] as const) {
        const error = await failure(step, behaviour);
        assert.deepEqual([error.code, error.details.progress], ['provider_unreachable', 'maybe_sent']);
      }
    });
  }

  it('F04 is refused for an address that may not be called', async () => {
    for (const step of Object.keys(steps) as Step[]) {
      const error = await failure(step, empty(200), 'https://169.254.169.254/token');
      const { progress, reason, host } = error.details;
      assert.deepEqual(
        [error.code, progress, reason, host],
        ['egress_refused', 'not_sent', 'address_not_public', '169.254.169.254'],
      );
    }
  });

  it('E11 does not take an unknown name for a refusal', async () => {
    const error = await failure('refresh', empty(200), 'https://provider.invalid/token');
    assert.deepEqual(
      [error.code, error.details.progress, error.details.host],
      ['provider_unreachable', 'not_sent', 'provider.invalid'],
    );
    assert.match(error.details.reason ?? '', /^dns_/);
  });

  it('names the address it called without its query, which may be a secret', async () => {
    const error = await failure('refresh', empty(500), `${provider.url}/token?key=hidden`);
    assert.equal(error.details.endpoint, `${provider.url}/token`);
  });

  it('tells a clock that is more than a minute off, by the date of the answer', async () => {
    const dated = (secondsAhead: number) =>
      oauthError('invalid_client', 400, { date: new Date(Date.now() + secondsAhead * 1000).toUTCString() });
    const skew = (await failure('refresh', dated(-600))).details.clockSkewSeconds ?? 0;
    assert.ok(Math.abs(skew + 600) <= 2, `${skew}`);
    assert.equal((await failure('refresh', dated(30))).details.clockSkewSeconds, undefined);
  });

  it('H13 keeps the provider’s own words for the vendor: in one line, cut, and without any value that was sent', async () => {
    const said = async (error_description: unknown, rest: object = {}) =>
      (await failure('refresh', json({ error: 'invalid_grant', error_description, ...rest }, 400))).details.providerText;
    assert.equal(await said('The grant is over'), 'The grant is over');
    assert.equal(await said('\u001b[31mred\r\nSecond line'), '\\u{1b}[31mred\\u{d}\\u{a}Second line');
    assert.equal(await said('abc\u202ecba'), 'abc\\u{202e}cba');
    assert.equal(await said(`Secret ${anOAuthClient({ tokenUrl: '' }).clientSecret} is wrong`), 'Secret [redacted] is wrong');
    assert.equal(await said('Got AT-of-them', { access_token: 'AT-of-them' }), 'Got [redacted]');
    assert.equal(await said('see https://help.example/errors?token=x#y'), 'see https://help.example/errors');
    assert.equal((await said('word '.repeat(500)))?.length, 201);
    for (const nothing of ['', 5, null, ['x'], { a: 1 }]) assert.equal(await said(nothing), undefined);
    const nested = json({ error: { code: 'invalid_grant', message: 'Of JSON APIs' } }, 400);
    assert.equal((await failure('refresh', nested)).details.providerText, 'Of JSON APIs');
  });

  it('shows nothing of the token, the secret or the answer', async () => {
    for (const behaviour of [
      oauthError('invalid_grant RT client-secret-1'),
      json({ access_token: 5, x: 'RT-in-answer' }),
      raw('RT-in-answer'),
    ]) {
      const error = await failure('refresh', behaviour);
      const causes = [error, error.cause].map((part) => (part instanceof Error ? `${part.stack}${JSON.stringify(part)}` : ''));
      assert.doesNotMatch(causes.join(), /RT-in-answer|client-secret-1/);
    }
  });

  it('is our own fault when the fetch throws something else', async () => {
    const broken = () => Promise.reject(new RangeError('a bug'));
    await assert.rejects(requestTokensDirectly({ client: anOAuthClient({ grant: 'client_credentials' }) }, broken), RangeError);
  });
});
