import type {
  Connection,
  DeviceFlow,
  Field,
  FieldPatch,
  FieldsPatch,
  FlowStatus,
  LogEntry,
  Permission,
  Problem,
  Snapshot,
} from '#contract';
import { permissions } from '#contract';

/** Where the fake connection server seems to live. */
export const serverUrl = 'https://connections.example';

/** A Slack connection that can be made in a window, unless told otherwise. */
export function aConnection(overrides: Partial<Connection> = {}): Connection {
  return {
    id: `con_${overrides.configVar ?? 'slack'}`,
    configVar: 'slack',
    label: 'Slack',
    description: 'Posts new deals to a channel of your choice.',
    component: { key: 'slack', label: 'Slack' },
    connect: 'popup',
    status: 'not_configured',
    connected: false,
    missingFields: [],
    fields: [],
    revision: 1,
    testable: false,
    revocable: true,
    ...overrides,
  };
}

/** A connected Slack that has been used. */
export function aConnectedConnection(overrides: Partial<Connection> = {}): Connection {
  const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  return aConnection({
    status: 'active',
    connected: true,
    testable: true,
    accountLabel: 'Acme Workspace',
    connectedAt: minutesFromNow(-3000),
    lastUsedAt: minutesFromNow(-3),
    nextRefreshAt: minutesFromNow(42),
    ...overrides,
  });
}

/** A required line of text, unless told otherwise. */
export function aField(overrides: Partial<Field> = {}): Field {
  return { key: 'bucket', type: 'string', label: 'Bucket', required: true, secret: false, set: false, ...overrides };
}

/** An Amazon S3 connection: made by saving its fields. */
export function aFieldsConnection(overrides: Partial<Connection> = {}): Connection {
  return aConnection({
    configVar: 's3',
    label: 'Amazon S3',
    description: 'Stores exports in your bucket.',
    component: { key: 'aws-s3', label: 'Amazon S3' },
    connect: 'fields',
    missingFields: ['bucket', 'secretAccessKey'],
    fields: [
      aField({ help: 'Only the **name**, such as `acme-exports`. See [the guide](https://docs.example/buckets).' }),
      aField({ key: 'secretAccessKey', type: 'password', label: 'Secret access key', secret: true }),
    ],
    ...overrides,
  });
}

/** The first paint of an integration. */
export function aSnapshot(connections: readonly Connection[], overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    integration: { key: 'crm-sync', name: 'CRM sync' },
    customer: { id: 'acme' },
    role: 'customer',
    permissions: [...permissions] as Permission[],
    connections: [...connections],
    ...overrides,
  };
}

/** A line of a log. */
export function aLogEntry(overrides: Partial<LogEntry> = {}): LogEntry {
  return {
    id: 'log_1',
    at: new Date().toISOString(),
    severity: 'info',
    code: 'connected',
    message: 'Connected to Slack.',
    ...overrides,
  };
}

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly credentials: RequestCredentials | undefined;
}

/** Answers one kind of request: a body for 200, or a whole response. */
export type Answer = (request: ReceivedRequest) => unknown;

/**
 * A connection server at the wire: takes the place of `fetch` and answers with what the contract says. Its connections are its
 * state; `answer` replaces one answer, for faults and for holding a request back.
 */
