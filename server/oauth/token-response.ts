import type { TokenEndpointResponse } from 'oauth4webapi';
import type { Provider } from '../catalog/provider.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import { isJsonObject, memberAt, type JsonObject } from './answer-member.ts';
import { keepValues, type KeptValues } from './kept-value.ts';
import type { TokenSet } from './token-set.ts';

type AnswerFacts = Provider['token']['answer'];

const maxLifetimeSeconds = 366 * 86_400;
const maxTokenLength = 32_768;
/** What providers call a refresh token's own lifetime, for which the standard has no member; the third is TikTok's and Airtable's. */
const refreshLifetimeNames = ['refresh_token_expires_in', 'x_refresh_token_expires_in', 'refresh_expires_in'];
/** These need a proof with every use; one is known only for `dpop`, and only where it was asked for. @see RFC 9449; RFC 6749 section 7.1 */
const proofTokenTypes = ['mac', 'dpop', 'pop'];

/** What a standard answer has no member for; travels through the protocol library beside the standard members. */
interface Beside extends KeptBeside {
  readonly tokenType: string;
  readonly refreshTokenExpiresInSeconds?: number;
  readonly emptyRefreshToken?: true;
}

type KeptBeside = Pick<TokenSet, 'extras' | 'droppedExtras' | 'accountLabel' | 'accountId'>;

const besideMember = 'connection_config';

/**
 * Rewrites a successful answer into the members of RFC 6749 section 5.1, so that the protocol library can judge it. Undeclared
 * members are dropped; an ID token is among them, because nothing here identifies a person by one.
 * @param answeredAt when the provider answered, in milliseconds since 1970.
 */
export function standardTokenAnswer(answer: JsonObject, client: ResolvedOAuth, answeredAt: number): JsonObject {
  const { provider } = client;
  const facts = provider.token.answer;
  const found = memberAt(answer, facts.root);
  const tokens = isJsonObject(found) ? found : {};
  const own = (path: string) => memberAt(tokens, path.split('.'));
  const refreshToken = own(facts.refreshTokenFrom);
  const isEmpty = refreshToken === null || refreshToken === '';
  const given = own('token_type');
  const tokenType = typeof given === 'string' && given !== '' ? given : 'Bearer';
  const refreshLifetime = refreshLifetimeNames.map((name) => secondsOf(own(name))).find((seconds) => seconds !== undefined);
  const beside: Beside = {
    tokenType,
    ...keptBeside(answer, tokens, client),
    ...(isEmpty ? { emptyRefreshToken: true } : {}),
    ...(refreshLifetime === undefined ? {} : { refreshTokenExpiresInSeconds: refreshLifetime }),
  };
  return {
    access_token: tokenValue(own(facts.accessTokenFrom)),
    token_type: isUsable(tokenType, provider) ? 'bearer' : 'unsupported',
    // Absent, null and empty all mean "keep the one you have"; anything else must be a token.
    refresh_token: isEmpty ? undefined : tokenValue(refreshToken),
    expires_in: lifetime(own(facts.expiresFrom), facts, answeredAt),
    scope: scopes(own(facts.scopeFrom), facts.scopeSeparator),
    [besideMember]: beside,
  };
}

/** A token that was to be bound and is not would be a silent downgrade, so a provider with DPoP must say DPoP (RFC 9449 section 5). */
function isUsable(tokenType: string, { dpop }: Provider): boolean {
  return dpop ? tokenType.toLowerCase() === 'dpop' : isBearer(tokenType);
}

/** The token set of an answer that {@link standardTokenAnswer} wrote and the protocol library accepted. */
export function readTokenSet(answer: TokenEndpointResponse): TokenSet {
  const { tokenType, ...beside } = answer[besideMember] as unknown as Beside;
  return {
    accessToken: answer.access_token,
    tokenType,
    ...beside,
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
    ...(answer.expires_in === undefined ? {} : { expiresInSeconds: answer.expires_in }),
    ...(answer.scope === undefined ? {} : { scopes: answer.scope.split(' ') }),
  };
}

