import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { hostCookie, type HostCookie } from '../../server/http/host-cookie.ts';

const browsers = {
  safari: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
  chromeOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/136.0.0.0 Mobile/15E148 Safari/604.1',
  chrome: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

async function cookieFor(browser: keyof typeof browsers, publicUrl: string): Promise<HostCookie> {
  const app = new Hono().get('/', (c) => c.json(hostCookie(c, publicUrl, '__Host-name')));
  const response = await app.request('/', { headers: { 'user-agent': browsers[browser] } });
  return (await response.json()) as HostCookie;
}

describe('hostCookie', () => {
  const bound = { name: '__Host-name', secure: true };

  it('binds the cookie to its host in every browser under https', async () => {
    for (const browser of Object.keys(browsers) as (keyof typeof browsers)[])
      assert.deepEqual(await cookieFor(browser, 'https://connections.example'), bound, browser);
  });

  it('does so without TLS, except in WebKit, which would keep none', async () => {
    const publicUrl = 'http://localhost:8080';
    for (const browser of ['chrome', 'firefox'] as const) assert.deepEqual(await cookieFor(browser, publicUrl), bound, browser);
    for (const browser of ['safari', 'chromeOnIphone'] as const)
      assert.deepEqual(await cookieFor(browser, publicUrl), { name: 'name', secure: false }, browser);
  });
});
