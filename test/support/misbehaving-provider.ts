import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { listenOnLoopback } from './loopback-server.ts';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How to answer one request. */
export type Behaviour = (response: ServerResponse) => void;

/** A provider on loopback that answers as it is told, and remembers what it was asked. */
export interface MisbehavingProvider {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** From now on. */
  answerWith(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

/** An ordinary token answer, to vary. */
export const plainTokens = {
  access_token: 'AT-1',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'RT-1',
  scope: 'read write',
};

/** One switch per fault that a provider, or the way to it, can have. */
export const behaviours = {
  json:
    (body: unknown, status = 200, headers: Record<string, string> = {}): Behaviour =>
    (response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)),

  /** A token answer with members changed, or removed by `undefined`. */
  tokens: (members: Record<string, unknown> = {}, status = 200): Behaviour =>
    behaviours.json({ ...plainTokens, ...members }, status),

  /** Another behaviour for each path; 404 for the rest. */
  at:
    (byPath: Readonly<Record<string, Behaviour>>): Behaviour =>
    (response) =>
      (byPath[response.req.url ?? ''] ?? behaviours.empty(404))(response),

  raw:
    (body: string | Buffer, contentType = 'application/json', status = 200): Behaviour =>
    (response) =>
      response.writeHead(status, { 'content-type': contentType }).end(body),

  empty:
    (status: number, headers: Record<string, string> = {}): Behaviour =>
    (response) =>
      response.writeHead(status, headers).end(),

  redirects:
    (status: number, location: string): Behaviour =>
    (response) =>
      response.writeHead(status, { location, 'content-type': 'application/json' }).end(JSON.stringify(plainTokens)),

  /** Reads the request and hangs up. */
  hangsUp: (): Behaviour => (response) => response.destroy(),

  /** Promises a body and hangs up in the middle of it. */
  hangsUpHalfway: (): Behaviour => (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"access_token":"AT', () => response.destroy());
  },

  neverAnswers: (): Behaviour => () => undefined,

  /** One byte at a time, for ever. */
  drips: (): Behaviour => (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  },

  /** A header at a time, for ever. */
  dripsHeaders: (): Behaviour => (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => response.socket?.write('x-drip: 1\r\n'), 20);
    response.on('close', () => clearInterval(timer));
  },

  /** As many bytes as asked for, as fast as they are taken. */
  floods:
    (bytes: number): Behaviour =>
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = Buffer.alloc(1 << 20, ' ');
      let left = bytes;
      const pump = () => {
        while (left > 0 && !response.destroyed) {
          left -= block.length;
          if (!response.write(block)) {
            response.once('drain', pump);
            return;
          }
        }
        response.end();
      };
      pump();
    },

  /** Zeros, compressed a thousandfold, though nobody asked for compression. */
  gzipBomb: (bytes: number): Behaviour => {
    const bomb = gzipSync(Buffer.alloc(bytes));
    return (response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
  },

  gzipped:
    (body: string): Behaviour =>
    (response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(body)),

  bigHeader:
    (bytes: number): Behaviour =>
    (response) =>
      response.writeHead(200, { 'x-big': 'x'.repeat(bytes) }).end('{}'),

  manyHeaders:
    (count: number): Behaviour =>
    (response) =>
      response.writeHead(200, Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, '1']))).end('{}'),
} as const;

/** Starts one, on a free port of 127.0.0.1 unless told otherwise; it answers with plain tokens until told otherwise. */
export async function startMisbehavingProvider(host = '127.0.0.1', wantedPort = 0): Promise<MisbehavingProvider> {
  const requests: ReceivedRequest[] = [];
  let behaviour: Behaviour = behaviours.tokens();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    behaviour(response);
  });
  const port = await listenOnLoopback(server, host, wantedPort);
  return {
    url: `http://${host}:${port}`,
    requests,
    answerWith: (next) => (behaviour = next),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
