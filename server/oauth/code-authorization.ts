import { dpopThumbprint } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { readAccountDetails } from './account-details.ts';
import type { AuthorizationStrategy, FinishedAuthorization } from './authorization.ts';
import { createAuthorizationRequest } from './authorization-request.ts';
import { readCallbackParameters } from './callback-parameters.ts';
import { exchangeCode } from './code-exchange.ts';
import { createDpopKey } from './dpop.ts';
import { ProviderError } from './errors.ts';
import { pushAuthorizationRequest } from './pushed-authorization-request.ts';
import { quirksOf } from './quirks/index.ts';
import type { TokenSet } from './token-set.ts';
import { verifyAccount } from './verify-account.ts';

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
    const { code, tokenParams } = callback;
    const { codeVerifier, dpopKey } = secrets;
    let tokens = await exchangeCode({ client, dpopKey, redirectUri, code, codeVerifier, tokenParams }, fetch);
    for (const quirk of quirksOf(client.provider)) tokens = (await quirk.afterExchange?.(tokens, client, fetch)) ?? tokens;
    const account = await verifyAccount(client, tokens, fetch);
    return withDetails(client, { ...callback, context: { ...callback.context, ...account } }, tokens, fetch);
  },
};

/** Adds what only a call with the token can tell, and names the account by what was kept where the answer did not. */
async function withDetails(
  client: ResolvedOAuth,
  callback: { readonly context: Readonly<Record<string, string>>; readonly dropped: readonly string[] },
  tokens: TokenSet,
  fetch: EgressFetch,
): Promise<FinishedAuthorization> {
  const details = await readAccountDetails(client, tokens.accessToken, fetch);
  const context = { ...callback.context, ...details?.values };
  const dropped = [...callback.dropped, ...(details?.dropped ?? [])];
  const { accountId = keptAs(client.provider.accountId, context), accountLabel = keptAs(client.provider.accountLabel, context) } =
    tokens;
  return {
    tokens: {
      ...tokens,
      ...(accountId === undefined ? {} : { accountId }),
      ...(accountLabel === undefined ? {} : { accountLabel }),
    },
    context,
    ...(dropped.length === 0 ? {} : { dropped }),
    ...(details === undefined ? { detailsUnknown: true } : {}),
  };
}

function keptAs(name: string | undefined, context: Readonly<Record<string, string>>): string | undefined {
  return name !== undefined && Object.hasOwn(context, name) ? context[name]?.slice(0, 200) : undefined;
}
