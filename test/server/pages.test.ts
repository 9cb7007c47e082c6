import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { request } from 'node:http';
import { paths } from '../../server/contract/index.ts';
import { pageLanguages } from '../../server/http/pages/words/page-language.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Answer } from '../support/callers.ts';
import { pageOrigin, startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/oauth-user.ts';
import { syncConfig } from '../support/sync-config.ts';

const tag = `export const tag = 'connection-config';\n`.repeat(200);

describe('pages and files for browsers', () => {
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;
  const tagDirectory = mkdtempSync(join(tmpdir(), 'connection-config-tag-'));

  before(async () => {
    writeFileSync(join(tagDirectory, 'connection-config.js'), tag);
    database = await openTestDatabase();
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    server = await startConnectionServer({ database, port, config: syncConfig(provider), tagDirectory });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await provider.stop();
    await database.close();
    rmSync(tagDirectory, { recursive: true });
  });

  const open = (path: string, init?: RequestInit) => new Window(server).open(server.url + path, init);

  /** A finished sign-in: its callback, the window it took place in, and the page it ended on. */
  async function finished(customer: string): Promise<{ callback: URL; window: Window; done: string }> {
    const page = await vendor.openPage({ customer: { id: customer } });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    const landing = await window.open(callback);
    assert.equal(landing.status, 303);
    return { callback, window, done: landing.headers.get('location') ?? '' };
  }

  it('C12: every page carries exactly the headers it must', async () => {
    const { callback, window, done } = await finished('c12');
    const pages: Record<string, Answer<string>> = {
      start: await open(paths.oauthStart({ o: pageOrigin })),
      'start of a foreign page': await open(paths.oauthStart({ o: 'https://evil.example' })),
      callback: await window.open(callback),
      'callback of nothing': await open(paths.oauthCallback('erp')),
      done: await window.open(server.url + done),
      'done of nothing': await open(paths.oauthDone('flw_unknown')),
    };
    for (const [name, { headers, body }] of Object.entries(pages)) {
      const nonce = /nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
      assert.equal(Buffer.from(nonce, 'base64').length, 16, name);
      assert.ok(body.includes(`nonce="${nonce}"`), name);
      assert.deepEqual(
        Object.fromEntries(
          [...headers].filter(
            ([header]) =>
              !['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'x-request-id'].includes(header),
          ),
        ),
        {
          'cache-control': 'no-store',
          'content-security-policy':
            `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src 'self'; base-uri 'none'; ` +
            "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
          'content-type': 'text/html; charset=UTF-8',
          'cross-origin-opener-policy': 'unsafe-none',
          'cross-origin-resource-policy': 'same-origin',
          'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
          'referrer-policy': 'no-referrer',
          'strict-transport-security': 'max-age=31536000; includeSubDomains',
          'x-content-type-options': 'nosniff',
          'x-robots-tag': 'noindex',
        },
        name,
      );
    }
    const nonces = await Promise.all([1, 2, 3].map(() => open(paths.oauthStart({ o: pageOrigin }))));
    assert.equal(new Set(nonces.map(({ headers }) => headers.get('content-security-policy'))).size, 3);
  });

  it('C01 C03: nothing of a query is ever repeated in a page', async () => {
    const payloads = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "'-alert(1)-'",
      '</title><svg onload=alert(1)>',
      'javascript:alert(1)',
      '<iframe srcdoc="<script>alert(1)</script>">',
      '{{constructor.constructor("alert(1)")()}}',
      '$' + '{alert(1)}',
      '<a href="javascript:alert(1)">x</a>',
      '"autofocus onfocus=alert(1) x="',
      '<!--<script>alert(1)//-->',
      '</script><script>alert(1)</script>',
      '<math><mi xlink:href="javascript:alert(1)">',
      '<style>@import "https://evil.example/x.css"</style>',
      '<meta http-equiv="refresh" content="0;url=https://evil.example">',
      '<base href="https://evil.example/">',
      '<form action="https://evil.example"><input name=code>',
      '<link rel=stylesheet href=https://evil.example>',
      '<object data="javascript:alert(1)">',
      '<embed src="https://evil.example/x.swf">',
      '\u202Eevil',
      '\uFEFF<script>',
      '<scr\u0000ipt>alert(1)</script>',
      '&lt;script&gt;alert(1)&lt;/script&gt;',
      '%3Cscript%3Ealert(1)%3C/script%3E',
      '<svg/onload=alert`1`>',
      '<details open ontoggle=alert(1)>',
      '<video><source onerror=alert(1)>',
      'data:text/html,<script>alert(1)</script>',
      '\r\nSet-Cookie: a=b',
    ];
    assert.equal(payloads.length, 30);
    const page = await vendor.openPage({ customer: { id: 'c01' } });
    for (const [index, payload] of payloads.entries()) {
      const marked = `mark${index}${payload}`;
      const parameters = new URLSearchParams({
        state: marked,
        code: marked,
        error: marked,
        error_description: marked,
        error_uri: marked,
        [marked]: marked,
      });
      const unbound = await open(`${paths.oauthCallback('erp')}?${parameters}`);
      assert.equal(unbound.status, 403);
      const started = await open(
        `${paths.oauthStart({ o: marked })}&x=${encodeURIComponent(marked)}#${encodeURIComponent(marked)}`,
      );
      const done = await open(`${paths.oauthDone(marked)}?error=${encodeURIComponent(marked)}`);
      for (const { body, headers } of [unbound, started, done]) {
        assert.equal(body.includes(`mark${index}`), false, payload);
        assert.equal(headers.get('set-cookie'), null);
      }
      // The same in a sign-in that is under way: the provider's own words are not shown either.
      if (index % 6 !== 0) continue;
      const window = new Window(server);
      const flow = await page.beginFlow('erp');
      const state = new URL(await window.start(flow)).searchParams.get('state') ?? '';
      parameters.set('state', state);
      parameters.delete('code');
      const landing = await window.open(`${server.url}${paths.oauthCallback('erp')}?${parameters}`);
      const shown = await window.open(server.url + (landing.headers.get('location') ?? ''));
      assert.equal(shown.status, 200);
      assert.equal(shown.body.includes(`mark${index}`), false, payload);
      assert.equal((await page.flow(flow.id)).state, 'failed');
    }
  });

  it('C14: the completion page may be reloaded, and going back to the callback exchanges nothing', async () => {
    const { callback, window, done } = await finished('c14');
    const calls = provider.tokenCalls.length;
    const [first, second] = [await window.open(server.url + done), await window.open(server.url + done)];
    for (const { status, body } of [first, second]) {
      assert.equal(status, 200);
      assert.match(body, /Authorization completed successfully/);
      assert.match(body, /ERP is connected/);
    }
    assert.match((await window.open(callback)).body, /already completed/);
    assert.equal(provider.tokenCalls.length, calls);
    assert.equal(done.includes('code'), false);
  });

  it('are in the language the tag was in, else in the browser’s, else in English', async () => {
    const headingOf = async (path: string, acceptLanguage?: string) => {
      const { body } = await open(path, acceptLanguage === undefined ? {} : { headers: { 'accept-language': acceptLanguage } });
      return [/<html (lang="[\w-]+" dir="\w+")/.exec(body)?.[1], /<h1[^>]*>([^<]+)</.exec(body)?.[1]];
    };
    const german = ['lang="de" dir="ltr"', 'Weiter zur Anmeldung …'];
    const arabic = ['lang="ar" dir="rtl"', 'جارٍ الانتقال إلى تسجيل الدخول…'];
    const english = ['lang="en" dir="ltr"', 'Taking you to the sign-in…'];
    const start = (locale?: string) => paths.oauthStart({ o: pageOrigin, ...(locale === undefined ? {} : { locale }) });
    assert.deepEqual(await headingOf(start('de-AT'), 'ar'), german);
    assert.deepEqual(await headingOf(start('tlh'), 'sv;q=0.9, ar-EG;q=0.8, de;q=0.7'), arabic);
    assert.deepEqual(await headingOf(start(), 'sv'), english);
    assert.deepEqual(await headingOf(start('pt-BR')), ['lang="pt" dir="ltr"', 'Abrindo o login…']);
    assert.deepEqual(await headingOf(start('"><script>')), english);
    assert.deepEqual(await headingOf(paths.oauthDone('flw_x'), 'de'), [
      german[0],
      'Diese Anmeldung kann nicht fortgesetzt werden',
    ]);

    const page = await vendor.openPage({ customer: { id: 'languages' } });
    const flow = await page.beginFlow('erp', 'ar');
    const window = new Window(server);
    const callback = await signIn(await window.start(flow), {
      login: 'ada',
      redirectPrefix: `${server.url}/oauth/callback/`,
    });
    const done = (await window.open(callback)).headers.get('location') ?? '';
    assert.deepEqual(await headingOf(done, 'de'), [arabic[0], 'اكتمل التفويض بنجاح']);
  });

  it('have the words of every language for whatever a sign-in can end in', () => {
    const { en, ...others } = pageLanguages;
    for (const [name, words] of Object.entries(others)) {
      for (const key of Object.keys(words)) assert.ok(en && key in en, `${name}: ${key}`);
      for (const key of Object.keys(en ?? {}).filter((each) => !each.startsWith('error.')))
        assert.ok(key in words, `${name}: ${key}`);
    }
  });

  it('the binding cookie is a __Host- cookie of the sign-in window only, and one that was planted is not used', async () => {
    const page = await vendor.openPage({ customer: { id: 'cookie' } });
    const window = new Window(server);
    window.cookie = '__Host-connection-config=planted';
    const answer = await window.bind(await page.beginFlow('erp'));
    const [cookie = ''] = answer.headers.getSetCookie();
    assert.match(cookie, /^__Host-connection-config=ccb_[\w-]{43}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('A09: only the start page itself may bind', async () => {
    const page = await vendor.openPage({ customer: { id: 'bind' } });
    const flow = await page.beginFlow('erp');
    const body = JSON.stringify({ flowId: flow.id, startSecret: flow.startSecret, origin: pageOrigin });
    for (const headers of [{}, { origin: pageOrigin }, { origin: 'null' }]) {
      const answer = await open(paths.oauthBind, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers } as Record<string, string>,
      });
      assert.equal(answer.status, 403);
    }
    const plain = await open(paths.oauthBind, {
      method: 'POST',
      body,
      headers: { origin: server.url, 'content-type': 'text/plain' },
    });
    assert.equal(plain.status, 415);
    assert.equal((await page.flow(flow.id)).state, 'created');
  });

  it('answers 405 to every other method on its pages', async () => {
    for (const path of [paths.oauthStart({ o: pageOrigin }), paths.oauthDone('flw_x'), paths.oauthCallback('erp')]) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
        assert.equal((await open(path, { method })).status, 405, `${method} ${path}`);
    }
    for (const path of [paths.oauthStart({ o: pageOrigin }), paths.oauthDone('flw_x')])
      assert.equal((await open(path, { method: 'POST' })).status, 405, path);
    assert.equal((await open(paths.oauthBind)).status, 405);
  });

  it('tells operators that it lives, that it can serve, and how much it did, without a name in it', async () => {
    assert.deepEqual((await open(paths.healthz)).body, { status: 'ok' });
    assert.deepEqual((await open(paths.readyz)).body, { status: 'ready' });
    await finished('metrics-customer');
    const { headers, body } = await open(paths.metrics);
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    assert.match(body, /^# HELP /);
    assert.match(body, /\/oauth\/callback\/:definition/);
    assert.equal(body.includes('metrics-customer'), false);
  });

  it('serves the tag to every origin, compressed, and not again to who has it', async () => {
    const plain = await open(paths.tag, { headers: { 'accept-encoding': 'identity', origin: 'https://anywhere.example' } });
    assert.equal(plain.body, tag);
    assert.equal(plain.headers.get('access-control-allow-origin'), '*');
    assert.equal(plain.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(plain.headers.get('cross-origin-resource-policy'), 'cross-origin');
    const { headers, body } = await raw(server.url + paths.tag, { 'accept-encoding': 'gzip, br' });
    assert.equal(headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(body).toString(), tag);
    const etag = plain.headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await open(paths.tag, { headers: { 'if-none-match': known } });
      assert.deepEqual([again.status, again.body], [304, ''], known);
    }
    assert.equal((await open(paths.tag, { headers: { 'if-none-match': '"other"' } })).status, 200);
  });

  it('serves no file outside of the tag’s own', async () => {
    for (const path of [
      '/chunks/missing.js',
      '/chunks/..%2Fconnection-config.js',
      '/chunks/%2e%2e%2fpackage.js',
      '/chunks/a.txt',
      '/package.json',
    ]) {
      assert.equal((await open(path)).status, 404, path);
    }
  });
});

/** Bytes as they came, not decompressed. */
function raw(url: string, headers: Record<string, string>): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}
