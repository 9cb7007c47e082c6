import { dpopThumbprint } from '../contract/index.ts';
import type { AuthorizationStrategy } from './authorization.ts';
import { createAuthorizationRequest } from './authorization-request.ts';
import { readCallbackParameters } from './callback-parameters.ts';
import { exchangeCode } from './code-exchange.ts';
import { createDpopKey } from './dpop.ts';
import { ProviderError } from './errors.ts';
import { pushAuthorizationRequest } from './pushed-authorization-request.ts';

/** The authorization code grant. @see RFC 6749 section 4.1 */
export const codeAuthorization: AuthorizationStrategy = {
  begin: async (client, redirectUri, fetch) => {
    const dpopKey = await createDpopKey(client);
    const thumbprint = dpopKey && (await dpopThumbprint(dpopKey));
    const { url, state, codeVerifier } = createAuthorizationRequest(client, redirectUri, thumbprint);
    const { pushedUrl } = client;
    const forBrowser =
      pushedUrl === undefined ? url : await pushAuthorizationRequest({ client, dpopKey }, pushedUrl, new URL(url), fetch);
    return {
      url: String(forBrowser),
      state,
      secrets: { ...(codeVerifier === undefined ? {} : { codeVerifier }), ...(dpopKey === undefined ? {} : { dpopKey }) },
    };
  },
  finish: async (client, { query, redirectUri, secrets }, fetch) => {
    const callback = readCallbackParameters(query, client);
    if (callback.kind === 'refused') {
      const { kind: _, code, ...said } = callback;
      throw new ProviderError(code, { progress: 'received', ...said });
    }
    const { code, tokenParams, context } = callback;
    const { codeVerifier, dpopKey } = secrets;
    return { tokens: await exchangeCode({ client, dpopKey, redirectUri, code, codeVerifier, tokenParams }, fetch), context };
  },
};
