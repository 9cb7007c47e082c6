import { html, raw } from 'hono/html';
import type { PageLanguage } from './words/page-language.ts';

/** A page of the sign-in window: what it says, and its own script if it has one. */
export interface Page {
  readonly nonce: string;
  /** The language of the texts. */
  readonly language: PageLanguage;
  readonly title: string;
  readonly tone: 'neutral' | 'success' | 'failure';
  readonly heading: string;
  readonly text: string;
  /** Label of a button that closes the window; absent: none. */
  readonly closeLabel?: string;
  /** `data-*` attributes of the body, by which a script gets its facts: data, never code. */
  readonly data?: Readonly<Record<string, string>>;
  /** The page's script, one of our own constants. */
  readonly script?: string;
}

/** What all pages share: colours of day and night, the card, buttons. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #60646c; --page: #f7f8fa; --card: #fff; --line: #e3e5ea; --control: #868e9b; --accent: #3451d1; --good: #18794e; --bad: #b4232a }
@media (prefers-color-scheme: dark) { :root { --text: #edeef0; --soft: #a9adb6; --page: #111214; --card: #1a1c1f; --line: #2c2f34; --control: #717986; --accent: #9db1ff; --good: #5fd39a; --bad: #ff9592 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 26rem; padding: 2rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); text-align: center }
svg { width: 44px; height: 44px; color: var(--soft) }
.success svg { color: var(--good) } .failure svg { color: var(--bad) }
.neutral circle:not(.arc) { stroke-opacity: .25 } .neutral .mark, .failure .arc { display: none }
h1 { margin: .75rem 0 .5rem; font-size: 1.2rem; line-height: 1.3; text-wrap: balance } p { margin: 0; color: var(--soft); text-wrap: pretty }
button { margin-top: 1.5rem; min-height: 44px; padding: .5rem 1.25rem; border: 1px solid var(--control); border-radius: 8px; background: transparent; color: inherit; font: inherit; font-weight: 500; cursor: pointer }
button:hover { border-color: var(--text) } button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
[hidden] { display: none }
@media (max-width: 26rem) { body { padding: 1rem } main { padding: 1.75rem 1.25rem } button { width: 100% } }
@media (prefers-reduced-motion: no-preference) { .neutral svg circle.arc { animation: turn 1s linear infinite; transform-origin: center } @keyframes turn { to { transform: rotate(1turn) } } }
`;

const icons: Record<Page['tone'], string> = {
  neutral:
    '<circle cx="12" cy="12" r="9"/><circle class="arc" cx="12" cy="12" r="9" stroke-dasharray="14 43" stroke-linecap="round"/><path class="mark" d="M12 7.5v5.5M12 16.2v.1" stroke-linecap="round"/>',
  success: '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.5" stroke-linecap="round" stroke-linejoin="round"/>',
  failure: '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.2v.1" stroke-linecap="round"/>',
};

/** Renders a page. Every text is escaped; style and script carry the nonce of the page's own policy. */
export function renderPage(page: Page): string {
  const data = Object.entries(page.data ?? {}).map(([name, value]) => html` data-${raw(name)}="${value}"`);
  const document = html`<!doctype html>
    <html lang="${page.language.lang}" dir="${page.language.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title}</title>
        <style nonce="${page.nonce}">
          ${raw(pageStyle)}
        </style>
      </head>
      <body${data}>
        <main class="${page.tone}">
          <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">${raw(icons[page.tone])}</svg>
          <div role="${page.tone === 'failure' ? 'alert' : 'status'}">
            <h1 id="heading">${page.heading}</h1>
            <p id="text">${page.text}</p>
          </div>
          ${page.closeLabel === undefined ? '' : html`<button type="button" id="close">${page.closeLabel}</button>`}
        </main>
        ${
          page.script === undefined
            ? ''
            : html`<script nonce="${page.nonce}" type="module">
                ${raw(page.script)};
              </script>`
        }
      </body>
    </html>`;
  return String(document);
}
