import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { createClient } from '../../server/client/index.ts';
import { paths } from '../../server/contract/index.ts';
import { buildTag, type BuiltTag } from '../support/build-tag.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase } from '../support/database.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { syncConfig } from '../support/sync-config.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

const noProvider = { issuer: 'https://erp.example', client: { id: 'id', secret: 'secret' } };

describe('a page that embeds the tag, in chromium', { timeout: 60_000 }, () => {
  let browser: Browser;
  let tag: BuiltTag;
  let server: TestServer;
  let site: Server;
  let origin: string;
  let html = '';
  const cleanUp: (() => Promise<unknown>)[] = [];

  before(async () => {
    const database = await openTestDatabase();
    tag = await buildTag();
    site = createServer(({ url }, response) => {
      if (url !== '/my-backend/session') return void response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      const who = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'sync' };
      const client = createClient({ baseUrl: server.url, apiKey: server.apiKey });
      void client
        .createSession({ ...who, snapshot: { locale: 'de' } })
        .then((session) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(session)));
    });
    origin = `http://vendor.localhost:${await listenOnLoopback(site)}`;
    server = await startConnectionServer({
      database,
      config: syncConfig(noProvider),
      tagDirectory: tag.directory,
      allowedOrigins: [origin],
    });
    browser = await launchBrowser('chromium');
    cleanUp.push(
      () => browser.close(),
      () => server.close(),
      () => database.close(),
    );
  });
  after(async () => {
    for (const close of cleanUp) await close();
    site.closeAllConnections();
    site.close();
    tag.remove();
  });

  async function open(body: string): Promise<{ page: Page; said: string[] }> {
    html = `<!doctype html><meta charset="utf-8"><title>Vendor</title><link rel="icon" href="data:,">${body}`;
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(origin);
    return { page, said };
  }

  const element = '<connection-config integration="sync"></connection-config>';

  it('that has two copies of it keeps the first and says so', async () => {
    const { page, said } = await open(
      `<script type="module" src="${server.url}/connection-config.js"></script>
       <script type="module">window.first = customElements.get('connection-config');</script>
       <script type="module" src="${server.url}/connection-config.js?v=2"></script>${element}`,
    );
    assert.equal(await page.evaluate(`customElements.get('connection-config') === window.first`), true);
    assert.equal(await page.$eval('connection-config', ({ shadowRoot }) => shadowRoot !== null), true);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^warn: connection-config is on this page twice.*<connection-config>/);
  });

  it('that asks for the session beside the script shows its form before the tag has asked for anything', async () => {
    const { page, said } = await open(
      `<connection-config integration="sync" locale="de"></connection-config>
       <script type="module">
         const ask = () => fetch('/my-backend/session', { method: 'POST' }).then((response) => response.json());
         let first = ask();
         const tag = document.querySelector('connection-config');
         tag.getSession = () => {
           const session = first ?? ask();
           first = undefined;
           return session;
         };
         const asked = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/widget/v1/')).length;
         tag.addEventListener('connection-ready', () => {
           window.seen = { asked: asked(), titles: [...tag.shadowRoot.querySelectorAll('[part=title]')].map(({ textContent }) => textContent) };
         });
       </script>
       <script type="module" src="${server.url}/connection-config.js"></script>`,
    );
    await waitUntil(page, 'window.seen');
    const { asked, titles } = (await page.evaluate('window.seen')) as { asked: number; titles: string[] };
    assert.equal(asked, 0);
    assert.ok(titles.includes('Lager'), titles.join());
    await waitUntil(page, `performance.getEntriesByType('resource').some(({ name }) => name.includes('/widget/v1/'))`);
    assert.deepEqual(said, []);
  });

  it('that wants the small elements gets them beside the tag, from one more small script', async () => {
    const { page, said } = await open(
      `<script type="module" src="${server.url}/connection-config.js"></script>
       <script type="module" src="${server.url}${paths.smallElements}"></script><connection-status integration="sync"></connection-status>`,
    );
    await waitForElement(page, 'connection-status:state(failed)'); // it has no session
    const derived = `customElements.get('connection-button').prototype instanceof customElements.get('connection-config')`;
    assert.equal(await page.evaluate(derived), true);
    assert.deepEqual(said, []);
  });

  it('that pins what it loads gets exactly that, also later, and nothing that was changed on the way', async () => {
    const answer = await fetch(server.url + paths.tagIntegrity);
    assert.match(answer.headers.get('cache-control') ?? '', /max-age/);
    assert.ok(answer.headers.get('etag'));
    const digests = (await answer.json()) as Record<string, string>;
    const { 'connection-config.js': entry, ...chunks } = digests;
    const integrity = Object.fromEntries(Object.entries(chunks).map(([name, digest]) => [`${server.url}/${name}`, digest]));
    const pinned = `<script type="importmap">${JSON.stringify({ integrity })}</script>
      <script type="module" src="${server.url}/connection-config.js" integrity="${entry}" crossorigin></script>${element}`;

    const honest = await open(pinned);
    // The words for a failure are in a chunk, and this page has no session.
    await waitForElement(honest.page, 'connection-config:state(failed)');
    assert.deepEqual(honest.said, []);
    const onDemand = Object.keys(chunks).find((name) => name.includes('on-demand'))!;
    const load = (page: Page): Promise<unknown> =>
      page.evaluate(`import(${JSON.stringify(`${server.url}/${onDemand}`)}).then(() => 'loaded', () => 'refused')`);
    assert.equal(await load(honest.page), 'loaded');

    // Each test server reads its files once, so this one is new.
    appendFileSync(join(tag.directory, onDemand), '\n// changed');
    const database = await openTestDatabase();
    const changed = await startConnectionServer({ database, config: syncConfig(noProvider), tagDirectory: tag.directory });
    cleanUp.push(
      () => changed.close(),
      () => database.close(),
    );
    const deceived = await open(pinned.replaceAll(server.url, changed.url));
    assert.equal(
      await deceived.page.evaluate(
        `import(${JSON.stringify(`${changed.url}/${onDemand}`)}).then(() => 'loaded', () => 'refused')`,
      ),
      'refused',
    );
    assert.equal(
      await deceived.page.$eval('connection-config', ({ shadowRoot }) => shadowRoot !== null),
      true,
      'the entry was as pinned',
    );
  });
});
