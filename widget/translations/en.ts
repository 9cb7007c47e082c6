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
  'fact.nextRefresh': 'Next renewal',
  'fact.expires': 'Expires',
  'fact.connected': 'Connected',
  'fact.callbackUrl': 'Callback URL to register',

  'secret.show': 'Show',

  choose: 'Choose…',
  none: 'None',

  'error.offline': 'The connection server cannot be reached. Check your network; what you typed is kept.',
};

/** A key of the dictionary. */
export type TranslationKey = keyof typeof en | keyof typeof enOnDemand;

/** A language: any of the keys of {@link en} and {@link enOnDemand}. */
export type Translation = Partial<Record<TranslationKey, string>> & Readonly<Record<string, string>>;
