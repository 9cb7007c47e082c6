import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProviderInput } from '../../../server/catalog/provider.ts';
import { exchangeCode, ProviderError, refreshTokens, type TokenSet } from '../../../server/oauth/index.ts';
import { anOAuthClient } from '../../support/an-oauth-client.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { assertPlausibleCode, assertPrototypesIntact, assertStorable, canary } from '../plausible.ts';
import { answerBody } from './token-answer-bodies.ts';

/** What a token endpoint sends; `variant` says by which provider's facts it is read, and whether for a code or for a refresh. */
interface TokenAnswer {
  readonly status: number;
  readonly variant: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

const kept = ['instance_url', 'team.id', '__proto__', 'constructor.prototype', 'toString', 'refresh_token'];
const slackAnswer: NonNullable<NonNullable<ProviderInput['token']>['answer']> = {
  errorWhen: { member: 'ok', equals: false, codeFrom: 'error' },
  root: ['authed_user'],
  scopeSeparator: ',',
};
const variants: readonly Partial<ProviderInput>[] = [
  {},
  { token: { answer: { format: 'form', scopeSeparator: ',' } } },
  { token: { clientAuth: 'detect', answer: slackAnswer }, accountLabel: 'team.name' },
  { token: { answer: { expiresIn: 'milliseconds', defaultLifetimeSeconds: 1800, keep: kept } }, accountLabel: '__proto__.name' },
  { token: { body: 'json', answer: { keep: kept, scopeSeparator: '+' } }, accountLabel: 'account' },
];
const clients = variants.map((facts) => anOAuthClient({ facts }));

/** The way of a token answer: normalizing fetch, oauth4webapi, token set; for a code exchange and for a refresh. */
export const tokenAnswer: FuzzTarget<TokenAnswer> = {
  name: 'token-answer',
  nearlyRight: () =>
    fc.record({ status: statuses(), variant: fc.nat(2 * variants.length - 1), headers: headerLines(), body: answerBody() }),

  /** `<status> <variant>`, header lines, an empty line, and the body; what is missing or wrong counts as the usual. */
  decode(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = buffer.indexOf('\n\n');
    const [first = '', ...lines] = buffer.toString('latin1', 0, Math.max(end, 0)).split('\n');
    const [status, variant] = first.split(' ').map(Number);
    return {
      status: status !== undefined && Number.isInteger(status) && status >= 200 && status <= 599 ? status : 200,
      variant: Math.abs(Math.trunc(variant ?? 0)) % (2 * variants.length) || 0,
      headers: lines.map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1)] as const),
      body: buffer.subarray(end < 0 ? 0 : end + 2),
    };
  },

  async check(answer) {
    const client = clients[answer.variant % clients.length] ?? anOAuthClient();
    const fetch = () => Promise.resolve(responseOf(answer));
    const exchange = { client, redirectUri: 'https://connections.example/cb', code: 'c', codeVerifier: 'v' };
    const isRefresh = answer.variant >= clients.length;
    const outcome = isRefresh ? refreshTokens({ client, refreshToken: 'RT' }, fetch) : exchangeCode(exchange, fetch);
    assertTrustworthy(await outcome.catch((error: unknown) => error));
    assertPrototypesIntact();
  },
};

function statuses(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(200) },
    { weight: 3, arbitrary: fc.constantFrom(201, 204, 302, 400, 401, 403, 429, 500, 503) },
    fc.integer({ min: 200, max: 599 }),
  );
}

function headerLines(): fc.Arbitrary<[string, string][]> {
  const name = fc.constantFrom('content-type', 'retry-after', 'www-authenticate', 'x-original-status', 'location');
  const value = fc.constantFrom('application/json', 'text/html', 'application/x-www-form-urlencoded', '17', '-1');
  return fc.array(fc.tuple(name, fc.oneof(value, fc.string({ maxLength: 12 }))), { maxLength: 2 });
}

function responseOf({ status, headers, body }: TokenAnswer): Response {
  const sent = new Headers();
  for (const [name, value] of headers) {
    // A line that is no header never gets past the HTTP parser.
    if (/^[\w-]{1,40}$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) sent.append(name, value);
  }
  return new Response([204, 205, 304].includes(status) ? null : Buffer.from(body), { status, headers: sent });
}

/** A token set that may be stored and handed on, or a coded refusal that repeats nothing. */
function assertTrustworthy(outcome: unknown): void {
  if (outcome instanceof ProviderError) return assertCodedRefusal(outcome);
  // Anything else that was thrown is a fault of ours.
  if (outcome instanceof Error) throw outcome;
  const set = outcome as TokenSet;
  for (const token of [set.accessToken, set.refreshToken]) {
    if (token !== undefined) assert.match(token, /^[\x20-\x7e]{1,32768}$/);
  }
  assert.match(set.tokenType, /^[\x21-\x7e]{1,100}$/);
  for (const lifetime of [set.expiresInSeconds, set.refreshTokenExpiresInSeconds]) {
    if (lifetime !== undefined) assert.ok(Number.isInteger(lifetime) && lifetime >= 0 && lifetime <= 366 * 86_400, `${lifetime}`);
  }
  for (const scope of set.scopes ?? []) assert.match(scope, /^[\x21-\x7e]+$/);
  if (set.accountLabel !== undefined) assertStorable(set.accountLabel, 200);
  assert.equal(Object.getPrototypeOf(set.extras), Object.prototype);
  for (const name of Object.keys(set.extras)) assert.ok(kept.includes(name) && name !== 'refresh_token', name);
}

function assertCodedRefusal(error: ProviderError): void {
  assert.match(error.code, /^[a-z_]+$/);
  assertPlausibleCode(error.details.providerCode);
  const { retryAfterSeconds = 0, httpStatus = 200 } = error.details;
  assert.ok(retryAfterSeconds >= 0 && retryAfterSeconds <= 3600 && Number.isInteger(httpStatus));
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    assert.ok(!cause.message.includes(canary), 'an error repeats what was sent');
  assert.deepEqual(
    Object.keys(error)
      .toSorted()
      .filter((key) => !['cause', 'code', 'details', 'name'].includes(key)),
    [],
  );
}
