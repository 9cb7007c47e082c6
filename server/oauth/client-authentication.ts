import { ClientSecretPost, None, type ClientAuth } from 'oauth4webapi';
import type { DpopKey } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { ProtocolStep } from './classify-failure.ts';
import { asksForNonce } from './dpop.ts';
import { ProviderError } from './errors.ts';
import { requestFacts } from './request-encoding.ts';
import { signAssertion } from './signing-key.ts';

/** How a client proves who it is: one way, or ways to try in turn as long as the provider does not accept the client. */
export type ClientAuthentications = readonly [ClientAuth, ...ClientAuth[]];

/**
 * How the client proves who it is, from the provider's facts. A client without a secret only names itself. Where no fact is known, both
 * ways of the standard are tried: a server that does not accept the client has not looked at the grant, so nothing is spent.
 * Basic never comes with a `client_id` in the body: some servers then ignore the header.
 * @see RFC 6749 section 2.3.1
 */
export function clientAuthentications(client: ResolvedOAuth, step: ProtocolStep = 'exchange'): ClientAuthentications {
  const way = requestFacts(client.provider, step).clientAuth;
  if (way === 'private_key_jwt') return [clientAssertion(client)];
  const { clientSecret } = client;
  if (clientSecret === undefined || clientSecret === '') return [isNamedByAssertion(client, way) ? anonymous : None()];
  switch (way) {
    case 'detect':
      return [ClientSecretPost(clientSecret), basic(clientSecret, formEncode)];
    case 'basic':
      return [basic(clientSecret, formEncode)];
    case 'basic_raw':
      return [basic(clientSecret, String)];
    case 'post':
      return [ClientSecretPost(clientSecret)];
    case 'none':
    // Who it is, the certificate of the handshake has proved (RFC 8705 section 2).
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return [None()];
    case 'client_secret_header':
      return [secretHeader(clientSecret)];
  }
}

/** An assertion of the grant names the client, and Google and Salesforce, for two, know no other name (RFC 7521 section 4.1). */
function isNamedByAssertion({ grant }: ResolvedOAuth, way: string): boolean {
  return grant === 'jwt_bearer' && way === 'detect';
}

const anonymous: ClientAuth = () => undefined;

/**
 * A signed assertion instead of a secret. It is meant for the server's issuer where one is known, else for the endpoint it is sent to, and
 * for nobody besides: one that is meant for another server could be used there by whoever it was sent to.
 * @see RFC 7523 section 2.2; RFC 7521 section 4.2
 */
function clientAssertion({ privateKey }: ResolvedOAuth): ClientAuth {
  return async (server, { client_id: clientId }, body) => {
    if (privateKey === undefined) return;
    body.set('client_id', clientId);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set(
      'client_assertion',
      await signAssertion(privateKey, { issuer: clientId, subject: clientId, audience: server.issuer }),
    );
  };
}

/** Who asks: a client, and the key that the tokens are, or are to be, bound to. */
export interface Requester {
  readonly client: ResolvedOAuth;
  readonly dpopKey?: DpopKey | undefined;
}

/**
 * Makes a request in each way the client may authenticate in turn, until the provider accepts the client. It is sent again only where the
 * answer says that it was not looked at: also when a server first wants its nonce in the proof of possession.
 * @param attempt answers a {@link ProviderError} where the provider refused, and throws what is our own fault.
 * @param isClientRefused whether a refusal may mean that the client is to authenticate in another way. Default: its code says so.
 * @throws ProviderError the last refusal.
 */
export async function withClientAuthentication<Answer>(
  { client, dpopKey }: Requester,
  step: ProtocolStep,
  attempt: (authentication: ClientAuth) => Promise<Answer | ProviderError>,
  isClientRefused: (refusal: ProviderError) => boolean = ({ code }) => code === 'invalid_client',
): Promise<Answer> {
  const attemptWithNonce = async (authentication: ClientAuth) => {
    const outcome = await attempt(authentication);
    const isRepeated = dpopKey !== undefined && outcome instanceof ProviderError && asksForNonce(outcome);
    // Not the same bytes again: a client assertion is good for one request (RFC 7523 section 3), and the authentication makes another.
    return isRepeated ? attempt(authentication) : outcome;
  };
  const [first, ...others] = clientAuthentications(client, step);
  let outcome = await attemptWithNonce(first);
  for (const other of others) {
    if (!(outcome instanceof ProviderError) || !isClientRefused(outcome)) break;
    outcome = await attemptWithNonce(other);
  }
  if (outcome instanceof ProviderError) throw outcome;
  return outcome;
}

/** An `Authorization` header as RFC 7617 has it, without the form-encoding of RFC 6749, which some servers do not undo. */
function rawBasicHeader(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

function secretHeader(clientSecret: string): ClientAuth {
  return (_server, { client_id: clientId }, body, headers) => {
    body.set('client_id', clientId);
    headers.set('authorization', `Client ${clientSecret}`);
  };
}

function basic(clientSecret: string, encode: (text: string) => string): ClientAuth {
  return (_server, { client_id: clientId }, _body, headers) => {
    headers.set('authorization', rawBasicHeader(encode(clientId), encode(clientSecret)));
  };
}

/**
 * The form-encoding that RFC 6749 appendix B asks for, by the platform. oauth4webapi's own also encodes `-`, `.` and `_`, which is
 * allowed but breaks, at servers that do not decode, every client id that is a UUID; this way both kinds of server read most ids alike.
 */
function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
