/// <reference path="./oidc-provider.d.ts" />
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';
import type { AuthorizationServerKeys } from '../demo-secrets.ts';
import { consentPage, loginPage, messagePage, sendPage, type Brand } from './interaction-page.ts';
import { createAdapter, type PersistentStore } from './persistent-store.ts';

/** A company with an OAuth 2.0 authorization server (npm `oidc-provider`) and a small API behind it. */
export interface AuthorizationServerOptions {
  readonly issuer: string;
  readonly brand: Brand;
  readonly account: { readonly login: string; readonly password: string; readonly name: string };
  /** Client metadata as in RFC 7591 section 2. */
  readonly clients: readonly Readonly<Record<string, unknown>>[];
  /** Scopes beyond `openid` and `offline_access`, and what each allows, as a sentence for the consent page. */
  readonly scopes: Readonly<Record<string, string>>;
  /** The API: what `GET <path>` answers to a bearer token with that scope. */
  readonly api: Readonly<Record<string, { readonly scope: string; readonly body: unknown }>>;
  readonly keys: AuthorizationServerKeys;
  readonly store: PersistentStore;
  /** Seconds an access token lives. Default 60: short enough to watch a renewal. */
  readonly accessTokenSeconds?: number;
}

export interface AuthorizationServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends every grant a person gave, as if they had removed the app in their account settings. Returns how many. */
  endAllGrants(): number;
}

/** PKCE required, refresh tokens rotate and live 30 days, revocation and introspection are there. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { issuer, store, api } = options;
  const provider = new Provider(issuer, providerConfiguration(options));
  const answer = provider.callback();
  return {
    async handle(request, response) {
      const path = new URL(request.url ?? '/', issuer).pathname;
      if (path.startsWith('/interaction/')) return interact(provider, options, request, response);
      const resource = request.method === 'GET' ? api[path] : undefined;
      if (resource !== undefined) return answerApi(provider, resource, request, response);
      return answer(request, response);
    },
    endAllGrants() {
      const grants = store.delete((key) => key.startsWith('Grant:'));
      store.delete((_, payload) => 'grantId' in payload);
      return grants;
    },
  };
}

function providerConfiguration({
  account,
  brand,
  clients,
  scopes,
  keys,
  store,
  accessTokenSeconds = 60,
}: AuthorizationServerOptions) {
  const day = 86_400;
  return {
    adapter: (model: string) => createAdapter(store, model),
    clients,
    clientDefaults: { id_token_signed_response_alg: keys.signingKey['alg'] },
    scopes: ['openid', 'offline_access', ...Object.keys(scopes)],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: account.name, email: account.login }),
    }),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (
      _context: unknown,
      client: { grantTypeAllowed(grant: string): boolean },
      code: { scopes: ReadonlySet<string> },
    ) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      RefreshToken: 30 * day,
      Grant: 30 * day,
      IdToken: 300,
      Interaction: 3_600,
      Session: day,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: isOwnToken },
      introspection: { enabled: true, allowedPolicy: isOwnToken },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    cookies: { keys: [keys.cookieKey] },
    jwks: { keys: [keys.signingKey] },
    renderError: async (context: { body: unknown; type: string }, out: { error: string; error_description?: string }) => {
      context.type = 'html';
      context.body = await messagePage(
        brand,
        'This did not work',
        `${out.error}: ${out.error_description ?? 'no more is known.'}`,
      );
    },
  };
}

/** An app may ask about and revoke its own tokens only. @see RFC 7009 section 2.1 */
async function isOwnToken(_context: unknown, client: { clientId: string }, token: { clientId: string }): Promise<boolean> {
  return client.clientId === token.clientId;
}

async function interact(
  provider: Provider,
  options: AuthorizationServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
  if (interaction === undefined) {
    return sendPage(
      response,
      400,
      await messagePage(options.brand, 'This page has expired', 'Close the window and press CONNECT again.'),
    );
  }
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : undefined;
  return interaction.prompt.name === 'login'
    ? signIn(provider, options, interaction, form, request, response)
    : consent(provider, options, interaction, form, request, response);
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;
type Form = URLSearchParams | undefined;

async function signIn(
  provider: Provider,
  { brand, account, clients }: AuthorizationServerOptions,
  { uid, params }: Interaction,
  form: Form,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (form?.get('login') === account.login && form.get('password') === account.password) {
    const result = { login: { accountId: account.login } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  const page = { brand, account, action: `/interaction/${uid}`, appName: appName(clients, params['client_id']) };
  if (form === undefined) return sendPage(response, 200, await loginPage(page));
  return sendPage(response, 401, await loginPage({ ...page, error: 'Email or password is wrong.' }));
}

async function consent(
  provider: Provider,
  { brand, account, clients, scopes }: AuthorizationServerOptions,
  interaction: Interaction,
  form: Form,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { uid, params } = interaction;
  if (form?.get('decision') === 'deny') {
    const result = { error: 'access_denied', error_description: 'The person declined.' };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  if (form?.get('decision') === 'allow') {
    const result = { consent: { grantId: await saveGrant(provider, interaction) } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
  const sentences: Readonly<Record<string, string>> = { ...scopes, offline_access: 'Keep this access until you remove it' };
  const permissions = (params['scope'] ?? '').split(' ').flatMap((scope) => sentences[scope] ?? []);
  const page = {
    brand,
    accountName: account.name,
    action: `/interaction/${uid}`,
    appName: appName(clients, params['client_id']),
  };
  return sendPage(response, 200, await consentPage({ ...page, permissions }));
}

/** What the person allowed becomes a grant: a new one, or the one they gave this app before. */
async function saveGrant(provider: Provider, { grantId, params, prompt, session }: Interaction): Promise<string> {
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId: session?.accountId ?? '', clientId: params['client_id'] ?? '' });
  grant.addOIDCScope(prompt.details.missingOIDCScope?.join(' ') ?? params['scope'] ?? '');
  if (prompt.details.missingOIDCClaims !== undefined) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
  return grant.save();
}

/** A protected resource. @see RFC 6750 section 3.1 */
async function answerApi(
  provider: Provider,
  resource: { readonly scope: string; readonly body: unknown },
  request: IncomingMessage,
  response: ServerResponse,
) {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const token = (await provider.AccessToken.find(bearer)) ?? (await provider.ClientCredentials.find(bearer));
  const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (token === undefined) {
    response.writeHead(401, { ...json, 'www-authenticate': 'Bearer error="invalid_token"' }).end('{"error":"invalid_token"}');
  } else if (!(token.scope ?? '').split(' ').includes(resource.scope)) {
    const challenge = `Bearer error="insufficient_scope", scope="${resource.scope}"`;
    response.writeHead(403, { ...json, 'www-authenticate': challenge }).end('{"error":"insufficient_scope"}');
  } else {
    response.writeHead(200, json).end(JSON.stringify(resource.body));
  }
}

function appName(clients: AuthorizationServerOptions['clients'], clientId: string | undefined): string {
  const client = clients.find((candidate) => candidate['client_id'] === clientId);
  return typeof client?.['client_name'] === 'string' ? client['client_name'] : 'this app';
}
