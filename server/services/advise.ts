import type { Advice, Check, ErrorCode, FailureFacts, Role } from '../contract/index.ts';
import { fieldsFor, type ConnectionConfigVar } from '../definitions/index.ts';
import type { Details } from '../storage/index.ts';
import { adviceSentence } from './advice-sentences.ts';
import { callbackUrl, hasCustomersClient } from './callback-url.ts';
import type { Dependencies } from './dependencies.ts';
import type { FoundConnection } from './find-connection.ts';

/** A failure as it was recorded. */
export interface RecordedFailure {
  readonly code: string;
  readonly details?: Details | null | undefined;
  /** When it happened; absent for what is so now. */
  readonly at?: Date;
}

/** Who reads, and of what. */
interface Reader {
  readonly found: FoundConnection;
  readonly role: Role;
  readonly callbackUrl: string | undefined;
  /** The inputs that customers fill in. */
  readonly customerInputs: ReadonlySet<string>;
}

type Draft = Omit<Advice, 'message' | 'by'> & { readonly by?: Advice['by'] };
type Rule = (failure: RecordedFailure, reader: Reader) => readonly (Draft | undefined)[];

/**
 * What a failure is told with besides its code and sentence: the provider's code, and what to check. Made when it is read, from the code
 * and the details that were kept, so that every place says the same, and each reader gets what this reader can use.
 */
export function failureFacts(
  deps: Pick<Dependencies, 'publicUrl'>,
  found: FoundConnection,
  role: Role,
  failure: RecordedFailure,
): FailureFacts {
  const providerCode = text(failure, 'providerCode');
  const advice = advise(deps, found, role, failure);
  return { ...(providerCode === undefined ? {} : { providerCode }), ...(advice.length === 0 ? {} : { advice }) };
}

function advise(deps: Pick<Dependencies, 'publicUrl'>, found: FoundConnection, role: Role, failure: RecordedFailure): Advice[] {
  const { definition } = found.configVar;
  const customerInputs = new Set(fieldsFor(found.configVar, 'customer').map(({ input }) => input.key));
  // A device code and client credentials send nobody back.
  const hasCallback = definition.connect === 'popup' && definition.grant !== 'device_code';
  const reader: Reader = {
    found,
    role,
    callbackUrl: hasCallback ? callbackUrl(deps, definition.callbackKey) : undefined,
    customerInputs,
  };
  // A line that says "not now" keeps its reason beside it.
  const code = text(failure, 'cause') ?? failure.code;
  const drafts = [...(rules[code as ErrorCode]?.(failure, reader) ?? []), ...clock(failure)];
  return drafts.filter((draft) => draft !== undefined).map((draft) => complete(draft, found.configVar, role));
}

function complete({ by = 'customer', ...draft }: Draft, { definition }: ConnectionConfigVar, role: Role): Advice {
  const sentence = adviceSentence({ by, ...draft }, definition.label);
  const whose = by === 'vendor' && role === 'customer' ? ' Only the provider of this app can change that.' : '';
  return { ...draft, by, message: sentence + whose };
}

const afresh: Rule = () => [{ check: 'in_time' }];
const unreachable: Rule = (failure, reader) => {
  const host = text(failure, 'host');
  const facts = { ...mendedBy(reader, addressInputs(reader.found.configVar)), ...(host === undefined ? {} : { host }) };
  const check = wayTo(text(failure, 'reason') ?? '');
  return [{ check, ...facts }, check === 'network' ? { check: 'try_later' } : undefined];
};

const operator: Draft = { check: 'server_operator', by: 'provider' };
const serverAddress = (reader: Reader): Draft => ({
  check: 'server_address',
  ...mendedBy(reader, addressInputs(reader.found.configVar)),
});

