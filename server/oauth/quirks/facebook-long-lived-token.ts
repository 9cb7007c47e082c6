import { processGenericTokenEndpointResponse } from 'oauth4webapi';
import { classifyFailure } from '../classify-failure.ts';
import { normalizingFetch } from '../normalizing-fetch.ts';
import { readTokenSet } from '../token-response.ts';
import type { Quirk } from './quirk.ts';

/**
 * Meta's code exchange gives a token for an hour or two; the same endpoint trades it for one of about 60 days. There is no refresh token:
 * when those are over the customer signs in again.
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived, read 2026-11-23
 */
export const facebookLongLivedToken: Quirk = {
  afterExchange: async (tokens, client, fetch) => {
    const { clientId, clientSecret = '', tokenUrl } = client;
    const body = new URLSearchParams({
      grant_type: 'fb_exchange_token',
      client_id: clientId,
      client_secret: clientSecret,
      fb_exchange_token: tokens.accessToken,
    });
    const request = { method: 'GET', headers: { accept: 'application/json' }, body };
    const server = { issuer: tokenUrl, token_endpoint: tokenUrl };
    try {
      const response = await normalizingFetch(client, fetch)(tokenUrl, request);
      const longLived = readTokenSet(await processGenericTokenEndpointResponse(server, { client_id: clientId }, response));
      return { ...tokens, ...longLived, extras: { ...tokens.extras, ...longLived.extras } };
    } catch (error) {
      throw classifyFailure(error, 'exchange', client.provider.token.answer.errorCodes);
    }
  },
};
