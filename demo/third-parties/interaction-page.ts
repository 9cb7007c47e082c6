import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { html, raw } from 'hono/html';

/** How a third party presents itself on its sign-in pages. */
export interface Brand {
  readonly name: string;
  /** One or two letters for its tile. */
  readonly initials: string;
  /** A colour on which white text is readable (contrast of at least 4.5). */
  readonly color: string;
}

/** What the sign-in page needs. `account` is a hint for the newcomer: there is no secret on this machine worth hiding from them. */
export interface LoginPage {
  readonly brand: Brand;
  readonly action: string;
  readonly appName: string;
  readonly account: { readonly login: string; readonly password: string };
  readonly error?: string;
}

export interface ConsentPage {
  readonly brand: Brand;
  readonly action: string;
  readonly appName: string;
  readonly accountName: string;
  /** What the app asks for, in sentences a person understands. */
  readonly permissions: readonly string[];
}

/** The page on which a person signs in. */
export function loginPage({ brand, action, appName, account, error }: LoginPage): Promise<string> {
  return page(
    brand,
    `Sign in to ${brand.name}`,
    html`<p class="lead">to continue to <strong>${appName}</strong></p>
      ${error === undefined ? '' : html`<p class="error" role="alert">${error}</p>`}
      <form method="post" action="${action}">
        <label for="login">Email</label>
        <input id="login" name="login" type="text" autocomplete="username" required value="${account.login}" />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value="${account.password}"
        />
        <button class="primary" type="submit" id="sign-in">Sign in</button>
      </form>
      <p class="note">
        Offline demo: this account exists on your machine only. Its password is <code>${account.password}</code>.
      </p>`,
  );
}

/** The page on which a person allows or declines what an app asks for. */
export function consentPage({ brand, action, appName, accountName, permissions }: ConsentPage): Promise<string> {
  return page(
    brand,
    `${appName} asks for access`,
    html`<p class="lead">Signed in as <strong>${accountName}</strong></p>
      <p>${appName} will be able to:</p>
      <ul>
        ${permissions.map((permission) => html`<li>${permission}</li>`)}
      </ul>
      <form method="post" action="${action}" class="choices">
        <button type="submit" name="decision" value="deny" id="deny">Cancel</button>
        <button class="primary" type="submit" name="decision" value="allow" id="allow">Allow</button>
      </form>`,
  );
}

/** A page with a message and nothing to do on it. */
export function messagePage(brand: Brand, title: string, message: string): Promise<string> {
  return page(brand, title, html`<p>${message}</p>`);
}

/** Sends a page with the headers a sign-in page should have. */
export function sendPage(response: ServerResponse, status: number, body: string): void {
  const nonce = /<style nonce="([^"]+)"/.exec(body)?.[1] ?? '';
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
    })
    .end(body);
}

async function page(brand: Brand, title: string, content: unknown): Promise<string> {
  const nonce = randomBytes(16).toString('base64url');
  return String(
    await html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style nonce="${nonce}">
            ${raw(styles(brand.color))}
          </style>
        </head>
        <body>
          <main>
            <p class="brand"><span class="tile" aria-hidden="true">${brand.initials}</span>${brand.name}</p>
            <h1>${title}</h1>
            ${content}
          </main>
        </body>
      </html>`,
  );
}

const styles = (brandColor: string) => `
  :root { color-scheme: light dark; --brand: ${brandColor}; --page: #f2f4f7; --card: #fff; --text: #1a2230; --quiet: #56617a; --line: #cfd6e1; --error: #b3261e }
  @media (prefers-color-scheme: dark) {
    :root { --page: #11151c; --card: #1a202b; --text: #e9edf5; --quiet: #a3aec2; --line: #3a4457; --error: #ff9b93 }
  }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 24px; background: var(--page); color: var(--text);
    font: 15px/1.5 system-ui, sans-serif; border-top: 4px solid var(--brand) }
  main { width: min(400px, 100%); background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 28px }
  .brand { display: flex; align-items: center; gap: 10px; margin: 0 0 20px; font-weight: 600 }
  .tile { width: 32px; height: 32px; border-radius: 8px; background: var(--brand); color: #fff; display: grid; place-items: center; font-size: 13px }
  h1 { font-size: 21px; line-height: 1.25; margin: 0 0 4px }
  .lead, .note { color: var(--quiet); margin: 0 0 18px }
  .lead strong { color: var(--text) }
  .note { font-size: 13px; margin: 18px 0 0 }
  .error { color: var(--error); margin: 0 0 14px }
  label { display: block; font-weight: 600; font-size: 13px; margin: 0 0 4px }
  input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid #7d879a; border-radius: 8px; padding: 9px 12px; margin: 0 0 14px }
  button { font: inherit; font-weight: 600; border-radius: 8px; border: 1px solid #7d879a; background: transparent; color: inherit; padding: 10px 16px; width: 100%; cursor: pointer }
  .primary { background: var(--brand); border-color: var(--brand); color: #fff }
  .choices { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; margin-top: 18px }
  ul { margin: 0; padding: 0 0 0 20px }
  :focus-visible { outline: 2px solid var(--brand); outline-offset: 2px }
  code { font-size: 12.5px }
`;
