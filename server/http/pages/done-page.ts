import { errorCodes } from '../../contract/index.ts';
import type { DonePage } from '../../services/read-done-page.ts';
import { renderPage } from './layout.ts';

/**
 * The page a sign-in ends on. It tells the tag to ask the server, which is a hint and no result, and can be closed; after a success it
 * closes itself, since only the window can do so once a provider's page has cut it from its opener.
 */
const script = `
const { openerOrigin, flowId, closeAfter } = document.body.dataset;
window.opener?.postMessage({ type: 'connection-config:done', flowId }, openerOrigin);
const button = document.getElementById('close');
const close = () => {
  window.close();
  // Still here: this is a tab the browser will not let a page close.
  setTimeout(() => { button.hidden = true; document.getElementById('text').textContent = 'You can close this window now.'; }, 200);
};
button.addEventListener('click', close);
if (closeAfter) setTimeout(() => window.close(), Number(closeAfter));
`;

/** The outcome of one sign-in, in our own words by code. */
export function donePage({ nonce, flowId, label, code, openerOrigin }: DonePage & { nonce: string }): string {
  const succeeded = code === undefined;
  return renderPage({
    nonce,
    title: succeeded ? 'Authorization completed' : 'Authorization not completed',
    tone: succeeded ? 'success' : 'failure',
    heading: succeeded ? 'Authorization completed successfully' : 'Authorization was not completed',
    text: succeeded ? `${label} is connected. You can close this window and return to the app.` : errorCodes[code].message,
    closeLabel: 'Close window',
    data: { 'opener-origin': openerOrigin, 'flow-id': flowId, 'close-after': succeeded ? '4000' : '' },
    script,
  });
}
