import { createHash } from 'node:crypto';
import type { FieldErrorCode, FieldValue } from '../contract/index.ts';
import { fillTemplate, plainInputs } from './effective-values.ts';
import type { ConnectionConfigVar, Input, ResolvedOAuth } from './model.ts';
import { grantFacts, providerUrl, type UrlInput } from './oauth-inputs.ts';
import { isOAuthInput } from './oauth-roles.ts';
import { resolveProofs } from './resolve-proofs.ts';
import { parseSafeUrl } from './safe-url.ts';
import { fillUrl, type Filled } from './template.ts';

/** The OAuth client, or the inputs it still waits for, or the one whose value cannot be used. */
export type OAuthResolution =
  | { readonly ok: true; readonly client: ResolvedOAuth }
  | { readonly ok: false; readonly missing: string[] }
  | { readonly ok: false; readonly invalid: { readonly key: string; readonly code: FieldErrorCode } };

/**
 * Makes the OAuth client of a connection from its effective values: every template filled in and every address checked.
 * @param values what {@link effectiveValues} gives.
 * @throws TypeError when the definition is not an OAuth one.
 */
export function resolveOAuth(configVar: ConnectionConfigVar, values: ReadonlyMap<string, FieldValue>): OAuthResolution {
  const { definition } = configVar;
  const { grant, provider } = definition;
  if (!grant || !provider) throw new TypeError(`"${definition.key}" is not an OAuth connection`);
  const { needs } = grantFacts[grant];
  const ifNeeded = (role: UrlInput) => (needs.includes(role) ? resolveAddress(configVar, role, values) : undefined);
  const addresses = {
    authorizeUrl: ifNeeded('authorizeUrl'),
    pushedUrl: grant === 'authorization_code' ? resolveAddress(configVar, 'pushedUrl', values) : undefined,
    deviceAuthorizationUrl: ifNeeded('deviceAuthorizationUrl'),
    requestTokenUrl: ifNeeded('requestTokenUrl'),
    tokenUrl: resolveAddress(configVar, 'tokenUrl', values),
    refreshUrl: resolveAddress(configVar, 'refreshUrl', values),
    revokeUrl: resolveAddress(configVar, 'revokeUrl', values),
  };
  const details = provider.afterConnect;
  const afterConnectUrl = details && fillUrl(details.url, plainInputs(configVar), values);
  const missing = new Set<string>();
  for (const [role, address] of Object.entries(addresses)) {
    if (!address || address.ok) continue;
    if ('invalid' in address) return { ok: false, invalid: address.invalid };
    const isNeeded = needs.includes(role as UrlInput) || !address.missing.includes(role);
    if (isNeeded) address.missing.forEach((key) => missing.add(key));
  }
  const tokenUrl = addresses.tokenUrl.ok ? addresses.tokenUrl.text : '';
  const named = textOf(values.get('clientId'));
  const resolved = resolveProofs(configVar, values, { clientId: named, tokenUrl });
  if (!resolved.ok && 'invalid' in resolved) return resolved;
  if (!resolved.ok) resolved.missing.forEach((key) => missing.add(key));
  // An assertion names who asks; where the client has an id besides, it is written down.
  const clientId = named ?? (resolved.ok ? resolved.proofs.assertion?.issuer : undefined);
  const clientSecret = textOf(values.get('clientSecret'));
  if (clientId === undefined && resolved.ok) missing.add(grant === 'jwt_bearer' ? 'issuer' : 'clientId');
  if (clientSecret === undefined && isSecretNeeded(configVar)) missing.add('clientSecret');
  if (missing.size > 0 || clientId === undefined || !resolved.ok) return { ok: false, missing: [...missing] };

  const headers = readHeaders(values.get('headers'));
  if (!headers) return { ok: false, invalid: { key: 'headers', code: 'wrong_shape' } };
  const client = {
    ...resolved.proofs,
    definitionKey: definition.key,
    provider,
    grant,
    tokenUrl,
    refreshUrl: addresses.refreshUrl.ok ? addresses.refreshUrl.text : tokenUrl,
    clientId,
    scopes: readScopes(values.get('scopes'), provider.authorize.scopeSeparator),
    headers,
    allowedTokenParams: definition.allowedTokenParams,
    ...(addresses.authorizeUrl?.ok ? { authorizeUrl: addresses.authorizeUrl.text } : {}),
    ...(addresses.pushedUrl?.ok ? { pushedUrl: addresses.pushedUrl.text } : {}),
    ...(addresses.deviceAuthorizationUrl?.ok ? { deviceAuthorizationUrl: addresses.deviceAuthorizationUrl.text } : {}),
    ...(addresses.requestTokenUrl?.ok ? { requestTokenUrl: addresses.requestTokenUrl.text } : {}),
    ...(addresses.revokeUrl.ok ? { revokeUrl: addresses.revokeUrl.text } : {}),
    ...(afterConnectUrl?.ok ? { afterConnectUrl: afterConnectUrl.text } : {}),
    ...(clientSecret === undefined ? {} : { clientSecret }),
  };
  return { ok: true, client: { ...client, fingerprint: fingerprint(client) } };
}

