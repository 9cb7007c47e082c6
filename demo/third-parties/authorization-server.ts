import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider';
import type { AuthorizationServerKeys } from '../demo-secrets.ts';
import { messagePage, type Brand } from './interaction-page.ts';
import { interact } from './interact.ts';
import { createAdapter, type PersistentStore } from './persistent-store.ts';

/** A company with an OAuth 2.0 authorization server (npm `oidc-provider`) and a small API behind it. */
export interface AuthorizationServerOptions {
  readonly issuer: string;
  readonly brand: Brand;
  readonly account: { readonly login: string; readonly password: string; readonly name: string };
  /** Client metadata as in RFC 7591 section 2. */
  readonly clients: readonly ClientMetadata[];
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
}: AuthorizationServerOptions): Configuration {
  const day = 86_400;
  return {
    adapter: (model) => createAdapter(store, model),
    clients: [...clients],
    clientDefaults: { id_token_signed_response_alg: keys.signingKey.alg },
    scopes: ['openid', 'offline_access', ...Object.keys(scopes)],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: account.name, email: account.login }),
    }),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_context, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
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
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: [keys.cookieKey] },
    jwks: { keys: [keys.signingKey] },
    renderError: async (context, out) => {
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
async function isOwnToken(
  _context: unknown,
  client: { clientId: string },
  token: { clientId?: string | undefined },
): Promise<boolean> {
  return client.clientId === token.clientId;
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
