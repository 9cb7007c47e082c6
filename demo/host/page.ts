import { html } from 'hono/html';
import { demoAccounts } from '../demo-accounts.ts';
import type { DemoSettings } from '../settings.ts';

/** What the address of the page may choose for the tag, for example `/?theme=dark&locale=de&config-var=slack`. */
export interface PageView {
  readonly theme: 'auto' | 'light' | 'dark';
  readonly locale?: string;
  readonly configVar?: string;
}

export interface PageOptions {
  readonly view: PageView;
  readonly nonce: string;
  readonly integration: { readonly key: string; readonly name: string; readonly description: string };
  readonly urls: DemoSettings['urls'];
}

/** Settings → Integrations of Ledgerline CRM. Everything but the tag, its two attributes and `getSession` is the vendor's own. */
export function page({ view, nonce, integration, urls }: PageOptions) {
  const { customer } = demoAccounts;
  return html`<!doctype html>
    <html lang="en" data-theme="${view.theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${integration.name} · Ledgerline CRM</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/page.css" nonce="${nonce}" />
        <script type="module" src="${urls.server}/connection-config.js" nonce="${nonce}"></script>
        <script type="module" src="/assets/page.js" nonce="${nonce}"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="sidebar">
          <div>
            <p class="product"><img src="/assets/icon.svg" alt="" width="28" height="28" />Ledgerline</p>
            <nav aria-label="Product">
              <ul>
                ${['Dashboard', 'Deals', 'Contacts', 'Reports'].map((name) => html`<li><span class="nav-item">${name}</span></li>`)}
                <li><a class="nav-item" href="/" aria-current="page">Integrations</a></li>
              </ul>
            </nav>
            <p class="account">
              <span class="avatar" aria-hidden="true">BG</span><span>${customer.name}<small>Workspace admin</small></span>
            </p>
          </div>
        </header>
        <main id="content" tabindex="-1">
          <div class="heading">
            <div>
              <p class="crumb">Settings / Integrations</p>
              <h1>${integration.name}</h1>
              <p class="lead">${integration.description}</p>
            </div>
            <div class="views">
              <a class="quiet" href="/themes">Themes</a>
              <button type="button" class="quiet" id="toggle-theme">Light / dark</button>
            </div>
          </div>
          <div class="columns">
            <section class="connections" aria-label="Connections">${tag(view, integration.key, urls.server)}</section>
            <div class="aside">${runCard()} ${aboutCard(urls)}</div>
          </div>
        </main>
      </body>
    </html>`;
}

function tag({ theme, locale, configVar }: PageView, integration: string, baseUrl: string) {
  return html`<connection-config
    base-url="${baseUrl}"
    integration="${integration}"
    theme="${theme}"
    ${locale === undefined ? '' : html`locale="${locale}"`}
    ${configVar === undefined ? '' : html`config-var="${configVar}"`}
  ></connection-config>`;
}

function runCard() {
  return html`<section class="card" aria-labelledby="run-heading">
    <h2 id="run-heading">Run it</h2>
    <p>Runs every step now, each with its own connection. A connection turns green once it has worked.</p>
    <button type="button" class="primary" id="run-integration">Run integration</button>
    <p id="run-summary" role="status"></p>
    <ol id="run-results" aria-label="Results of the last run" hidden></ol>
  </section>`;
}

function aboutCard(urls: DemoSettings['urls']) {
  const { aws, tableau, northwind, warehouse, acme } = demoAccounts;
  return html`<section class="card about" aria-labelledby="about-heading">
    <h2 id="about-heading">About this demo</h2>
    <p>
      Ledgerline CRM is made up. The third parties run on your machine, so nothing you type leaves it. The list of connections is
      one
      <code>&lt;connection-config&gt;</code> tag.
    </p>
    <h3>What to try</h3>
    <ol class="try">
      <li>Press <strong>Connect</strong> beside Acme ERP and sign in. It turns yellow: set up, not used yet.</li>
      <li>Press <strong>Run integration</strong>. It turns green.</li>
      <li>
        Take the access away at Acme ERP itself, then run again: it turns red and says why.
        <button type="button" class="quiet" id="revoke-acme">Revoke at Acme ERP</button>
        <span id="revoke-result" role="status"></span>
      </li>
      <li>Press <strong>Disconnect</strong>, then connect again.</li>
    </ol>
    <h3>Demo credentials</h3>
    ${credentials('Acme ERP', 'sign-in page', [
      ['Email', acme.login],
      ['Password', acme.password],
    ])}
    ${credentials('Acme Warehouse', 'form', [
      ['Client ID', warehouse.clientId],
      ['Client secret', warehouse.clientSecret],
    ])}
    ${credentials('Amazon S3', 'form', [
      ['Access key ID', aws.accessKeyId],
      ['Secret access key', aws.secretAccessKey],
    ])}
    ${credentials('Tableau', 'form', [
      ['Server', urls.tableau],
      ['Site ID', tableau.siteId],
      ['Token name', tableau.tokenName],
      ['Token', tableau.token],
    ])}
    ${credentials('Northwind Desk', 'form, then sign-in page', [
      ['Subdomain', northwind.subdomains.join(' or ')],
      ['Email', northwind.login],
      ['Password', northwind.password],
    ])}
    <p class="fine">Slack, GitHub and Google show a list of people instead: pick one.</p>
  </section>`;
}

function credentials(name: string, where: string, rows: readonly (readonly [string, string])[]) {
  return html`<details>
    <summary>${name} <small>${where}</small></summary>
    <dl>
      ${rows.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd><code>${value}</code></dd>
          </div>`,
      )}
    </dl>
  </details>`;
}