export class WidgetServer {
  readonly requests: ReceivedRequest[] = [];
  snapshot: Snapshot;
  flow: FlowStatus = { id: 'flw_1', state: 'created' };
  device: DeviceFlow = {
    id: 'flw_1',
    expiresInSeconds: 900,
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://acme.example/device',
    verificationUriComplete: 'https://acme.example/device?user_code=WDJB-MJHT',
  };
  logs: LogEntry[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #waiting: { readonly route: string; readonly resolve: (request: ReceivedRequest) => void }[] = [];

  constructor(connections: readonly Connection[] = [aConnection()], overrides: Partial<Snapshot> = {}) {
    this.snapshot = aSnapshot(connections, overrides);
  }

  /** Answers requests of one route (`GET /widget/v1/…`, as a prefix or with `*` for an id) in its own way. */
  answer(route: string, answer: Answer): void {
    this.#answers.set(route, answer);
  }

  /** The next request of a route. */
  next(route: string): Promise<ReceivedRequest> {
    return new Promise((resolve) => this.#waiting.push({ route, resolve }));
  }

  /** What has been asked of a route so far. */
  received(route: string): ReceivedRequest[] {
    return this.requests.filter((request) => matches(route, request));
  }

  /** Puts a connection's newest state in place of the one with the same id. */
  update(connection: Connection): Connection {
    const connections = this.snapshot.connections.map((old) => (old.id === connection.id ? connection : old));
    this.snapshot = { ...this.snapshot, connections };
    return connection;
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const request: ReceivedRequest = {
      method: init.method ?? 'GET',
      path: String(input).slice(serverUrl.length),
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      credentials: init.credentials,
    };
    this.requests.push(request);
    for (const waiting of this.#waiting.splice(0)) {
      if (matches(waiting.route, request)) waiting.resolve(request);
      else this.#waiting.push(waiting);
    }
    const own = [...this.#answers].findLast(([route]) => matches(route, request))?.[1];
    const result = await (own ?? ((asked) => this.#usual(asked)))(request);
    if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError');
    return result instanceof Response ? result : Response.json(result);
  };

  #usual(request: ReceivedRequest): unknown {
    const [, kind, id, action] = /^\/widget\/v1\/(\w+)\/([^/?]+)(?:\/(\w+))?/.exec(request.path) ?? [];
    if (kind === 'integrations') return this.snapshot;
    if (kind === 'flows') return action === 'cancel' ? (this.flow = { id: this.flow.id, state: 'cancelled' }) : this.flow;
    const connection = this.snapshot.connections.find((candidate) => candidate.id === id);
    if (!connection) return problem('not_found', 404);
    switch (action) {
      case 'fields':
        return this.update(withPatch(connection, (request.body as FieldsPatch).fields));
      case 'connect':
        if ((request.body as { mode: string }).mode === 'direct')
          return { kind: 'connected', connection: this.connected(connection) };
        if ((request.body as { mode: string }).mode === 'device') {
          this.flow = { id: 'flw_1', state: 'authorizing' };
          return { kind: 'device', flow: this.device };
        }
        this.flow = { id: 'flw_1', state: 'created' };
        return {
          kind: 'flow',
          flow: { id: 'flw_1', startSecret: 'sec_1', expiresAt: new Date(Date.now() + 600_000).toISOString() },
        };
      case 'disconnect':
        return { revocation: 'revoked', connection: this.update(disconnected(connection)) };
      case 'test':
        return { ok: true, connection };
      case 'logs':
        return { entries: this.logs };
      default:
        return problem('not_found', 404);
    }
  }

  /** Makes a connection connected. */
  connected(connection = this.snapshot.connections[0]!): Connection {
    return this.update({ ...connection, status: 'configured', connected: true });
  }
}

/** An error answer as the server gives it. */
export function problem(code: string, status: number, extra: Partial<Problem> = {}): Response {
  const body: Problem = { type: 'about:blank', title: code, status, detail: `What to do about ${code}.`, code, ...extra };
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });
}

function matches(route: string, { method, path }: ReceivedRequest): boolean {
  const [wantedMethod, wantedPath] = route.split(' ');
  const pattern = wantedPath!.split('*').map((part) => part.replace(/[.?/]/g, '\\$&'));
  return method === wantedMethod && new RegExp(`^/widget/v1${pattern.join('[^/]+')}(\\?|$)`).test(path);
}

function disconnected({
  accountLabel: _,
  reason: __,
  lastUsedAt: ___,
  nextRefreshAt: ____,
  connectedAt: _____,
  ...rest
}: Connection): Connection {
  return { ...rest, status: 'not_configured', connected: false };
}

function withPatch(connection: Connection, patch: Readonly<Record<string, FieldPatch>>): Connection {
  const fields = connection.fields.map((field): Field => {
    const change = patch[field.key];
    if (change?.op === 'replace') {
      return field.secret
        ? { ...field, set: true, updatedAt: new Date().toISOString() }
        : { ...field, set: true, value: change.value };
    }
    if (change?.op !== 'clear') return field;
    const { value: _, updatedAt: __, ...rest } = field;
    return { ...rest, set: false };
  });
  const missingFields = fields.filter((field) => field.required && !field.set && field.value === undefined).map(({ key }) => key);
  const complete = missingFields.length === 0 && connection.connect === 'fields';
  return {
    ...connection,
    fields,
    missingFields,
    revision: connection.revision + 1,
    connected: connection.connected || complete,
    status: complete ? 'configured' : connection.status,
  };
}
