import { errorCodes, type ErrorCode } from '../../../contract/index.ts';

/**
 * The sentences of the sign-in window's pages; those about an error are the contract's own. Another language is one file with any of these
 * keys; a key it lacks is shown in English. `{label}` is the connection's name.
 */
export const en = {
  'start.title': 'Connecting\u2026',
  'start.heading': 'Taking you to the sign-in\u2026',
  'start.text': 'This takes a moment.',
  'start.failed': 'Sign-in could not start',
  'start.offline': 'The connection server cannot be reached. Close this window and try again.',
  'start.elsewhere': 'No sign-in from here',
  'start.framed':
    'The page that opened this window is shown inside another page, which restricts what windows may do. Close this window, and open the app in a tab of its own.',
  'start.goBack': 'Go back to the app',
  'start.silent': 'The page that opened this window does not answer. Close this window and press CONNECT again.',
  'start.unlinked':
    'This window has no link to the app, so nothing can be connected here. Close this window and go on in the app.',
  'done.title': 'Authorization completed',
  'done.heading': 'Authorization completed successfully',
  'done.text': '{label} is connected. You can close this window and return to the app.',
  'failed.title': 'Authorization not completed',
  'failed.heading': 'Authorization was not completed',
  'refused.title': 'Sign-in',
  'refused.heading': 'This sign-in cannot go on',
  'link.title': 'Connect your apps',
  'link.titleFor': 'Connect your apps with {vendor}',
  'link.text': 'You were sent this link to set up a connection. It then works in this browser only.',
  'link.continue': 'Continue',
  'link.done': 'Connected. You can close this page now.',
  'link.back': 'Back to the app',
  'link.backTo': 'Back to {vendor}',
  'link.over': 'This link does not work any more',
  'link.unknown': 'The link is not complete, or nobody knows it here. Open it from the mail again, or ask for a new one.',
  'link.offline': 'The connection server cannot be reached. Try again in a moment.',
  close: 'Close window',
  closeByHand: 'You can close this window now.',
  ...errorWords(),
};

function errorWords(): Record<`error.${ErrorCode}`, string> {
  const words = Object.entries(errorCodes).map(([code, { message }]) => [`error.${code}`, message]);
  return Object.fromEntries(words) as Record<`error.${ErrorCode}`, string>;
}

/** A key of the pages' sentences. */
export type PageWord = keyof typeof en;

/** A language of the pages: any of the keys of {@link en}. */
export type PageWords = Readonly<Partial<Record<PageWord, string>>>;