/** An address comes from the input of that key, by its value or its template, else from the provider's facts. */
export function resolveAddress(configVar: ConnectionConfigVar, role: UrlInput, values: ReadonlyMap<string, FieldValue>): Filled {
  const inputs = plainInputs(configVar);
  const input = inputs.get(role);
  if (input?.template !== undefined) return fillTemplate(role, input.template, inputs, values);
  const value = textOf(values.get(role));
  if (value !== undefined) return checkAddress(role, value, input);
  const fact = providerUrl(configVar.definition.provider, role);
  return fact === undefined ? { ok: false, missing: [role] } : fillUrl(fact, inputs, values);
}

function checkAddress(role: UrlInput, value: string, input: Input | undefined): Filled {
  const url = parseSafeUrl(value);
  if (!url || (input?.hostSuffix !== undefined && !url.hostname.endsWith(input.hostSuffix))) {
    return { ok: false, invalid: { key: role, code: url ? 'invalid_host' : 'invalid_address' } };
  }
  // The choices are what makes a customer's pick safe, so they are checked here and not only when a form is saved.
  if (input?.model && !input.model.some((choice) => choice.value === value)) {
    return { ok: false, invalid: { key: role, code: 'not_a_choice' } };
  }
  return { ok: true, text: value };
}

/** A public client has no secret, and one with a key needs none; client credentials cannot do without (RFC 6749 section 4.4). */
function isSecretNeeded({ definition, inputs }: ConnectionConfigVar): boolean {
  if (definition.provider?.token.clientAuth === 'none') return false;
  if (isOAuthInput(definition, 'privateKey')) return inputs.get('clientSecret')?.input.required === true;
  return definition.grant === 'client_credentials' || inputs.get('clientSecret')?.input.required === true;
}

function textOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Scopes are written with blanks between them, or with the provider's own separator. */
export function readScopes(value: FieldValue | undefined, separator: string): string[] {
  if (separator === 'none') return [];
  const texts = Array.isArray(value) ? value.map((entry) => (typeof entry === 'string' ? entry : entry.value)) : [value ?? ''];
  const between = separator === ',' ? /[\s,]+/ : separator === '+' ? /[\s+]+/ : /\s+/;
  return [...new Set(texts.flatMap((text) => text.split(between)).filter((scope) => scope !== ''))];
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Set by whoever sends the request; another value would change where it ends or whose it is.
const engineHeaders = /^(host|connection|content-length|content-type|transfer-encoding|te|trailer|upgrade|expect|cookie)$/i;

/** Additional headers of token requests: a key/value list. Undefined when one of them is no header (RFC 9110 section 5). */
function readHeaders(value: FieldValue | undefined): Readonly<Record<string, string>> | undefined {
  const headers: [string, string][] = [];
  for (const entry of Array.isArray(value) ? value : []) {
    if (typeof entry === 'string') return undefined;
    if (entry.key.trim() === '' && entry.value.trim() === '') continue;
    if (!headerName.test(entry.key) || engineHeaders.test(entry.key) || !isHeaderValue(entry.value)) return undefined;
    headers.push([entry.key, entry.value]);
  }
  return Object.fromEntries(headers);
}

/** Whether text can be a header's value: bytes of Latin-1, no line break or other control character. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** SHA-256 over everything that decides where secrets go and what is asked for. */
function fingerprint(client: Omit<ResolvedOAuth, 'fingerprint'>): string {
  const { provider, clientSecret, headers } = client;
  const facts = [
    client.grant,
    client.authorizeUrl ?? null,
    client.pushedUrl ?? null,
    client.deviceAuthorizationUrl ?? null,
    client.requestTokenUrl ?? null,
    client.tokenUrl,
    client.refreshUrl,
    client.revokeUrl ?? null,
    client.afterConnectUrl ?? null,
    client.clientId,
    clientSecret === undefined ? null : sha256(clientSecret),
    client.privateKey === undefined ? null : keyFacts(client.privateKey),
    client.certificate ?? null,
    client.resourceOwner === undefined ? null : sha256(JSON.stringify(client.resourceOwner)),
    client.assertion ?? null,
    client.resources,
    client.scopes,
    Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1)),
    client.allowedTokenParams,
    provider.token.clientAuth,
    provider.authorize.pkce,
    provider.authorize.issuer ?? null,
    provider.dpop,
    provider.oauth1.signatureMethod,
  ];
  return sha256(JSON.stringify(facts));
}

function keyFacts({ pem, kid, alg }: NonNullable<ResolvedOAuth['privateKey']>) {
  return [sha256(pem), kid ?? null, ...(alg === undefined ? [] : [alg])];
}

/** A client's fingerprint with more that it depends on. */
export function fingerprintWith(client: Pick<ResolvedOAuth, 'fingerprint'>, more: object): string {
  return sha256(JSON.stringify([client.fingerprint, more]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
