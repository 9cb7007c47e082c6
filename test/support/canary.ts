import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback-server.ts';

/** A listener that nobody should reach: it counts connections and the bytes they send. */
export interface Canary {
  readonly port: number;
  readonly connections: number;
  readonly bytes: number;
  stop(): Promise<void>;
}

/** Starts a canary on one loopback address; `::` listens on every address of the machine. */
export async function startCanary(host = '127.0.0.1'): Promise<Canary> {
  const sockets = new Set<Socket>();
  const seen = { connections: 0, bytes: 0 };
  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.unref();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => (seen.bytes += chunk.length));
  });
  const port = await listenOnLoopback(server, host);
  // A test that fails before it stops its canary must still end.
  server.unref();
  return {
    port,
    get connections() {
      return seen.connections;
    },
    get bytes() {
      return seen.bytes;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
