import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { build } from 'vite';
import { paths } from '../../server/contract/index.ts';
import { signIn, waitForCompletion } from '../e2e/popup/vendor-page.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { projectRoot } from '../support/runner/run-program.ts';
import { syncConfig } from '../support/sync-config.ts';
import { pack } from './pack.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

const frameworks = ['html', 'react', 'vue', 'svelte', 'angular'] as const;
const mediaTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

describe('the examples, built against the packed package', { timeout: 180_000 }, () => {
  let workshop: string;
  let provider: AuthorizationServer;
  let database: TestDatabase;
  let server: TestServer;
  let site: Server;
  let origin: string;
  let browser: Browser;

  before(async () => {
    const port = await freePort();
    const serverUrl = `http://localhost:${port}`;
    workshop = await furnish();
    process.env['VITE_CONNECTIONS_URL'] = serverUrl;
    provider = await startAuthorizationServer({ redirectUris: [serverUrl + paths.oauthCallback('erp')] });
    site = createServer((request, response) => void answer(request, response));
    origin = `http://vendor.localhost:${await listenOnLoopback(site)}`;
    database = await openTestDatabase();
    const config = syncConfig(provider);
    server = await startConnectionServer({ database, host: 'localhost', port, config, allowedOrigins: [origin] });
    browser = await launchBrowser('chromium');
  });
  after(async () => {
    await browser.close();
    await server.close();
    await provider.stop();
    await database.close();
    site.closeAllConnections();
    site.close();
    rmSync(workshop, { recursive: true, force: true });
  });

  /** A folder with the examples and the package as installed; everything else they find in the project around it. */
  async function furnish(): Promise<string> {
    mkdirSync(join(projectRoot, 'reports'), { recursive: true });
    const folder = mkdtempSync(join(projectRoot, 'reports', 'examples-'));
    const installed = join(folder, 'node_modules', 'connection-config');
    mkdirSync(installed, { recursive: true });
    const packed = await pack();
    await promisify(execFile)('tar', ['-xzf', packed.tarball, '-C', installed, '--strip-components=1']);
    packed.remove();
    cpSync(join(projectRoot, 'demo', 'examples'), folder, { recursive: true });
    return folder;
  }

  /** The vendor's backend: the built pages, and a session for each example's own customer. */
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      const customer = new URL(request.headers.referer ?? origin).pathname.split('/')[1] ?? '';
      return void response.end((await new Vendor(server).openPage({ customer: { id: customer } })).token);
    }
    const [framework = '', ...rest] = new URL(request.url ?? '/', origin).pathname.slice(1).split('/');
    const file = join(workshop, framework, 'dist', normalize(rest.join('/')) || 'index.html');
    const path = file.endsWith('/') || extname(file) === '' ? join(workshop, framework, 'dist', 'index.html') : file;
    response.writeHead(200, {
      'content-type': mediaTypes[extname(path)] ?? 'application/octet-stream',
      'referrer-policy': 'same-origin',
    });
    response.end(readFileSync(path));
  }

  for (const framework of frameworks) {
    it(`${framework}: a customer connects, and the page hears it`, async () => {
      await build({ root: join(workshop, framework), base: './', logLevel: 'error' });
      const context = await browser.createBrowserContext();
      try {
        const page = await context.newPage();
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(String(error)));
        await page.goto(`${origin}/${framework}/`);
        await waitForElement(page, 'connection-config:state(complete)');
        const opened = new Promise<Page | null>((resolve) => page.once('popup', resolve));
        const connect = await waitForElement(page, 'connection-config >>> [part~="connect-button"]');
        assert.equal(await connect.evaluate((button) => getComputedStyle(button).backgroundColor), 'rgb(10, 125, 90)', 'themed');
        await connect.click();
        const window = await opened;
        assert.ok(window);
        await signIn(window);
        await waitForCompletion(window);
        await waitUntil(page, () => document.getElementById('told')?.textContent === 'erp is connected');
        assert.deepEqual(faults, []);
      } finally {
        await context.close();
      }
    });
  }
});
