import type { Grant, ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import type { Requester } from './client-authentication.ts';
import { joinScopes } from './scopes.ts';
import { signAssertion } from './signing-key.ts';
import { requestTokens } from './token-request.ts';
import type { TokenSet } from './token-set.ts';

type DirectGrant = Extract<Grant, 'client_credentials' | 'password' | 'jwt_bearer'>;

/** What each grant adds to a request, made anew for every one. */
const parametersOf: Readonly<Record<DirectGrant, (client: ResolvedOAuth) => Promise<Readonly<Record<string, string>>>>> = {
  // RFC 6749 section 4.4
  client_credentials: () => Promise.resolve({}),

  // RFC 6749 section 4.3
  password: ({ resourceOwner }) => Promise.resolve({ ...resourceOwner }),

  // RFC 7523 section 2.1
  jwt_bearer: async ({ assertion, privateKey, ...client }) => {
    if (assertion === undefined || privateKey === undefined) return {};
    // Google and DocuSign read the scopes here ("Using OAuth 2.0 for Server to Server Applications"; "JWT Grant").
    const others = client.scopes.length === 0 ? {} : { others: { scope: joinScopes({ ...client, privateKey }) } };
    return { assertion: await signAssertion(privateKey, { ...assertion, ...others }) };
  },
};

/**
 * Fetches tokens with nothing but what is saved, without a person: for the client itself, for an owner whose password is known, or for
 * somebody on whose behalf an assertion is signed. Asked again when the tokens run out.
 * @see RFC 6749 sections 4.3 and 4.4; RFC 7523 section 2.1
 * @throws ProviderError `credentials_rejected`, `invalid_client`, `invalid_scope`, `exchange_rejected`, `access_denied`, `rate_limited`,
 * `provider_error`, `provider_protocol_error`, `provider_unreachable`, `egress_refused`. Repeating is always safe.
 * @throws TypeError for a grant that takes a person.
 */
export async function requestTokensDirectly(requester: Requester, fetch: EgressFetch): Promise<TokenSet> {
  const { client } = requester;
  const { grant } = client;
  if (!isDirect(grant)) throw new TypeError(`"${client.definitionKey}" takes a person: its grant is ${grant}`);
  const scope = client.scopes.length === 0 ? {} : { scope: joinScopes(client) };
  const parameters = { ...client.provider.token.params, ...scope, ...(await parametersOf[grant](client)) };
  return requestTokens(requester, grant, parameters, fetch);
}

function isDirect(grant: Grant): grant is DirectGrant {
  return Object.hasOwn(parametersOf, grant);
}
