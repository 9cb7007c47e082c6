import type { OAuth1Credentials } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import { createState } from './arctic.ts';
import type { AuthorizationStrategy } from './authorization.ts';
import { pick } from './callback-parameters.ts';
import { ProviderError } from './errors.ts';
import { keepValues } from './kept-value.ts';
import { readOAuth1Callback } from './oauth1-callback.ts';
import { requestOAuth1Token } from './oauth1-token-request.ts';
import { joinScopes } from './scopes.ts';
import { keptBeside, secondsOf } from './token-response.ts';

/**
 * The three-legged flow of OAuth 1.0a. The provider knows no `state`, so ours travels in the callback's own address; and the request token
 * that comes back must be the one this flow was given. There is no PKCE: what the browser brings is worth nothing without the secret of
 * the request token, which never leaves the server.
 * @see RFC 5849 section 2
 */
export const oauth1Authorization: AuthorizationStrategy = {
  begin: async (client, redirectUri, fetch) => {
    const { requestTokenUrl, authorizeUrl } = client;
    if (requestTokenUrl === undefined || authorizeUrl === undefined) {
      throw new TypeError(`"${client.definitionKey}" has no requestTokenUrl or no authorizeUrl`);
    }
    const state = createState();
    const callback = new URL(redirectUri);
    callback.searchParams.set('state', state);
    const parameters = { oauth_callback: callback.href };
    const answer = await requestOAuth1Token(
      { client, credentials: credentialsOf(client), url: requestTokenUrl, parameters, step: 'request_token' },
      fetch,
    );
    // Without it the provider follows OAuth 1.0, where a stranger's sign-in can be finished in this browser. @see RFC 5849 section 2.1
    if (answer.members['oauth_callback_confirmed'] !== 'true')
      throw new ProviderError('provider_protocol_error', { progress: 'received' });
    return {
      url: authorizationUrl(client, authorizeUrl, answer.token),
      state,
      secrets: { requestToken: answer.token, requestTokenSecret: answer.tokenSecret },
    };
  },

  finish: async (client, { query, secrets }, fetch) => {
    const { requestToken = '', requestTokenSecret = '' } = secrets;
    const verifier = readOAuth1Callback(query, requestToken, client.provider.callback.keep);
    const own = credentialsOf(client);
    const { token, tokenSecret, members } = await requestOAuth1Token(
      {
        client,
        credentials: { ...own, token: requestToken, tokenSecret: requestTokenSecret },
        url: client.tokenUrl,
        parameters: { oauth_verifier: verifier },
        step: 'access_token',
      },
      fetch,
    );
    const { provider } = client;
    // Not in the RFC; those providers whose tokens end say so by this name (OAuth Session extension, draft 1).
    const lifetime = secondsOf(members['oauth_expires_in']);
    const { values: context, dropped } = keepValues(Object.entries(pick(query, provider.callback.keep)), client);
    return {
      tokens: {
        accessToken: token,
        tokenType: 'OAuth1',
        oauth1Key: { ...own, tokenSecret },
        ...keptBeside(members, members, client),
        ...(lifetime === undefined || lifetime === 0 ? {} : { expiresInSeconds: lifetime }),
      },
      context,
      ...(dropped.length === 0 ? {} : { dropped }),
    };
  },
};

function credentialsOf({ clientId, clientSecret = '', provider }: ResolvedOAuth): OAuth1Credentials {
  const { signatureMethod, realm } = provider.oauth1;
  return { consumerKey: clientId, consumerSecret: clientSecret, signatureMethod, ...(realm === undefined ? {} : { realm }) };
}

/**
 * The query of the address stays, the provider's usual parameters join it, and the token is ours to set. The RFC knows no scopes; Trello
 * takes them here ("Authorizing With Trello's REST API").
 */
function authorizationUrl(client: ResolvedOAuth, authorizeUrl: string, requestToken: string): string {
  const url = new URL(authorizeUrl);
  url.hash = '';
  const scope: Record<string, string> = client.scopes.length === 0 ? {} : { scope: joinScopes(client) };
  for (const [name, value] of Object.entries({ ...client.provider.authorize.params, ...scope })) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  url.searchParams.delete('oauth_callback');
  url.searchParams.set('oauth_token', requestToken);
  return url.href;
}
