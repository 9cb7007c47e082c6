import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnvironment } from '../environment.ts';

const common: Record<string, string> = {
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-robots-tag': 'noindex',
};

/** Headers of every answer of the APIs. */
export function apiHeaders(): MiddlewareHandler<HttpEnvironment> {
  const headers = Object.entries({
    ...common,
    // The tag's API is read by pages of other origins, which CORS decides about.
    'cross-origin-resource-policy': 'cross-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  // Before the answer is made, which then is made with them: changing a finished answer costs a copy of it.
  return async function withApiHeaders(c, next) {
    for (const [name, value] of headers) c.header(name, value);
    await next();
  };
}

/**
 * Headers of the pages in the sign-in window. They send no `Cross-Origin-Opener-Policy`: with any, the start page loses the page that opened
 * it and the binding handshake cannot take place. Nothing on them may load from, post to or be framed by another origin.
 */
export function pageHeaders({ images = "'self'", trustedTypes = "'none'" } = {}): MiddlewareHandler<HttpEnvironment> {
  return async function withPageHeaders(c, next) {
    const nonce = randomBytes(16).toString('base64');
    c.set('nonce', nonce);
    for (const [name, value] of Object.entries(common)) c.header(name, value);
    c.header(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src ${images}; base-uri 'none'; ` +
        `form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ${trustedTypes}`,
    );
    c.header('cross-origin-opener-policy', 'unsafe-none');
    await next();
  };
}

/** Those of a page with the tag in it: apps' icons may come from their own sites, and Lit makes its templates under its own policy. */
export function tagPageHeaders(): MiddlewareHandler<HttpEnvironment> {
  return pageHeaders({ images: "'self' data: https:", trustedTypes: 'lit-html' });
}
