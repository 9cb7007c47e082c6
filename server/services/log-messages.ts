import { errorCodes, type ErrorCode, type LogSeverity } from '../contract/index.ts';

/** What can happen to a connection besides an error of the contract's list: the sentence a customer reads, and its severity. */
const happenings = {
  saved: { severity: 'info', message: 'Settings saved.' },
  settings_changed: {
    severity: 'warn',
    message: 'The settings changed, so the earlier sign-in no longer applies. Press CONNECT to sign in again.',
  },
  server_found: { severity: 'info', message: 'The server at this address was found, and this app is known there.' },
  sign_in_started: { severity: 'info', message: 'Sign-in started.' },
  connected: { severity: 'info', message: 'Connected.' },
  reconnected: { severity: 'info', message: 'Connected again.' },
  sign_in_cancelled: { severity: 'info', message: 'Sign-in cancelled.' },
  account_changed: {
    severity: 'warn',
    message: 'Connected to another account than before. If that was not meant, press CONNECT and sign in to the earlier one.',
  },
  address_dropped: {
    severity: 'warn',
    message: 'The third party named an address that is not its own. It was not kept.',
  },
  details_unknown: {
    severity: 'warn',
    message: 'Connected, but the third party did not tell the details of the account. Connect again if something is missing.',
  },
  disconnected: { severity: 'info', message: 'Disconnected. The stored tokens are deleted.' },
  revoked: { severity: 'info', message: 'Access revoked at the third party.' },
  revocation_queued: {
    severity: 'warn',
    message: 'The third party could not confirm the revocation yet. It will be tried again.',
  },
  revocation_unconfirmed: {
    severity: 'warn',
    message: 'The third party never confirmed the revocation. Remove the app\u2019s access there.',
  },
  revocation_unsupported: {
    severity: 'info',
    message: 'The third party has no revocation call. Remove the app\u2019s access there if you wish.',
  },
  revocation_skipped: {
    severity: 'info',
    message: 'The earlier sign-in was replaced; the third party keeps one grant for both, so nothing was revoked.',
  },
  revocation_shared: {
    severity: 'info',
    message: 'Another connection lives on the same account’s access at the third party, so it was not revoked there.',
  },
  refreshed: { severity: 'info', message: 'Token renewed.' },
  refresh_delayed: { severity: 'warn', message: 'The token could not be renewed just now. It will be tried again.' },
  scopes_changed: { severity: 'warn', message: 'The third party changed what it lets the app do.' },
  ends_soon: {
    severity: 'warn',
    message: 'The access at the third party ends soon. Press CONNECT to sign in again before it does.',
  },
  recovered: { severity: 'info', message: 'Renewing works again.' },
  disabled: {
    severity: 'info',
    message: 'The integration was switched off. The connection is kept, and not used until it is switched on again.',
  },
  enabled: { severity: 'info', message: 'The integration was switched on again.' },
  first_use: { severity: 'info', message: 'Used successfully.' },
  test_passed: { severity: 'info', message: 'The test call succeeded.' },
} as const satisfies Record<string, { severity: LogSeverity; message: string }>;

/** What somebody did, or what mends itself, is worth knowing and no fault. */
const mild: ReadonlySet<string> = new Set<ErrorCode>([
  'access_denied',
  'flow_cancelled',
  'flow_expired',
  'flow_superseded',
  'rate_limited',
]);

/** A code of a log line. */
export type LogCode = keyof typeof happenings | keyof typeof errorCodes;

/** The severity and plain sentence of a code. */
export function describeLogCode(code: LogCode): { severity: LogSeverity; message: string } {
  // The happenings come first: another account is an error's code elsewhere, and here something that went well.
  if (isHappening(code)) return happenings[code];
  return { severity: mild.has(code) ? 'warn' : 'error', message: errorCodes[code].message };
}

function isHappening(code: LogCode): code is keyof typeof happenings {
  return Object.hasOwn(happenings, code);
}