const rules: Partial<Record<ErrorCode | 'sign_in_cancelled', Rule>> = {
  redirect_uri_mismatch: (_, reader) => [callback(reader)],
  invalid_client: (failure, reader) => [{ check: 'client', ...mendedBy(reader, clientInputs(failure)) }],
  invalid_scope: (failure, reader) => [scopes(failure, reader)],
  scope_missing: (failure, reader) => [scopes(failure, reader)],
  access_denied: () => [{ check: 'consent' }],
  account_changed: () => [{ check: 'account' }],
  exchange_rejected: (failure, reader) => [
    { check: 'in_time' },
    ...(mentions(failure, /redirect/i) ? [callback(reader)] : []),
    ...(mentions(failure, /\bclient\b|secret/i)
      ? [{ check: 'client', ...mendedBy(reader, clientInputs(failure)) } as const]
      : []),
  ],
  exchange_unknown: unreachable,
  issuer_mismatch: () => [{ check: 'endpoint', by: 'vendor' }],
  provider_unreachable: unreachable,
  provider_error: (failure, reader) => [
    ...(mentions(failure, /redirect/i) ? [callback(reader)] : []),
    { check: 'provider_status', by: 'provider' },
    tryLater(failure),
  ],
  provider_error_persistent: () => [{ check: 'provider_status', by: 'provider' }],
  provider_protocol_error: (_, reader) => [{ check: 'endpoint', ...mendedBy(reader, addressInputs(reader.found.configVar)) }],
  egress_refused: (failure, reader) => {
    const host = text(failure, 'host');
    const facts = mendedBy(reader, addressInputs(reader.found.configVar));
    return [{ check: 'host_refused', ...facts, ...(host === undefined ? {} : { host }) }];
  },
  discovery_failed: (_, reader) => [serverAddress(reader)],
  resource_mismatch: (_, reader) => [serverAddress(reader), operator],
  server_unsupported: () => [operator],
  registration_unsupported: () => [operator],
  registration_refused: () => [operator],
  server_changed: () => [operator],
  reauth_required: () => [{ check: 'access' }],
  rate_limited: (failure) => [tryLater(failure)],
  token_unavailable: (failure) => [tryLater(failure)],
  // A third party that does not know the callback URL says so on its own page and never sends anybody back.
  flow_expired: (_, reader) => [{ check: 'in_time' }, { check: 'provider_page' }, callback(reader)],
  flow_cancelled: (_, reader) => [{ check: 'provider_page' }, callback(reader)],
  sign_in_cancelled: (_, reader) => [{ check: 'provider_page' }, callback(reader)],
  flow_not_bound: () => [{ check: 'same_browser' }],
  flow_superseded: afresh,
  credentials_rejected: (_, reader) => [{ check: 'credentials', ...mendedBy(reader, secretInputs(reader)) }],
  test_failed: (_, reader) => [{ check: 'credentials', ...mendedBy(reader, secretInputs(reader)) }, missingScopes(reader)],
  use_failed: (_, reader) => [missingScopes(reader)],
  decrypt_failed: () => [{ check: 'encryption_key', by: 'vendor' }],
};

/** The callback URL: whoever brings the OAuth client registers it, and only they have a use for it. */
function callback({ found, callbackUrl: url, role }: Reader): Draft | undefined {
  if (url === undefined) return undefined;
  const isCustomers = hasCustomersClient(found.configVar);
  const canRegister = isCustomers || role === 'organization';
  return { check: 'callback_url', by: isCustomers ? 'customer' : 'vendor', ...(canRegister ? { callbackUrl: url } : {}) };
}

/** Of the inputs in question those the reader may see, and whether a customer has filled in any of them. */
function mendedBy({ found, role, customerInputs }: Reader, keys: readonly string[]): Pick<Advice, 'by' | 'fields'> {
  const isCustomers = keys.some((key) => customerInputs.has(key));
  const fields = keys.flatMap((key) => {
    const input = found.configVar.inputs.get(key)?.input;
    return input && (customerInputs.has(key) || role === 'organization') ? [input.label] : [];
  });
  return { by: isCustomers ? 'customer' : 'vendor', ...(fields.length === 0 ? {} : { fields }) };
}

