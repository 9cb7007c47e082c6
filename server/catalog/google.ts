import type { ProviderInput } from './provider.ts';

/** All Google APIs. Without the two parameters a refresh token comes only with the very first consent. The seven days while in testing are unconfirmed. */
export const google = {
  key: 'google',
  label: 'Google',
  authorize: {
    url: 'https://accounts.google.com/o/oauth2/v2/auth',
    params: { access_type: 'offline', prompt: 'consent' },
  },
  token: { url: 'https://oauth2.googleapis.com/token' },
  device: { url: 'https://oauth2.googleapis.com/device/code' },
  api: { hosts: ['.googleapis.com'] },
  // Dies after six months without use (Classroom add-ons, "Expired credentials"); while the app is in testing, after seven days.
  refresh: { rotation: 'non_rotating', idleSeconds: 180 * 86_400 },
  // Ends the whole grant of this user and client, whichever token is sent.
  revoke: { url: 'https://oauth2.googleapis.com/revoke', scope: 'user_client' },
  manageUrl: 'https://myaccount.google.com/connections',
  docs: { url: 'https://developers.google.com/identity/protocols/oauth2', checked: '2026-11-24' },
} as const satisfies ProviderInput;
