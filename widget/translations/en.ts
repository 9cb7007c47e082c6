import type { enOnDemand } from './en-on-demand.ts';

/**
 * The sentences of the first paint; what is said only after something was done is in {@link enOnDemand}. Another language is one file
 * with the keys of both; a key it lacks is shown in English. `{app}` is the third party's name. Keys that begin with `error.` end in a
 * code of the contract.
 */
export const en = {
  connect: 'Connect',
  reconnect: 'Reconnect',
  disconnect: 'Disconnect',
  save: 'Save',
  test: 'Test',
  cancel: 'Cancel',
  retry: 'Try again',
  settings: 'Settings',
  logsOf: 'Log of {label}',
  optional: 'optional',
  learnMore: 'Learn more',
  newWindow: 'opens in a new window',
  example: 'Example: {example}',
  loading: 'Loading connections…',

  'status.not_configured': 'Not set up',
  'status.configured': 'Configured',
  'status.active': 'Active',
  'status.error': 'Needs attention',

  'fact.account': 'Account',
  'fact.lastUsed': 'Last used',
  'fact.nextRefresh': 'Next refresh',
  'fact.expires': 'Expires',
  'fact.connected': 'Connected',
  'fact.missingScopes': 'Not granted: {scopes}',
  'fact.callbackUrl': 'Callback URL to register',

  'secret.saved': 'Saved',
  'secret.savedAt': 'Saved {time}',
  'secret.willClear': 'Will be removed when you save',
  'secret.replace': 'Replace',
  'secret.replaceLabel': 'Replace {label}',
  'secret.clear': 'Remove',
  'secret.clearLabel': 'Remove {label}',
  'secret.keep': 'Keep the saved value',
  'secret.show': 'Show',
  'secret.hide': 'Hide',

  choose: 'Choose…',
  none: 'None',
  notSet: 'Not set',
  yes: 'Yes',
  no: 'No',
  add: 'Add',
  removeRow: 'Remove row {number}',
  row: '{label}, row {number}',
  key: 'Key',
  value: 'Value',
  endsSoon: 'Sign in again by {time}: the access ends then.',
  waitingForVendor: 'A value is still missing that only the provider of this app can set.',
  empty: 'This integration needs no connections.',

  'error.fallback': 'That did not work. Try again; if it stays, tell the provider of this app.',
  'error.offline': 'The connection server cannot be reached. Check your network; what you typed is kept.',
  'error.reauth_required': '{app} no longer accepts this connection. Reconnect to sign in again.',
  'error.credentials_rejected': '{app} refused these credentials. Enter new ones and save.',
  'error.outcome_unknown': 'A renewal with {app} was interrupted. Reconnect to sign in again.',
  'error.scope_missing': 'A required permission was not granted. Reconnect and allow everything {app} asks for.',
  'error.decrypt_failed': 'The stored credentials cannot be opened any more. Enter them or connect again.',
  'error.provider_error_persistent': '{app} has been failing for a long time. Reconnect to try again.',
  'error.test_failed': 'The test call to {app} failed. Check the values and try again.',
  'error.use_failed': 'This connection could not be used. Check it, then connect or save again.',
};

/** A key of the dictionary. */
export type TranslationKey = keyof typeof en | keyof typeof enOnDemand;

/** A language: any of the keys of {@link en} and {@link enOnDemand}. */
export type Translation = Partial<Record<TranslationKey, string>> & Readonly<Record<string, string>>;