/** A type without a proof, and of characters that may stand before a token in a header: whoever uses the token writes it there. */
function isBearer(tokenType: string): boolean {
  return !proofTokenTypes.includes(tokenType.toLowerCase()) && /^[\x21-\x7e]{1,100}$/.test(tokenType);
}

/** A token as RFC 6749 appendix A.12 spells it (visible ASCII), or null, which the library refuses; undefined stays undefined. */
function tokenValue(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value.length <= maxTokenLength && /^[\x20-\x7e]+$/.test(value) ? value : null;
}

function lifetime(value: unknown, facts: AnswerFacts, answeredAt: number): number | undefined {
  if (facts.expiresIn === 'never') return undefined;
  return spanOf(value, facts.expiresIn, answeredAt) ?? secondsOf(facts.defaultLifetimeSeconds);
}

/** A lifetime in seconds, or the time from the answer to a point in time. */
function spanOf(value: unknown, unit: Exclude<AnswerFacts['expiresIn'], 'never'>, answeredAt: number): number | undefined {
  switch (unit) {
    case 'seconds':
      return secondsOf(value);
    case 'milliseconds':
      return secondsOf(value, 1000);
    case 'date':
      return typeof value === 'string' ? secondsOf(Date.parse(value) - answeredAt, 1000) : undefined;
    case 'epoch':
      // Nothing and null are no number, and no beginning of 1970.
      return value === undefined || value === null || value === '' ? undefined : secondsOf(Number(value) - answeredAt / 1000);
  }
}

/** Whole seconds from 0 to 366 days; text counts as its number, and what is no number is as if absent. */
export function secondsOf(value: unknown, perSecond = 1): number | undefined {
  const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof given !== 'number' || Number.isNaN(given)) return undefined;
  return Math.min(Math.max(Math.floor(given / perSecond), 0), maxLifetimeSeconds);
}

/** Scopes joined by one space, as the library expects; some providers send a list. What RFC 6749 section 3.3 has no scope for is none. */
function scopes(value: unknown, separator: string): string | undefined {
  const text = Array.isArray(value) ? value.filter((scope) => typeof scope === 'string').join(' ') : value;
  if (typeof text !== 'string') return undefined;
  const names = text.split(separator).flatMap((part) => part.split(/\s+/));
  return names.filter((name) => /^[\x21-\x7e]+$/.test(name)).join(' ') || undefined;
}

/**
 * What an answer tells beside the tokens, as far as the provider's facts say to keep it.
 * @param tokens the part of the answer that holds the tokens; a member there beats one of the same name outside.
 */
export function keptBeside(answer: JsonObject, tokens: JsonObject, client: ResolvedOAuth): KeptBeside {
  const accountLabel = accountText(answer, client.provider.accountLabel);
  const accountId = accountText(answer, client.provider.accountId);
  const extras = keepExtras(answer, tokens, client);
  return {
    extras: extras.values,
    ...(extras.dropped.length === 0 ? {} : { droppedExtras: extras.dropped }),
    ...(accountLabel === undefined ? {} : { accountLabel }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

function keepExtras(answer: JsonObject, tokens: JsonObject, client: ResolvedOAuth): KeptValues<unknown> {
  const found = client.provider.token.answer.keep
    // Handed to the vendor's code later, where a refresh token must never go.
    .filter((name) => name !== 'refresh_token')
    .map((name) => [name, memberAt(tokens, [name]) ?? memberAt(answer, name.split('.'))] as const);
  return keepValues(found, client);
}

/** Control characters, which a database may refuse, and those that turn the direction of the text around them. */
const unshowable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What the facts name as the account's name or id, as text that can be stored and shown, cut at 200 characters. */
function accountText(answer: JsonObject, path: string | undefined): string | undefined {
  const value = path === undefined ? undefined : memberAt(answer, path.split('.'));
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).replaceAll(unshowable, '').slice(0, 200).toWellFormed() || undefined;
}
