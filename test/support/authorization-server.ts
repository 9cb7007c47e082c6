import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';

/** A real authorization server (npm `oidc-provider`) on loopback, with a ledger of what it was asked. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** Requests to the token endpoint, by grant type and whether they succeeded. */
  readonly tokenCalls: { grantType: string; ok: boolean }[];
  /** What must not be found anywhere else: every token it gave out and every code verifier it was shown. */
  readonly secrets: Set<string>;
  /** Requests to the revocation endpoint. */
  readonly revocations: { tokenTypeHint: string | undefined }[];
  /** Ids of the clients that have registered themselves and are still there. */
  readonly registeredClients: Set<string>;
  /** Ends a grant as its owner could on the server's own pages: every token of it is dead. */
  revokeEverything(): Promise<void>;
  /** Ends the access tokens alone, as a provider may that renewed its keys; what renews them lives on. */
  revokeAccessTokens(): Promise<void>;
  /** Acts on token requests but holds the answers back: `arrived` resolves with the first, which is sent after `release()`. */
  holdTokens(): { readonly arrived: Promise<void>; release(): void };
  /** Whether requests for tokens and revocations, and pushed ones, are answered with 503. */
  isDown: boolean;
  /** Headers its pages carry besides its own, for example an opener policy; may be changed at any time. */
  pageHeaders: Readonly<Record<string, string>>;
  /** Holds its pages back: they are sent after `release()`. */
  holdPages(): { release(): void };
  stop(): Promise<void>;
}

/** Options of {@link startAuthorizationServer}. */
export interface AuthorizationServerOptions {
  readonly redirectUris: readonly string[];
  /** Life of an access token in seconds. Default 3600. */
  readonly accessTokenSeconds?: number;
  /** Refresh tokens stay the same, and the answer to a refresh has none. Default false: they rotate. */
  readonly keepsRefreshToken?: boolean;
  /** What this server does differently. */
  readonly configure?: (base: Configuration, issuer: string) => Configuration;
  /** What is added to it once it stands. */
  readonly extend?: (provider: Provider) => void;
  /** Apps may register themselves, and delete what they registered (RFC 7591, RFC 7592). Default false. */
  readonly registersClients?: boolean;
}

/** Starts one: PKCE required, refresh tokens rotate and their reuse ends the grant, revocation on. Its pages are devInteractions. */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const client = { id: 'app', secret: 'a secret & more: 100%' };
  const base = configuration(options, client);
  const provider = new Provider(issuer, options.configure?.(base, issuer) ?? base);
  options.extend?.(provider);
  const tokenCalls: AuthorizationServer['tokenCalls'] = [];
  const revocations: AuthorizationServer['revocations'] = [];
  const secrets = new Set<string>();
  const registeredClients = new Set<string>();
  provider.on('registration_create.success', (_context, { clientId }) => void registeredClients.add(clientId));
  provider.on('registration_delete.success', (_context, { clientId }) => void registeredClients.delete(clientId));
  const accessTokens = new Set<{ destroy(): Promise<void> }>();
  provider.on('access_token.saved', (token) => void accessTokens.add(token));
  const grantIds = new Set<string>();
  provider.on('grant.success', (context) => {
    tokenCalls.push({ grantType: String(context.oidc.params?.['grant_type']), ok: true });
    const grantId = context.oidc.entities.AccessToken?.grantId;
    if (grantId !== undefined) grantIds.add(grantId);
  });
  provider.on('grant.error', (context) => {
    tokenCalls.push({ grantType: String(context.oidc.params?.['grant_type']), ok: false });
  });
  let gate: Promise<unknown> = Promise.resolve();
  let onArrival = (): void => undefined;
  let pageGate: Promise<unknown> = Promise.resolve();
  provider.use(async (context, next) => {
    if (context.path === '/auth') await pageGate;
    await next();
    context.set({ ...ledger.pageHeaders });
    if (context.path === '/token') {
      const answer: Partial<Record<string, unknown>> = { ...(context.body as object | undefined) };
      for (const value of [
        answer['access_token'],
        answer['refresh_token'],
        answer['id_token'],
        context.oidc?.params?.['code_verifier'] as unknown,
      ]) {
        if (typeof value === 'string') secrets.add(value);
      }
      onArrival();
      await gate;
    }
    if (options.keepsRefreshToken === true && context.oidc?.params?.['grant_type'] === 'refresh_token') {
      delete (context.body as { refresh_token?: string }).refresh_token;
    }
    if (context.oidc?.route === 'revocation') {
      const hint: unknown = context.oidc.params?.['token_type_hint'];
      revocations.push({ tokenTypeHint: typeof hint === 'string' ? hint : undefined });
    }
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (ledger.isDown && /^\/(token|request)/.test(request.url ?? '')) response.writeHead(503).end();
    else void answer(request, response);
  });
  const ledger: AuthorizationServer = {
    issuer,
    client,
    tokenCalls,
    secrets,
    revocations,
    registeredClients,
    revokeAccessTokens: async () => {
      for (const token of accessTokens) await token.destroy();
      accessTokens.clear();
    },
    revokeEverything: async () => {
      for (const grantId of grantIds) {
        await Promise.all([
          provider.AccessToken.revokeByGrantId(grantId),
          provider.RefreshToken.revokeByGrantId(grantId),
          (await provider.Grant.find(grantId))?.destroy(),
        ]);
      }
    },
    holdTokens: () => {
      const held = Promise.withResolvers<undefined>();
      const arrival = Promise.withResolvers<undefined>();
      gate = held.promise;
      onArrival = () => arrival.resolve(undefined);
      return { arrived: arrival.promise, release: () => held.resolve(undefined) };
    },
    isDown: false,
    pageHeaders: {},
    holdPages: () => {
      const held = Promise.withResolvers<undefined>();
      pageGate = held.promise;
      return { release: () => held.resolve(undefined) };
    },
    stop: () => close(server),
  };
  return ledger;
}

function configuration(options: AuthorizationServerOptions, client: AuthorizationServer['client']): Configuration {
  const common = { client_secret: client.secret, token_endpoint_auth_method: 'client_secret_basic' as const };
  return {
    clients: [
      {
        ...common,
        client_id: client.id,
        redirect_uris: [...options.redirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
      {
        ...common,
        client_id: 'machine',
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
        scope: 'api:read',
      },
      {
        ...common,
        client_id: 'screen',
        redirect_uris: [],
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        response_types: [],
      },
    ],
    pkce: { required: () => true },
    rotateRefreshToken: options.keepsRefreshToken !== true,
    issueRefreshToken: (_context, _client, code) => code.scopes.has('offline_access'),
    scopes: ['openid', 'offline_access', 'api:read'],
    ttl: {
      AccessToken: options.accessTokenSeconds ?? 3600,
      ClientCredentials: options.accessTokenSeconds ?? 3600,
      AuthorizationCode: 60,
      DeviceCode: 600,
      RefreshToken: 86_400,
      IdToken: 60,
      Interaction: 600,
      Session: 3600,
      Grant: 86_400,
    },
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      introspection: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      registration: { enabled: options.registersClients === true },
      registrationManagement: { enabled: options.registersClients === true },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['test'] },
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
