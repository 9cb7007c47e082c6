/** Behaviour of single providers that is code: a closed list, one file each. */
import type { Provider, QuirkName } from '../../catalog/provider.ts';
import { facebookLongLivedToken } from './facebook-long-lived-token.ts';
import type { Quirk } from './quirk.ts';
import { shopifyHmac } from './shopify-hmac.ts';

const quirks: Readonly<Record<QuirkName, Quirk>> = {
  'facebook-long-lived-token': facebookLongLivedToken,
  'shopify-hmac': shopifyHmac,
};

/** The quirks of a provider, in the order its entry names them. */
export function quirksOf(provider: Provider): readonly Quirk[] {
  return provider.quirks.map((name) => quirks[name]);
}
