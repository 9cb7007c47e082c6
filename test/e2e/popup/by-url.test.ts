import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { startAuthorizationServer } from '../../support/authorization-server.ts';
import { buildTag, type BuiltTag } from '../../support/build-tag.ts';
import { byUrlConfig } from '../../support/by-url-config.ts';
import { Vendor } from '../../support/callers.ts';
import { startConnectionServer, type TestServer } from '../../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { freePort } from '../../support/free-port.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { startMcpServer } from '../../support/mcp-server.ts';
import { startVendorSite, type VendorSite } from '../../support/vendor-site.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';
import { waitUntil } from '../../support/wait-in-page.ts';

describe('a server that a customer pastes the address of', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let tag: BuiltTag;
  let server: TestServer;
  let site: VendorSite;
  let browser: Browser;

  before(async () => {
    const port = await freePort();
    [database, tag, browser] = await Promise.all([
      openTestDatabase(),
      buildTag(),
      launchBrowser('chromium', { asShipped: true }),
    ]);
    site = await startVendorSite({
      serverUrl: `http://localhost:${port}`,
      openSession: async (customer) => (await new Vendor(server).openPage({ customer: { id: customer } })).token,
    });
    server = await startConnectionServer({
      database,
      host: 'localhost',
      port,
      config: byUrlConfig(),
      allowedOrigins: [site.origin],
      tagDirectory: tag.directory,
    });
  });
  after(async () => {
    await browser.close();
    await site.stop();
    await server.close();
    await database.close();
    tag.remove();
  });

  /** The vendor's page of a customer of its own, with the address typed into the form. */
  async function pasted(configVar: string, address: string, locale = 'en'): Promise<VendorPageView> {
    const context = await browser.createBrowserContext();
    const view = await VendorPageView.open(context, site.address({ customer: new URL(address).host, configVar, locale }));
    await (await view.find('input')).type(address);
    return view;
  }

  it('an MCP server: from the address to connected', async () => {
    const mcp = await startMcpServer();
    const view = await pasted('mcp', mcp.url);
    await waitForCompletion(await view.pressConnect());
    await view.connected();
    assert.equal(await view.status(), 'configured');
    await mcp.stop();
  });

  it('an identity server of one’s own: signed in to in a window that speaks the tag’s language', async () => {
    const company = await startAuthorizationServer({ redirectUris: [], registersClients: true });
    const view = await pasted('company', company.issuer, 'de');
    const window = await view.pressConnect();
    await signIn(window);
    await waitUntil(window, () => document.body.innerText.includes('Autorisierung erfolgreich abgeschlossen'));
    await view.connected();
    await company.stop();
  });

  it('an address without a server: what happened and what to check', async () => {
    const view = await pasted('mcp', `http://127.0.0.1:${await freePort()}/mcp`);
    await view.click('connect-button');
    await view.says(/What to check/);
    assert.equal(await view.status(), 'not_configured');
  });
});
