import {
  paths,
  type ConnectAnswer,
  type Connection,
  type FlowStatus,
  type SessionAnswer,
  type SessionRequest,
  type Snapshot,
} from '../../server/contract/index.ts';
import { signIn } from './oauth-user.ts';
import { pageOrigin, type TestServer } from './connection-server.ts';

/** An answer with its body read. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

async function send<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: (isJson && text !== '' ? JSON.parse(text) : text) as T };
}

/** The vendor's backend. */
export class Vendor {
  readonly #server: Pick<TestServer, 'url' | 'apiKey'>;

  constructor(server: Pick<TestServer, 'url' | 'apiKey'>) {
    this.#server = server;
  }

  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return send<T>(this.#server.url + path, {
      method,
      headers: { authorization: `Bearer ${this.#server.apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Opens a session and returns the page that holds it. */
  async openPage(request: Partial<SessionRequest> = {}): Promise<Page> {
    const session: SessionRequest = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'sync', ...request };
    const answer = await this.send<SessionAnswer>('POST', paths.sessions, session);
    if (answer.status !== 201) throw new Error(`no session: ${JSON.stringify(answer.body)}`);
    return new Page(this.#server, answer.body.token, session.integration);
  }
}

/** A page of the vendor's product with the tag in it: what the tag sends, without the tag. */
export class Page {
  readonly #server: Pick<TestServer, 'url' | 'apiKey'>;
  readonly #integration: string;
  readonly token: string;
  origin = pageOrigin;
  /** What the tag says it is in. */
  language = 'en';

  constructor(server: Pick<TestServer, 'url' | 'apiKey'>, token: string, integration: string) {
    this.#server = server;
    this.token = token;
    this.#integration = integration;
  }

  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return send<T>(this.#server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        origin: this.origin,
        'accept-language': this.language,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.send<Snapshot>('GET', paths.snapshot(this.#integration))).body;
  }

  async connection(configVar: string): Promise<Connection> {
    const found = (await this.snapshot()).connections.find((connection) => connection.configVar === configVar);
    if (!found) throw new Error(`no connection ${configVar}`);
    return found;
  }

  /** Saves plain values. */
  async save(configVar: string, values: Readonly<Record<string, string>>): Promise<Answer<{ code?: string; errors?: unknown }>> {
    const { id } = await this.connection(configVar);
    const fields = Object.entries(values).map(([key, value]) => [key, { op: 'replace', value }] as const);
    return this.send('PATCH', paths.fields(id), { fields: Object.fromEntries(fields) });
  }

  /** CONNECT's first step. */
  async beginFlow(configVar: string, locale?: string): Promise<{ id: string; startSecret: string }> {
    const { id } = await this.connection(configVar);
    const request = { mode: 'popup', ...(locale === undefined ? {} : { locale }) };
    const answer = await this.send<ConnectAnswer>('POST', paths.connect(id), request);
    if (answer.status !== 200 || answer.body.kind !== 'flow') throw new Error(`no flow: ${JSON.stringify(answer.body)}`);
    return answer.body.flow;
  }

  async flow(id: string): Promise<FlowStatus> {
    return (await this.send<FlowStatus>('GET', paths.flow(id))).body;
  }

  /** The whole of CONNECT: flow, window, sign-in, callback. Returns how the flow ended. */
  async connect(configVar: string, window: Window, login = 'ada'): Promise<FlowStatus> {
    const flow = await this.beginFlow(configVar);
    await window.open(await window.signIn(flow, { login, origin: this.origin }));
    return this.flow(flow.id);
  }
}

/** A browser's window on the connection server: it keeps cookies, another one has none of them. */
export class Window {
  readonly #server: Pick<TestServer, 'url' | 'apiKey'>;
  cookie = '';

  constructor(server: Pick<TestServer, 'url' | 'apiKey'>) {
    this.#server = server;
  }

  /** The start page's call to the server. */
  async bind(
    flow: { id: string; startSecret: string },
    origin = pageOrigin,
  ): Promise<Answer<{ authorizationUrl: string; code: string }>> {
    const answer = await send<{ authorizationUrl: string; code: string }>(this.#server.url + paths.oauthBind, {
      method: 'POST',
      headers: { origin: new URL(this.#server.url).origin, cookie: this.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ flowId: flow.id, startSecret: flow.startSecret, origin }),
    });
    const [setCookie] = answer.headers.getSetCookie();
    if (setCookie !== undefined) this.cookie = setCookie.split(';')[0] ?? '';
    return answer;
  }

  /** Binds a flow and returns where it sends the browser. */
  async start(flow: { id: string; startSecret: string }, origin = pageOrigin): Promise<string> {
    const answer = await this.bind(flow, origin);
    if (answer.status !== 200) throw new Error(`not bound: ${JSON.stringify(answer.body)}`);
    return answer.body.authorizationUrl;
  }

  /** Binds a flow and signs in at the third party. @returns the callback, not opened yet. */
  async signIn(flow: { id: string; startSecret: string }, { login = 'ada', origin = pageOrigin } = {}): Promise<URL> {
    return signIn(await this.start(flow, origin), { login, redirectPrefix: `${this.#server.url}/oauth/callback/` });
  }

  /** Opens an address of the connection server, for example a callback; redirects are not followed. */
  open(url: string | URL, init: RequestInit = {}): Promise<Answer<string>> {
    return send<string>(String(url), { ...init, headers: { cookie: this.cookie, ...init.headers } });
  }
}
