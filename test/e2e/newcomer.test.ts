import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { demoAccounts } from '../../demo/demo-accounts.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { ConnectionsPage, pickPerson, signInAtCompany } from './connections-page.ts';
import { runDemo, type DemoRun } from './demo-run.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

const signIns = ['slack', 'github', 'google', 'acme-erp', 'northwind-desk'];
const everything = [...signIns, 'acme-warehouse', 'amazon-s3', 'tableau'];

describe('a newcomer with the demo', { timeout: 300_000 }, () => {
  let demo: DemoRun;
  let browser: Browser;
  let page: ConnectionsPage;

  before(async () => {
    [demo, browser] = await Promise.all([runDemo(), launchBrowser('chromium')]);
    page = await ConnectionsPage.open(browser, demo.address);
  });
  after(async () => {
    await browser.close();
    await demo.stop();
  });

  it('sees every connection grey', async () => {
    for (const key of everything) assert.equal(await page.status(key), 'not_configured', key);
  });

  it('is told which field is missing when a form is saved empty, and nothing is stored', async () => {
    await page.click('tableau', 'save-button');
    await page.find('tableau', '[part~="error"]');
    assert.equal(await page.status('tableau'), 'not_configured');
  });

  it('presses CONNECT, signs in, and sees yellow by itself within a second of the callback', async () => {
    const window = await page.connect('acme-erp', signInAtCompany);
    await page.waitForStatus('acme-erp', 'configured', 2_000);
    assert.equal(window.url().includes('code='), false);
    await page.connect('slack', pickPerson('workspace-admin'));
    await page.waitForStatus('slack', 'configured');
    await page.connect('github', pickPerson('brightwater-dev'));
    await page.waitForStatus('github', 'configured');
    await page.connect('google', pickPerson('sales@brightwater.example'));
    await page.waitForStatus('google', 'configured');
  });

  it('types a subdomain and signs in at that company’s own address', async () => {
    await page.type('northwind-desk', 'subdomain', 'harbor');
    await page.click('northwind-desk', 'save-button');
    await page.waitForText('northwind-desk', /Saved/);
    await page.connect('northwind-desk', async (window) => {
      await waitForElement(window, '#sign-in');
      assert.equal(new URL(window.url()).hostname, 'harbor.localhost');
      await signInAtCompany(window);
    });
    await page.waitForStatus('northwind-desk', 'configured');
  });

  it('types keys, saves them, and sees them as saved and never again', async () => {
    const { aws, tableau, warehouse } = demoAccounts;
    await page.type('amazon-s3', 'accessKeyId', aws.accessKeyId);
    await page.type('amazon-s3', 'secretAccessKey', aws.secretAccessKey);
    await page.click('amazon-s3', 'save-button');
    await page.waitForStatus('amazon-s3', 'configured');
    await page.type('tableau', 'host', demo.urls.tableau);
    await page.type('tableau', 'siteId', tableau.siteId);
    await page.type('tableau', 'tokenName', tableau.tokenName);
    await page.type('tableau', 'token', tableau.token);
    await page.click('tableau', 'save-button');
    await page.waitForStatus('tableau', 'configured');
    await page.type('acme-warehouse', 'clientId', warehouse.clientId);
    await page.type('acme-warehouse', 'clientSecret', warehouse.clientSecret);
    await page.click('acme-warehouse', 'save-button');
    await page.waitForText('acme-warehouse', /Saved/);
    await page.click('acme-warehouse', 'connect-button');
    await page.waitForStatus('acme-warehouse', 'configured');

    await page.goto(demo.address);
    const inside = await page.page.$eval('connection-config', (tag) => tag.shadowRoot?.innerHTML ?? '');
    for (const secret of [aws.secretAccessKey, tableau.token, warehouse.clientSecret])
      assert.equal(inside.includes(secret), false);
    const shown = await page.find('amazon-s3', '[name="accessKeyId"]');
    assert.equal(
      await shown.evaluate((input) => (input as HTMLInputElement).value),
      aws.accessKeyId,
      'what is no secret is shown again',
    );
  });

  it('presses "run integration" and sees every connection turn green', async () => {
    const outcomes = await page.run();
    assert.equal(Object.keys(outcomes).length, 9);
    for (const [step, outcome] of Object.entries(outcomes)) assert.equal(outcome, 'succeeded', step);
    for (const key of everything) await page.waitForStatus(key, 'active');
  });

  it('finds everything again after a restart, tokens included', async () => {
    await demo.restart();
    await page.goto(demo.address);
    for (const key of everything) assert.equal(await page.status(key), 'active', key);
    const outcomes = await page.run();
    assert.equal(outcomes['sync-invoices'], 'succeeded');
    assert.equal(outcomes['export-backup'], 'succeeded');
  });

  it('sees a connection turn red when the third party has taken the access away, with the reason in the tag and in the log', async () => {
    await page.page.click('#revoke-acme');
    await waitUntil(page.page, () => document.querySelector('#revoke-result')?.textContent !== '');
    assert.equal((await page.run())['sync-invoices'], 'failed');
    await page.waitForStatus('acme-erp', 'error');
    await page.waitForText('acme-erp', /no longer accepts/);
    await page.click('acme-erp', 'logs-button');
    const log = await page.find('acme-erp', '[part~="logs"]');
    await page.waitForText('acme-erp', /no longer accepts[\s\S]*no longer accepts/);
    assert.match(await log.evaluate((panel) => panel.innerText), /Connected/);
  });

  it('repairs it by connecting again', async () => {
    await page.connect('acme-erp', signInAtCompany);
    await page.waitForStatus('acme-erp', 'configured');
    assert.equal((await page.run())['sync-invoices'], 'succeeded');
    await page.waitForStatus('acme-erp', 'active');
  });

  it('cannot let somebody else finish a sign-in: the address of the window is worth nothing in another browser', async () => {
    await page.click('google', 'disconnect-button');
    await page.waitForStatus('google', 'not_configured');
    const window = await page.pressConnect('google');
    await waitForElement(window, 'form.user-form');
    const somebodyElse = await browser.createBrowserContext();
    const theirs = await somebodyElse.newPage();
    await theirs.goto(window.url());
    await waitForElement(theirs, 'form.user-form');
    await theirs.evaluate(() => document.querySelector<HTMLButtonElement>('form.user-form button')?.click());
    await waitUntil(theirs, () => document.body.innerText.includes('This sign-in was not started in this browser'));
    assert.equal(await page.status('google'), 'not_configured');
    await somebodyElse.close();
    await pickPerson('sales@brightwater.example')(window);
    await page.waitForStatus('google', 'configured');
  });

  it('presses DISCONNECT and reads what happened at the provider', async () => {
    await page.click('acme-erp', 'disconnect-button');
    await page.waitForStatus('acme-erp', 'not_configured');
    await page.waitForText('acme-erp', /[Rr]evoked/);
    assert.equal((await page.run())['sync-invoices'], 'skipped');
  });
});
