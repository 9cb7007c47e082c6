import { paths } from '../../contract/index.ts';
import { renderPage } from './layout.ts';

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
const say = (heading, text) => {
  document.querySelector('main').className = 'failure';
  document.getElementById('heading').textContent = heading;
  document.getElementById('text').textContent = text;
};
const bind = async (flowId, startSecret, origin) => {
  try {
    const answer = await fetch(bindPath, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ flowId, startSecret, origin }) });
    const body = await answer.json();
    if (!answer.ok) return say('Sign-in could not start', body.detail);
    location.replace(body.authorizationUrl);
  } catch {
    say('Sign-in could not start', 'The connection server cannot be reached. Close this window and try again.');
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
  say('No sign-in from here', 'The page that opened this window is shown inside another page, which restricts what windows may do. Close this window, and open the app in a tab of its own.');
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
  setTimeout(() => begun || say('Go back to the app', 'The page that opened this window does not answer. Close this window and press CONNECT again.'), 15000);
} else {
  say('Go back to the app', 'This window has no link to the app, so nothing can be connected here. Close this window and go on in the app.');
}
`;

/** @param page.openerOrigin the checked origin of the page that opened the window; empty in redirect mode. */
export function startPage(page: { nonce: string; openerOrigin: string }): string {
  return renderPage({
    nonce: page.nonce,
    title: 'Connecting\u2026',
    tone: 'neutral',
    heading: 'Taking you to the sign-in\u2026',
    text: 'This takes a moment.',
    data: { 'opener-origin': page.openerOrigin, 'bind-path': paths.oauthBind },
    script,
  });
}
