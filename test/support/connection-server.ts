import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import {
  createConnectionServer,
  parseConfig,
  parseEncryptionKeys,
  type ConnectionServer,
  type SessionKey,
} from '../../server/index.ts';
import type { RateLimits } from '../../server/services/rate-limits.ts';
import type { OpenDatabase } from '../../server/storage/index.ts';
import { createLogger } from '../../server/telemetry/index.ts';
import type { Certificate } from './certificate.ts';
import { withoutLimits } from './without-limits.ts';

/** A connection server under test: the real one, on loopback. */
export interface TestServer extends ConnectionServer {
  readonly url: string;
  readonly apiKey: string;
  /** What the server logged, as one text. */
  readonly logged: () => string;
}

/** Options of {@link startConnectionServer}. */
export interface TestServerOptions {
  readonly database: OpenDatabase;
  /** Makes the definitions once the server's address is known. */
  readonly config: unknown;
  readonly port?: number;
  /** The name browsers know it by; it listens on 127.0.0.1 whatever that is. Default `127.0.0.1`. */
  readonly host?: string;
  /** It speaks https with this certificate. Default: http. */
  readonly certificate?: Certificate;
  /** Sees every request first. True: it has dealt with it, and the server never hears of it. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly allowedOrigins?: readonly string[];
  readonly encryptionKey?: string;
  readonly sessionKeys?: readonly SessionKey[];
  /** Folder of the built tag. Default: one that has none. */
  readonly tagDirectory?: string;
  /** Default `debug`. */
  readonly logLevel?: 'debug' | 'error';
  /** Private ranges that may be called. Default loopback, where all servers of the tests are. */
  readonly privateCidrs?: readonly string[];
  /** Default 1,000: a test does not wait for its turn unless it is about turns. */
  readonly clientCallsPerSecond?: number;
  /** Default 0: refused tokens are renewed as often as a test reports them. */
  readonly rejectionSpacingSeconds?: number;
  /** Default 0: what has just failed is tried again at once. */
  readonly failureSpacingSeconds?: number;
  /** Default: none is met by a test that is not about them. */
  readonly rateLimits?: Partial<RateLimits>;
  readonly trustedProxies?: number;
  /** Whether the background work runs. Default false: tests decide when things happen. */
  readonly background?: boolean;
}

/** The key of all servers under test, so that a second one opens what the first sealed. */
export const testEncryptionKey = randomBytes(32).toString('base64');

/** The page origin that sessions and flows of tests come from. */
export const pageOrigin = 'https://app.vendor.example';

/** Starts one; `close()` also stops listening. The database is the caller's and stays open. */
export async function startConnectionServer(options: TestServerOptions): Promise<TestServer> {
  const lines: string[] = [];
  const apiKey = 'test-api-key-000000000000';
  let handle: Parameters<typeof getRequestListener>[0] = () => new Response(null, { status: 503 });
  const listener = getRequestListener((request, bindings) => handle(request, bindings));
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (options.intercept?.(request, response) !== true) void listener(request, response);
  };
  const http = options.certificate ? createTlsServer(options.certificate, answer) : createServer(answer);
  http.listen(options.port ?? 0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http${options.certificate ? 's' : ''}://${options.host ?? '127.0.0.1'}:${address.port}`;
  const server = await createConnectionServer({
    publicUrl: url,
    model: parseConfig(options.config),
    encryptionKeys: parseEncryptionKeys(options.encryptionKey ?? testEncryptionKey),
    apiKeys: [apiKey],
    sessionKeys: options.sessionKeys ?? [],
    allowedOrigins: options.allowedOrigins ?? [pageOrigin],
    database: { ...options.database, close: () => Promise.resolve() },
    privateCidrs: options.privateCidrs ?? ['127.0.0.0/8', '::1/128'],
    clientCallsPerSecond: options.clientCallsPerSecond ?? 1_000,
    rejectionSpacingSeconds: options.rejectionSpacingSeconds ?? 0,
    failureSpacingSeconds: options.failureSpacingSeconds ?? 0,
    rateLimits: { ...withoutLimits, ...options.rateLimits },
    ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
    tagDirectory: options.tagDirectory ?? '.',
    log: createLogger({ level: options.logLevel ?? 'debug', destination: { write: (line: string) => void lines.push(line) } }),
  }).catch((error: unknown) => {
    http.close();
    throw error;
  });
  handle = (request, bindings) => server.app.fetch(request, bindings);
  if (options.background === true) server.start();
  return {
    app: server.app,
    start: () => server.start(),
    get atRisk() {
      return server.atRisk;
    },
    url,
    apiKey,
    logged: () => lines.join(''),
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
      await server.close();
    },
  };
}
