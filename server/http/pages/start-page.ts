import { paths } from '../../contract/index.ts';
import { renderPage } from './layout.ts';
import { en, type PageWord } from './words/en.ts';
import type { PageLanguage } from './words/page-language.ts';

/**
 * The first page in the sign-in window. It holds no secret and knows no flow: it asks the page that opened it, at exactly the origin the
 * server has checked, and hands the answer to the server together with the origin the answer really came from. In redirect mode flow and
 * secret come in the fragment, which no server or log sees.
 *
 * It goes no further where the sign-in could not end: in a window that has inherited the sandbox of a frame, where a provider's forms and
 * storage may not work; and where an opener policy keeps it from the page that opened it. That page notices the silence and offers another way.
 */
const script = `
const { openerOrigin, bindPath } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const say = (heading, text) => {
  document.querySelector('main').className = 'failure';
  document.getElementById('heading').textContent = words[heading];
  document.getElementById('text').textContent = words[text];
};
const bind = async (flowId, startSecret, origin) => {
  try {
    const answer = await fetch(bindPath, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ flowId, startSecret, origin }) });
    const body = await answer.json();
    if (!answer.ok) return say('start.failed', 'error.' + body.code);
    location.replace(body.authorizationUrl);
  } catch {
    say('start.failed', 'start.offline');
  }
};
// Every sandbox forbids this and nothing else does. It changes nothing. HTML, 7.1.2 "relaxing the same-origin restriction".
const isSandboxed = () => {
  try {
    document.domain = document.domain;
    return false;
  } catch {
    return true;
  }
};
const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has('flow')) {
  history.replaceState(null, '', location.pathname);
  bind(fragment.get('flow'), fragment.get('secret') ?? '', '');
} else if (isSandboxed()) {
  say('start.elsewhere', 'start.framed');
} else if (window.opener && openerOrigin) {
  let begun = false;
  addEventListener('message', (event) => {
    const message = event.data;
    if (begun || event.source !== window.opener || event.origin !== openerOrigin || message?.type !== 'connection-config:begin') return;
    begun = true;
    bind(String(message.flowId), String(message.startSecret), event.origin);
  });
  window.opener.postMessage({ type: 'connection-config:ready' }, openerOrigin);
  // It was closed or loaded again meanwhile. Should the answer come yet, it goes on.
  setTimeout(() => begun || say('start.goBack', 'start.silent'), 15000);
} else {
  say('start.goBack', 'start.unlinked');
}
`;

/** What the script may have to say. */
const scriptWords = (Object.keys(en) as PageWord[]).filter((key) => key.startsWith('start.') || key.startsWith('error.'));

/** @param page.openerOrigin the checked origin of the page that opened the window; empty in redirect mode. */
export function startPage(page: { nonce: string; language: PageLanguage; openerOrigin: string }): string {
  const { t } = page.language;
  return renderPage({
    nonce: page.nonce,
    language: page.language,
    title: t('start.title'),
    tone: 'neutral',
    heading: t('start.heading'),
    text: t('start.text'),
    data: {
      'opener-origin': page.openerOrigin,
      'bind-path': paths.oauthBind,
      words: JSON.stringify(Object.fromEntries(scriptWords.map((key) => [key, t(key)]))),
    },
    script,
  });
}
