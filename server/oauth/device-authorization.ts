import {
  allowInsecureRequests,
  customFetch,
  deviceAuthorizationRequest,
  processDeviceAuthorizationResponse,
  type ClientAuth,
} from 'oauth4webapi';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { memberAt, type JsonObject } from './answer-member.ts';
import { classifyFailure } from './classify-failure.ts';
import { withClientAuthentication } from './client-authentication.ts';
import { ProviderError } from './errors.ts';
import { normalizingFetch } from './normalizing-fetch.ts';
import { joinScopes } from './scopes.ts';

/** A code to be entered by a person, and one to ask with whether they have. */
export interface DeviceAuthorization {
  /** Store it sealed: whoever has it gets the tokens. */
  readonly deviceCode: string;
  readonly userCode: string;
  /** Where the person enters it: `https:`, or `http:` on this machine. */
  readonly verificationUri: string;
  /** The same page with the code filled in; absent when the provider gives none, or none that may be linked to. */
  readonly verificationUriComplete?: string;
  /** 1 … 1800. */
  readonly expiresInSeconds: number;
  /** Least seconds between two questions, 1 … 60; 5 when the provider does not say. */
  readonly intervalSeconds: number;
}

const maxLifetimeSeconds = 1800;
const defaultIntervalSeconds = 5;
const maxIntervalSeconds = 60;

/**
 * Asks for a device code and a user code.
 * @see RFC 8628 sections 3.1 and 3.2
 * @throws ProviderError `invalid_client`, `invalid_scope`, `exchange_rejected`, `rate_limited`, `provider_error`, `provider_unreachable`,
 * `egress_refused`; `provider_protocol_error` also for a page that a person must not be sent to. Repeating is always safe.
 * @throws TypeError when the client has no `deviceAuthorizationUrl`; a definition of this grant always has one.
 */
export function requestDeviceAuthorization(client: ResolvedOAuth, fetch: EgressFetch): Promise<DeviceAuthorization> {
  const { deviceAuthorizationUrl: endpoint } = client;
  if (endpoint === undefined) throw new TypeError(`"${client.definitionKey}" has no deviceAuthorizationUrl`);
  return withClientAuthentication({ client }, 'device_authorization', (authentication) =>
    attempt(client, endpoint, authentication, fetch),
  );
}

async function attempt(
  client: ResolvedOAuth,
  endpoint: string,
  authentication: ClientAuth,
  fetch: EgressFetch,
): Promise<DeviceAuthorization | ProviderError> {
  const server = { issuer: client.provider.authorize.issuer ?? endpoint, device_authorization_endpoint: endpoint };
  const registration = { client_id: client.clientId };
  const scope: Record<string, string> = client.scopes.length === 0 ? {} : { scope: joinScopes(client) };
  try {
    const response = await deviceAuthorizationRequest(server, registration, authentication, scope, {
      // Whether plain http is allowed is the egress policy's decision, by address.
      [customFetch]: normalizingFetch(client, fetch, 'device_authorization', standardDeviceAnswer),
      [allowInsecureRequests]: true,
    });
    const answer = await processDeviceAuthorizationResponse(server, registration, response);
    const { device_code: deviceCode, user_code: userCode, verification_uri: page } = answer;
    if (!isShowable(userCode) || !isSafePage(page)) return new ProviderError('provider_protocol_error', { progress: 'received' });
    const complete = answer.verification_uri_complete;
    return {
      deviceCode,
      userCode,
      verificationUri: page,
      ...(complete !== undefined && isSafePage(complete) ? { verificationUriComplete: complete } : {}),
      expiresInSeconds: clamp(answer.expires_in, maxLifetimeSeconds),
      intervalSeconds: clamp(answer.interval ?? defaultIntervalSeconds, maxIntervalSeconds),
    };
  } catch (error) {
    return classifyFailure(error, 'device_authorization', client.provider.token.answer.errorCodes, endpoint);
  }
}

/**
 * The members of RFC 8628 section 3.2. Google calls the page `verification_url` ("OAuth 2.0 for TV and Limited-Input Device
 * Applications"), and some servers write numbers as text.
 */
function standardDeviceAnswer(answer: JsonObject): JsonObject {
  const member = (name: string) => memberAt(answer, [name]) ?? undefined;
  const complete = member('verification_uri_complete');
  return {
    device_code: member('device_code'),
    user_code: member('user_code'),
    verification_uri: member('verification_uri') ?? member('verification_url'),
    verification_uri_complete: typeof complete === 'string' && complete !== '' ? complete : undefined,
    expires_in: Number(member('expires_in')),
    interval: Number(member('interval')) > 0 ? Number(member('interval')) : undefined,
  };
}

function clamp(seconds: number, most: number): number {
  return Math.min(Math.max(Math.floor(seconds), 1), most);
}

/** A code that a person can read off a screen: short, and without characters that hide, turn around or break what stands beside them. */
function isShowable(code: string): boolean {
  return /^\P{C}{1,64}$/u.test(code) && code.trim() !== '';
}

/** A page that may become a link: never `javascript:`, never with a user name that passes for a host. */
function isSafePage(text: string): boolean {
  const url = text.length <= 2048 && /^[\x21-\x7e]+$/.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname));
}
