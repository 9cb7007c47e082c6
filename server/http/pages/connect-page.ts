import { html, raw } from 'hono/html';
import { paths } from '../../contract/index.ts';
import { pageStyle } from './layout.ts';
import type { PageWord } from './words/en.ts';
import type { PageLanguage } from './words/page-language.ts';

/**
 * Takes the link's secret out of the address before anything else, and opens the link only when the person presses the button: scanners
 * of mail load pages and run their scripts, too. What this tab has opened it opens again by itself, so that the page can be loaded again and
 * a sign-in can come back to it; the secret alone is of no use in another browser.
 */
const script = `
const { openPath } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const [heading, text, button, place, back] = ['heading', 'text', 'continue', 'tag', 'back'].map((id) => document.getElementById(id));
const store = 'connection-config:link';
const linked = /^#link=(ccl_[\\w-]+)$/.exec(location.hash)?.[1];
if (linked) history.replaceState(null, '', location.pathname);
const secret = linked ?? sessionStorage.getItem(store);
const say = (headingWord, textWord) => {
  heading.textContent = words[headingWord];
  text.textContent = words[textWord];
  button.hidden = true;
};
const open = async () => {
  const answer = await fetch(openPath, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ secret }) });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.code), { code: body.code });
  return body;
};
const show = (link) => {
  sessionStorage.setItem(store, secret);
  const tag = document.createElement('connection-config');
  let token = link.token;
  Object.assign(tag, {
    integration: link.integration,
    configVar: link.configVar,
    locale: document.documentElement.lang,
    // The first session is here already; the next ones are asked for.
    getSession: async () => {
      const first = token;
      token = '';
      return first || (await open()).token;
    },
  });
  tag.addEventListener('connection-connected', () => {
    text.textContent = words['link.done'];
    if (!link.returnUrl) return;
    back.href = link.returnUrl;
    back.hidden = false;
  });
  button.hidden = true;
  document.body.classList.add('open');
  place.append(tag);
};
const begin = async () => {
  button.disabled = true;
  try {
    show(await open());
  } catch ({ code }) {
    button.disabled = false;
    if (['link_expired', 'link_used', 'not_found'].includes(code)) return say('link.over', code === 'not_found' ? 'link.unknown' : 'error.' + code);
    text.textContent = words['link.offline'];
  }
};
button.addEventListener('click', begin);
if (!secret) say('link.over', 'link.unknown');
else if (!linked) begin();
`;

const scriptWords: readonly PageWord[] = [
  'link.done',
  'link.over',
  'link.unknown',
  'link.offline',
  'error.link_expired',
  'error.link_used',
];

const style = `
main > h1 { margin-top: 0; font-size: 1.35rem }
#tag { text-align: start } .open main { max-width: 44rem; border: 0; background: none; padding: 0 } .open #tag { margin-block: 1.5rem }
.open { place-items: start center; padding-block: clamp(1.5rem, 8vh, 5rem) }
#continue { border-color: transparent; background: var(--accent); color: var(--card) } a { color: var(--accent) }
`;

/** The hosted page. @param page.vendorName whom the reader knows; absent: the page speaks of the app. */
export function connectPage({
  nonce,
  language,
  vendorName,
}: {
  nonce: string;
  language: PageLanguage;
  vendorName: string | undefined;
}): string {
  const words = Object.fromEntries(scriptWords.map((word) => [word, language.t(word)]));
  const title = vendorName === undefined ? language.t('link.title') : language.t('link.titleFor', { vendor: vendorName });
  return String(
    html`<!doctype html>
      <html lang="${language.lang}" dir="${language.dir}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style nonce="${nonce}">
            ${raw(pageStyle + style)}
          </style>
          <script nonce="${nonce}" type="module" src="${paths.tag}"></script>
        </head>
        <body data-open-path="${paths.connectOpen}" data-words="${JSON.stringify(words)}">
          <main>
            <h1 id="heading">${title}</h1>
            <p id="text" role="status">${language.t('link.text')}</p>
            <button type="button" id="continue">${language.t('link.continue')}</button>
            <div id="tag"></div>
            <a id="back" hidden
              >${vendorName === undefined ? language.t('link.back') : language.t('link.backTo', { vendor: vendorName })}</a
            >
          </main>
          <script nonce="${nonce}" type="module">
            ${raw(script)};
          </script>
        </body>
      </html>`,
  );
}