function clientInputs(failure: RecordedFailure): readonly string[] {
  const code = text(failure, 'providerCode') ?? '';
  if (/secret/.test(code)) return ['clientSecret'];
  return /client_?id/.test(code) ? ['clientId'] : ['clientId', 'clientSecret'];
}

function secretInputs({ found, customerInputs }: Reader): string[] {
  const { inputs, definition } = found.configVar;
  if (definition.connect === 'popup') return [];
  return [...inputs.values()]
    .filter(({ input }) => input.required && customerInputs.has(input.key))
    .map(({ input }) => input.key);
}

/** The inputs that decide where a call goes: addresses, and what is filled into one. */
function addressInputs({ inputs, definition: { provider, test } }: ConnectionConfigVar): string[] {
  const templates = [...inputs.values()].map(({ input }) => input.template);
  const addresses = [provider?.authorize.url, provider?.token.url, provider?.refresh.url, provider?.revoke?.url, test?.url];
  const texts = [...templates, ...addresses].filter((address) => address !== undefined);
  return [...inputs.keys()].filter((key) => /Url$/.test(key) || texts.some((address) => address.includes(`{{#${key}}}`)));
}

function scopes(failure: RecordedFailure, reader: Reader): Draft {
  const { requestedScopes, grantedScopes } = reader.found.record;
  const requested = text(failure, 'requestedScopes')?.split(' ') ?? requestedScopes ?? [];
  const granted = text(failure, 'grantedScopes')?.split(' ') ?? (failure.code === 'scope_missing' ? grantedScopes : null);
  const missing = granted === null ? [] : requested.filter((scope) => !granted.includes(scope));
  const by = failure.code === 'scope_missing' ? ({ by: 'customer' } as const) : mendedBy(reader, ['scopes']);
  return { check: 'scopes', ...by, ...(requested.length === 0 ? {} : { scopes: { requested: [...requested], missing } }) };
}

function missingScopes(reader: Reader): Draft | undefined {
  const advice = scopes({ code: 'scope_missing' }, reader);
  return advice.scopes && advice.scopes.missing.length > 0 ? advice : undefined;
}

function tryLater(failure: RecordedFailure): Draft {
  const seconds = failure.details?.['retryAfterSeconds'];
  if (typeof seconds !== 'number' || failure.at === undefined) return { check: 'try_later' };
  return { check: 'try_later', until: new Date(failure.at.getTime() + seconds * 1000).toISOString() };
}

/** What lies between us and a host that did not answer, by the egress client's reason. */
function wayTo(reason: string): Check {
  if (reason === 'dns_not_found') return 'host_name';
  return reason.startsWith('tls') && reason !== 'tls' ? 'certificate' : 'network';
}

const timeWords =
  /\b(iat|nbf|clock|skew|timestamp)\b|not yet valid|in the future|used (too early|before)|assertion (is |has )?expired/i;

/** A refused assertion or proof, or a certificate out of its time, may just as well be a clock that is wrong. */
function clock(failure: RecordedFailure): Draft[] {
  const skew = failure.details?.['clockSkewSeconds'];
  const reason = text(failure, 'reason') ?? '';
  const isAboutTime = mentions(failure, timeWords) || reason === 'tls_expired' || reason === 'tls_not_yet_valid';
  if (typeof skew !== 'number' && !isAboutTime) return [];
  return [{ check: 'clock', by: 'vendor', ...(typeof skew === 'number' ? { skewSeconds: skew } : {}) }];
}

function mentions(failure: RecordedFailure, words: RegExp): boolean {
  return words.test(`${text(failure, 'providerCode') ?? ''} ${text(failure, 'providerText') ?? ''}`);
}

function text({ details }: RecordedFailure, name: string): string | undefined {
  const value = details?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether failures of this code may come with something to check. */
export function hasAdvice(code: ErrorCode): boolean {
  return rules[code] !== undefined;
}
