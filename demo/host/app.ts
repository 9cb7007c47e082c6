import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Hono, type Context } from 'hono';
import { csrf } from 'hono/csrf';
import type { Client } from 'connection-config/client';
import { demoAccounts } from '../demo-accounts.ts';
import type { DemoSettings } from '../settings.ts';
import { page, type PageView } from './page.ts';
import { runIntegration, type RunOptions } from './run-integration.ts';
import { themesPage } from './themes-page.ts';
import { demoThemes } from '../themes/themes.ts';

export interface HostOptions {
  readonly settings: DemoSettings;
  readonly client: Pick<Client, 'createSession' | 'use'>;
  readonly integration: {
    readonly key: string;
    readonly name: string;
    readonly description: string;
    readonly steps: RunOptions['steps'];
  };
  /** Takes away, at Acme ERP, every access a person gave; returns how many that were. */
  readonly revokeAcme: () => number;
}

/**
 * Ledgerline CRM: its page and its small backend. A real product knows customer and user from its own sign-in; this one always has
 * the same.
 */
export function createHost({ settings, client, integration, revokeAcme }: HostOptions): Hono {
  const app = new Hono();
  const { customer, user } = demoAccounts;
  const { urls } = settings;

  app.use(csrf());
  app.get('/healthz', (c) => c.text('ok'));

  const guarded = (c: Context): string => {
    const nonce = randomBytes(16).toString('base64url');
    c.header('content-security-policy', contentSecurityPolicy(nonce, urls.server));
    c.header('referrer-policy', 'strict-origin-when-cross-origin');
    c.header('x-content-type-options', 'nosniff');
    return nonce;
  };
  app.get('/', (c) => c.html(page({ view: readView(c.req.query()), nonce: guarded(c), integration, urls })));
  app.get('/themes', (c) => c.html(themesPage({ nonce: guarded(c), integration, server: urls.server })));

  const assets = ['page.js', 'page.css', 'icon.svg', 'themes.js', 'themes.css'].map((name) => [
    `/assets/${name}`,
    `assets/${name}`,
  ]);
  const themes = demoThemes.map(({ key }) => [`/themes/${key}.css`, `../themes/${key}.css`]);
  for (const [path = '', file = ''] of [...assets, ...themes]) {
    app.get(path, async (c) => {
      const content = await readFile(new URL(file, import.meta.url), 'utf8');
      const type = contentTypes[extname(file)] ?? 'text/plain';
      return c.body(content, 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' });
    });
  }

  // The tag's getSession calls this. Who is asking comes from the product's own sign-in, never from the browser's request.
  app.post('/my-backend/session', async (c) => {
    const { token } = await client.createSession({ customer, user, integration: integration.key });
    return c.text(token, 200, { 'cache-control': 'no-store' });
  });

  app.post('/my-backend/run', async (c) =>
    c.json(await runIntegration({ client, customer: customer.id, integration: integration.key, steps: integration.steps, urls })),
  );

  app.post('/my-backend/revoke-acme', (c) => c.json({ revoked: revokeAcme() }));
  return app;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** As strict as a page can be; the tag needs nothing but its script, its server and the Trusted Types policy of Lit. */
function contentSecurityPolicy(nonce: string, server: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    `connect-src 'self' ${server}`,
    "img-src 'self' https: data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

function readView(query: Readonly<Record<string, string>>): PageView {
  const { theme, locale, 'config-var': configVar } = query;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    ...(locale !== undefined && /^[a-zA-Z-]{2,20}$/.test(locale) ? { locale } : {}),
    ...(configVar !== undefined && configVar !== '' ? { configVar } : {}),
  };
}
