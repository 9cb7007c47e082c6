import type { AuthorizationStrategy } from './authorization.ts';
import { createAuthorizationRequest } from './authorization-request.ts';
import { readCallbackParameters } from './callback-parameters.ts';
import { exchangeCode } from './code-exchange.ts';
import { ProviderError } from './errors.ts';

/** The authorization code grant. @see RFC 6749 section 4.1 */
export const codeAuthorization: AuthorizationStrategy = {
  begin: async (client, redirectUri) => {
    const { url, state, codeVerifier } = createAuthorizationRequest(client, redirectUri);
    return { url, state, secrets: codeVerifier === undefined ? {} : { codeVerifier } };
  },
  finish: async (client, { query, redirectUri, secrets }, fetch) => {
    const callback = readCallbackParameters(query, client);
    if (callback.kind === 'refused') {
      const { kind: _, code, ...said } = callback;
      throw new ProviderError(code, { progress: 'received', ...said });
    }
    const { code, tokenParams, context } = callback;
    const { codeVerifier } = secrets;
    return { tokens: await exchangeCode({ client, redirectUri, code, codeVerifier, tokenParams }, fetch), context };
  },
};
