import type { DonePage } from '../../services/read-done-page.ts';
import { renderPage } from './layout.ts';
import type { PageLanguage } from './words/page-language.ts';

/**
 * The page a sign-in ends on. It tells the tag to ask the server, which is a hint and no result, and can be closed; after a success it
 * closes itself, since only the window can do so once a provider's page has cut it from its opener.
 */
const script = `
const { openerOrigin, flowId, closeAfter, closeByHand } = document.body.dataset;
window.opener?.postMessage({ type: 'connection-config:done', flowId }, openerOrigin);
const button = document.getElementById('close');
const close = () => {
  window.close();
  // Still here: this is a tab the browser will not let a page close.
  setTimeout(() => { button.hidden = true; document.getElementById('text').textContent = closeByHand; }, 200);
};
button.addEventListener('click', close);
if (closeAfter) setTimeout(() => window.close(), Number(closeAfter));
`;

/** What the page needs besides the outcome. */
interface Surroundings {
  readonly nonce: string;
  readonly language: PageLanguage;
}

/** The outcome of one sign-in, in our own words by code. */
export function donePage({ flowId, label, code, openerOrigin }: DonePage, { nonce, language }: Surroundings): string {
  const succeeded = code === undefined;
  const { t } = language;
  // Isolated, so that a name keeps its order inside a sentence that is read the other way.
  const name = language.dir === 'rtl' ? `\u2068${label}\u2069` : label;
  return renderPage({
    nonce,
    language,
    title: t(succeeded ? 'done.title' : 'failed.title'),
    tone: succeeded ? 'success' : 'failure',
    heading: t(succeeded ? 'done.heading' : 'failed.heading'),
    text: succeeded ? t('done.text', { label: name }) : t(`error.${code}`),
    closeLabel: t('close'),
    data: {
      'opener-origin': openerOrigin,
      'flow-id': flowId,
      'close-after': succeeded ? '4000' : '',
      'close-by-hand': t('closeByHand'),
    },
    script,
  });
}
