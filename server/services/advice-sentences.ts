import type { Advice } from '../contract/index.ts';

/** English for a list of names: "a, b and c". */
const list = (items: readonly string[]) => new Intl.ListFormat('en').format(items);

type Facts = Omit<Advice, 'message'>;

const sentences: Readonly<Record<Advice['check'], (facts: Facts, app: string) => string>> = {
  callback_url: ({ callbackUrl }, app) =>
    callbackUrl === undefined
      ? `The callback URL must be registered at ${app}.`
      : `This callback URL must be registered at ${app}, exactly as it is written: ${callbackUrl}`,
  client: ({ fields }, app) =>
    `${list(fields ?? ['Client ID', 'Client secret'])} must be exactly what ${app} shows for the registered app.`,
  credentials: ({ fields }, app) => `${list(fields ?? ['The saved values'])} must be valid at ${app} and not have expired.`,
  scopes: ({ scopes }, app) =>
    scopes === undefined
      ? `${app} must allow the app the permissions it requests.`
      : scopes.missing.length > 0
        ? `Not granted: ${list(scopes.missing)}. Of the requested permissions none may be left out.`
        : `${app} must allow the app these permissions: ${list(scopes.requested)}.`,
  consent: (_, app) => `Allow the access at ${app}. Where an administrator has to approve apps, ask them first.`,
  account: (_, app) => `Sign in to ${app} with the same account as before, or disconnect first.`,
  access: (_, app) =>
    `See at ${app} whether this app still has access: removing it there, a new password or a long time without use ends it.`,
  clock: ({ skewSeconds }) =>
    skewSeconds === undefined
      ? 'The clock of the connection server must be right.'
      : `The clock of the connection server must be right: it differs from the third party’s by ${Math.abs(skewSeconds)} seconds.`,
  certificate: ({ host }) => `The certificate of ${host ?? 'the server'} must be valid, trusted and made for that name.`,
  host_name: ({ host }) => `There must be a server of the name ${host ?? 'that is set'}. Check the spelling.`,
  host_refused: ({ host }) => `${host ?? 'The host'} must be a public address that is reached over https.`,
  network: ({ host }) => `${host ?? 'The server'} must be up and reachable from the connection server.`,
  endpoint: (_, app) => `The addresses that are set for ${app} must be those of its own authorization server.`,
  server_address: ({ fields }) =>
    `${list(fields ?? ['The address'])} must be exactly what whoever runs the server gives for connecting apps.`,
  server_operator: () => 'Ask whoever runs the server: only they can change or confirm that.',
  provider_page: (_, app) => `If ${app} showed an error on a page of its own, that is the reason.`,
  provider_status: (_, app) => `See whether ${app} reports an outage.`,
  try_later: ({ until }) => (until === undefined ? 'Try again in a few minutes.' : `Try again after ${until}.`),
  same_browser: () => 'Finish the sign-in in the browser and window in which it was begun.',
  in_time: () => 'Finish the sign-in within ten minutes.',
  encryption_key: () => 'The server must run with the key that the credentials were sealed with.',
};

/** The English sentence of one piece of advice. @param app name of the third party. */
export function adviceSentence(facts: Facts, app: string): string {
  return sentences[facts.check](facts, app);
}
