import type { ProviderInput } from './provider.ts';

/** Shopify, offline tokens that expire, as public apps need. The callback is signed, and its shop must be the one asked for. */
export const shopify = {
  key: 'shopify',
  label: 'Shopify',
  authorize: {
    url: 'https://{{#shop}}.myshopify.com/admin/oauth/authorize',
    scopeSeparator: ',',
    pkce: 'none',
  },
  token: {
    url: 'https://{{#shop}}.myshopify.com/admin/oauth/access_token',
    clientAuth: 'post',
    params: { expiring: '1' },
    answer: { scopeSeparator: ',' },
  },
  api: { header: 'x-shopify-access-token', scheme: '' },
  // Since 2026-08-28 the token before works until the new one is used. The 90 days are unconfirmed; the answer names the lifetime.
  refresh: { rotation: 'rotating_grace', idleSeconds: 90 * 86_400 },
  // Uninstalls the app from the shop.
  revoke: {
    url: 'https://{{#shop}}.myshopify.com/admin/api_permissions/current.json',
    method: 'DELETE',
    tokenIn: 'header',
    tokenParam: 'x-shopify-access-token',
    tokens: ['access_token'],
    scope: 'user_client',
  },
  callback: { keep: ['shop'] },
  accountLabel: 'shop',
  accountId: 'shop',
  quirks: ['shopify-hmac'],
  docs: {
    url: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
