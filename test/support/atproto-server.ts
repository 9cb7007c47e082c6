import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { oauthMiddleware } from '@atproto/oauth-provider/middleware';
import { JoseKey, OAuthProvider, type OAuthStore } from '@atproto/oauth-provider/provider';
import { listenOnLoopback } from './loopback-server.ts';

/** A real authorization server of the AT Protocol (`@atproto/oauth-provider`) on loopback: PAR and DPoP are mandatory. */
export interface AtprotoServer {
  readonly url: string;
  /** Its one account, whose handle is `ada.test`. */
  readonly did: string;
  /** It is a directory of DIDs too: says in it which server an account is on, and its handle. Its own account is in it from the start. */
  enter(account: { readonly did: string; readonly handle: string; readonly server?: string }): void;
  /** Tokens that are alive. */
  readonly liveTokens: () => number;
  /** Signs its one account in and allows everything. @returns the callback, not opened. */
  signIn(authorizationUrl: string): Promise<URL>;
  stop(): Promise<void>;
}

const did = 'did:plc:abcdefghijklmnopqrstuvwx';

/** Starts one. It is its own resource server, as a personal data server is. */
export async function startAtprotoServer(): Promise<AtprotoServer> {
  const server = createServer();
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  const { store, tokens } = memoryStore(url);
  const provider = new OAuthProvider({
    issuer: url,
    keyset: [await JoseKey.generate(['ES256'], 'key')],
    store,
    metadata: { protected_resources: [url] },
  });
  const answer = oauthMiddleware(provider);
  const resource = { resource: url, authorization_servers: [url], scopes_supported: [], bearer_methods_supported: ['header'] };
  const documents = new Map<string, object>();
  const enter: AtprotoServer['enter'] = (account) => {
    const service = { id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: account.server ?? url };
    documents.set(account.did, { id: account.did, alsoKnownAs: [`at://${account.handle}`], service: [service] });
  };
  enter({ did, handle: 'ada.test' });
  server.on('request', (request, response) => {
    const document = documents.get((request.url ?? '').slice(1));
    if (document) response.writeHead(200, { 'content-type': 'application/did+ld+json' }).end(JSON.stringify(document));
    else if (request.url === '/.well-known/oauth-protected-resource') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(resource));
    } else {
      void answer(request, response, () => response.writeHead(404).end());
    }
  });
  return {
    url,
    did,
    enter,
    liveTokens: () => tokens.size,
    signIn: (authorizationUrl) => signIn(new URL(authorizationUrl)),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What its page does when a person types their password and presses Authorize, request for request. */
async function signIn(page: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  const call = async (url: URL, headers: Record<string, string>, body?: unknown) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send(url, { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-origin', cookie, ...headers }, body);
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  };
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const opened = await call(page, { ...navigation, 'sec-fetch-site': 'cross-site' });
  if (opened.status !== 200) throw new Error(`the sign-in page answers ${opened.status}: ${opened.body.slice(0, 500)}`);
  const api = async (name: string, body: unknown, bearer?: string): Promise<Record<string, unknown>> => {
    const answer = await call(
      new URL(`/@atproto/oauth-provider/~api/${name}`, page),
      {
        'sec-fetch-mode': 'same-origin',
        origin: page.origin,
        referer: page.href,
        'x-csrf-token': cookies.get('csrf-token') ?? '',
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body,
    );
    if (answer.status !== 200) throw new Error(`${name} answers ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body) as Record<string, unknown>;
  };
  const { ephemeralToken } = await api('sign-in', { locale: 'en', username: 'ada.test', password: 'password' });
  const { url } = await api('consent', { did }, String(ephemeralToken));
  const redirect = await call(new URL(String(url)), { ...navigation, referer: page.href });
  return new URL(redirect.headers.location ?? '', page);
}

/** Not `fetch`, which sets the headers itself by which this server tells a page from a script. */
async function send(url: URL, headers: Record<string, string>, body?: unknown) {
  const request = sendRequest(url, { method: body === undefined ? 'GET' : 'POST', headers });
  request.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [
    NodeJS.ReadableStream & { statusCode: number; headers: IncomingHttpHeaders },
  ];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

type Account = Awaited<ReturnType<OAuthStore['authenticateAccount']>>;
type TokenInfo = NonNullable<Awaited<ReturnType<OAuthStore['readToken']>>>;
type RequestData = NonNullable<Awaited<ReturnType<OAuthStore['readRequest']>>>;
type DeviceData = NonNullable<Awaited<ReturnType<OAuthStore['readDevice']>>>;

/** Calls that no sign-in makes, which the provider wants to be there all the same. */
const notNeeded: Partial<OAuthStore> = Object.fromEntries(
  [
    'createAccount',
    'resetPasswordRequest',
    'resetPasswordConfirm',
    'updateEmailRequest',
    'updateEmailConfirm',
    'verifyEmailRequest',
    'verifyEmailConfirm',
    'verifyHandleAvailability',
    'updateHandle',
    'deactivateAccount',
    'reactivateAccount',
    'deleteAccountRequest',
    'deleteAccountConfirm',
    'findLexicon',
    'storeLexicon',
    'deleteLexicon',
  ].map((name) => [
    name,
    () => {
      throw new Error(`${name} is not part of a sign-in`);
    },
  ]),
);

/** What the provider keeps, as far as a sign-in needs it: one account, and the tables around it. */
function memoryStore(url: string) {
  const account = { did, pds: `did:web:${new URL(url).hostname}`, deactivated: false, handle: 'ada.test' } as unknown as Account;
  const devices = new Map<string, DeviceData>();
  const requests = new Map<string, RequestData>();
  const tokens = new Map<string, TokenInfo>();
  const replaced = new Map<string, string>();
  const authorizedClients = new Map() as Awaited<ReturnType<OAuthStore['getAccount']>>['authorizedClients'];
  const find = (matches: (token: TokenInfo) => boolean) => [...tokens.values()].find(matches) ?? null;
  const store: Partial<OAuthStore> = {
    ...notNeeded,
    authenticateAccount: () => account,
    getAccount: () => ({ account, authorizedClients }),
    setAuthorizedClient: (_did, clientId, data) => void authorizedClients.set(clientId, data),
    upsertDeviceAccount: () => undefined,
    removeDeviceAccount: () => undefined,
    getDeviceAccount: () => null,
    listDeviceAccounts: () => [],
    createDevice: (id, data) => void devices.set(id, data),
    readDevice: (id) => devices.get(id) ?? null,
    updateDevice: (id, data) => {
      const known = devices.get(id);
      if (known) devices.set(id, { ...known, ...data });
    },
    deleteDevice: (id) => void devices.delete(id),
    createRequest: (id, data) => void requests.set(id, data),
    readRequest: (id) => requests.get(id) ?? null,
    updateRequest: (id, data) => {
      const known = requests.get(id);
      if (known) requests.set(id, { ...known, ...data });
    },
    deleteRequest: (id) => void requests.delete(id),
    consumeRequestCode: (code) => {
      const found = [...requests].find(([, data]) => data.code === code);
      if (!found) return null;
      requests.delete(found[0]);
      return { requestId: found[0], data: found[1] } as Awaited<ReturnType<OAuthStore['consumeRequestCode']>>;
    },
    createToken: (id, data, refreshToken) =>
      void tokens.set(id, { id, data, account, currentRefreshToken: refreshToken ?? null }),
    readToken: (id) => tokens.get(id) ?? null,
    deleteToken: (id) => void tokens.delete(id),
    rotateToken: (id, newId, newRefreshToken, data) => {
      const known = tokens.get(id);
      if (!known) return;
      if (known.currentRefreshToken !== null) replaced.set(known.currentRefreshToken, newId);
      tokens.delete(id);
      tokens.set(newId, { ...known, id: newId, data: { ...known.data, ...data }, currentRefreshToken: newRefreshToken });
    },
    findTokenByRefreshToken: (refreshToken) =>
      find(({ currentRefreshToken }) => currentRefreshToken === refreshToken) ??
      tokens.get(replaced.get(refreshToken) ?? '') ??
      null,
    findTokenByCode: (code) => find(({ data }) => data.code === code),
    listAccountTokens: () => [...tokens.values()],
  };
  return { store, tokens };
}
