import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ResolvedOAuth } from '../../definitions/model.ts';
import type { Quirk } from './quirk.ts';

/**
 * Shopify signs its callback: `hmac` is the HMAC-SHA256, in hex, of all other parameters sorted by name and written as a query, under the
 * client secret. The shop that it names must be the one that the sign-in was for.
 * @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export const shopifyHmac: Quirk = {
  isAuthentic: (query, client) => hasOwnShop(query, client) && isSigned(query, client.clientSecret ?? ''),
};

function isSigned(query: URLSearchParams, clientSecret: string): boolean {
  const [given = '', ...more] = query.getAll('hmac');
  if (clientSecret === '' || more.length > 0 || !/^[0-9a-f]{64}$/.test(given)) return false;
  const signed = new URLSearchParams([...query].filter(([name]) => name !== 'hmac'));
  signed.sort();
  const expected = createHmac('sha256', clientSecret).update(signed.toString()).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}

function hasOwnShop(query: URLSearchParams, { authorizeUrl }: ResolvedOAuth): boolean {
  const shops = query.getAll('shop');
  return authorizeUrl !== undefined && shops.length === 1 && shops[0] === new URL(authorizeUrl).hostname;
}
