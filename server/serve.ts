import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { Config } from './config.ts';
import { createConnectionServer } from './create-connection-server.ts';
import { loadConfig } from './definitions/index.ts';
import { createLogger } from './telemetry/index.ts';

/** A server that listens. */
export interface Serving {
  /** Received tokens that would be lost if the process ended now. */
  readonly atRisk: number;
  /** Stops listening, lets requests and refreshes that are under way end, and closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts the server from its settings and listens.
 * @throws what the start of any part throws; a taken port is `EADDRINUSE`.
 */
export async function serve(config: Config): Promise<Serving> {
  const log = createLogger({ level: config.logLevel });
  const model = await loadConfig(config.connectionsConfig);
  const server = await createConnectionServer({
    publicUrl: config.publicUrl,
    model,
    encryptionKeys: config.encryptionKeys,
    apiKeys: config.apiKeys,
    sessionKeys: config.sessionKeys,
    allowedOrigins: config.allowedOrigins,
    ...(config.vendorName === undefined ? {} : { vendorName: config.vendorName }),
    privateCidrs: config.privateCidrs,
    database: config.databaseUrl === undefined ? { dataDir: config.dataDir } : { url: config.databaseUrl },
    logRetention: config.logRetention,
    endNoticeDays: config.endNoticeDays,
    ...(config.spoolDir === undefined ? {} : { spoolDir: config.spoolDir }),
    rateLimits: config.rateLimits,
    ...(config.trustedProxies === undefined ? {} : { trustedProxies: config.trustedProxies }),
    clientCallsPerSecond: config.clientCallsPerSecond,
    tagDirectory: findTagDirectory(),
    log,
  });
  const http = createServer(getRequestListener(server.app.fetch));
  const underWay = trackResponses(http);
  try {
    await listen(http, config.port);
  } catch (error) {
    await server.close();
    throw error;
  }
  server.start();
  log.info({ port: config.port, url: config.publicUrl }, 'listening');
  return {
    get atRisk() {
      return server.atRisk;
    },
    stop: async () => {
      await closeHttp(http, underWay);
      await server.close();
      log.info({}, 'stopped');
    },
  };
}

/** The built tag: beside this file's folder when it runs from `dist`, in `dist` when it runs from source. */
function findTagDirectory(): string {
  const candidates = ['../', '../dist/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((folder) => existsSync(`${folder}connection-config.js`)) ?? candidates[1] ?? '.';
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

/**
 * Stops listening, lets requests under way end, then drops what is left: a browser's preconnected socket that never sends a request would
 * keep the process alive for as long as it likes.
 */
async function closeHttp(http: Server, underWay: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = once(http, 'close');
  http.close();
  http.closeIdleConnections();
  await Promise.all([...underWay].filter((response) => !response.closed).map((response) => once(response, 'close')));
  http.closeAllConnections();
  await closed;
}

/** The responses that are not sent yet, kept up to date. */
function trackResponses(http: Server): ReadonlySet<ServerResponse> {
  const underWay = new Set<ServerResponse>();
  http.on('request', (_request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  return underWay;
}
