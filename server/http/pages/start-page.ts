import { paths } from '../../contract/index.ts';
import { renderPage } from './layout.ts';

/**
 * The first page in the sign-in window. It holds no secret and knows no flow: it asks the page that opened it, at exactly the origin the
 * server has checked, and hands the answer to the server together with the origin the answer really came from. In redirect mode flow and
 * secret come in the fragment, which no server or log sees.
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
const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has('flow')) {
  history.replaceState(null, '', location.pathname);
  bind(fragment.get('flow'), fragment.get('secret') ?? '', '');
} else if (window.opener && openerOrigin) {
  let begun = false;
  addEventListener('message', (event) => {
    const message = event.data;
    if (begun || event.source !== window.opener || event.origin !== openerOrigin || message?.type !== 'connection-config:begin') return;
    begun = true;
    bind(String(message.flowId), String(message.startSecret), event.origin);
  });
  window.opener.postMessage({ type: 'connection-config:ready' }, openerOrigin);
} else {
  say('Go back to the app', 'This window was not opened by the app, so nothing can be connected here. Return to the app and press CONNECT there.');
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
