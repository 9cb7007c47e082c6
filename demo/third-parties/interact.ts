import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type Provider from 'oidc-provider';
import type { AuthorizationServerOptions } from './authorization-server.ts';
import { consentPage, loginPage, messagePage, sendPage } from './interaction-page.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** One visit of a person at the sign-in pages. */
interface Visit {
  readonly provider: Provider;
  readonly options: AuthorizationServerOptions;
  readonly interaction: Interaction;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the person sent; absent when the page is asked for. */
  readonly form: URLSearchParams | undefined;
}

/** Serves `/interaction/…`: asks the person to sign in, then to allow or decline, and tells oidc-provider what came out. */
export async function interact(
  provider: Provider,
  options: AuthorizationServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
  if (interaction === undefined) {
    const page = await messagePage(options.brand, 'This page has expired', 'Close the window and press CONNECT again.');
    return sendPage(response, 400, page);
  }
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : undefined;
  const visit = { provider, options, interaction, request, response, form };
  return interaction.prompt.name === 'login' ? signIn(visit) : consent(visit);
}

async function signIn({ provider, options, interaction, request, response, form }: Visit): Promise<void> {
  const { brand, account } = options;
  if (form?.get('login') === account.login && form.get('password') === account.password) {
    const result = { login: { accountId: account.login } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  const page = { brand, account, action: `/interaction/${interaction.uid}`, appName: appName(options, interaction) };
  if (form === undefined) return sendPage(response, 200, await loginPage(page));
  return sendPage(response, 401, await loginPage({ ...page, error: 'Email or password is wrong.' }));
}

async function consent({ provider, options, interaction, request, response, form }: Visit): Promise<void> {
  const { brand, account, scopes } = options;
  if (form?.get('decision') === 'deny') {
    const result = { error: 'access_denied', error_description: 'The person declined.' };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  if (form?.get('decision') === 'allow') {
    const result = { consent: { grantId: await saveGrant(provider, interaction) } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
  const sentences: Readonly<Record<string, string>> = { ...scopes, offline_access: 'Keep this access until you remove it' };
  const page = await consentPage({
    brand,
    accountName: account.name,
    action: `/interaction/${interaction.uid}`,
    appName: appName(options, interaction),
    permissions: parameter(interaction, 'scope')
      .split(' ')
      .flatMap((scope) => sentences[scope] ?? []),
  });
  return sendPage(response, 200, page);
}

/** What the person allowed becomes a grant: a new one, or the one they gave this app before. */
async function saveGrant(provider: Provider, interaction: Interaction): Promise<string> {
  const { grantId, session } = interaction;
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const clientId = parameter(interaction, 'client_id');
  const grant = known ?? new provider.Grant({ accountId: session?.accountId ?? '', clientId });
  grant.addOIDCScope(parameter(interaction, 'scope'));
  return grant.save();
}

function appName({ clients }: AuthorizationServerOptions, interaction: Interaction): string {
  return clients.find(({ client_id }) => client_id === parameter(interaction, 'client_id'))?.client_name ?? 'this app';
}

/** A parameter of the authorization request; empty when it was not sent. */
function parameter({ params }: Interaction, name: string): string {
  const value = params[name];
  return typeof value === 'string' ? value : '';
}
