import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listenOnLoopback } from '../support/loopback-server.ts';

/** What may be wrong with one direction of a connection: the kinds that toxiproxy knows, by its names and with its meaning. */
export type Toxic =
  /** Every piece is late by this much, and by up to `jitterMs` more. */
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs?: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** The end of the stream is late. */
  | { readonly kind: 'slow_close'; readonly delayMs: number }
  /** Nothing arrives any more; after `timeoutMs` the connection ends, or never when that is 0. */
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** The connection is reset (RST) when the first piece comes. */
  | { readonly kind: 'reset_peer' }
  /** Pieces of so many bytes at most. */
  | { readonly kind: 'slicer'; readonly bytes: number }
  /** The connection ends after so many bytes. */
  | { readonly kind: 'limit_data'; readonly bytes: number };

/** The direction of the bytes: to the server, or back to the one that called. */
export type Direction = 'up' | 'down';

/** A wire between a caller and a server, on loopback, that can be made bad. What is set holds for connections that are open, too. */
export interface TcpProxy {
  readonly port: number;
  /** The same address with this proxy in front. */
  through(url: string): string;
  /** Every piece that passes, and on which of the connections. `cut` resets that one before the piece goes on. */
  onPiece: (piece: Buffer, direction: Direction, cut: () => void, connection: number) => void;
  poison(direction: Direction, toxic: Toxic): void;
  /** The eighth kind: nobody listens, and open connections are reset. */
  goDown(): void;
  /** Everything is as it should be again. Connections that were ended stay ended. */
  heal(): void;
  readonly connections: number;
  stop(): Promise<void>;
}

/**
 * @param target a URL whose host and port are the server's, or a port on loopback.
 * @param listening where it listens; default a free port on loopback.
 */
export async function startTcpProxy(
  target: string | number,
  { host = '127.0.0.1', port: wanted = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<TcpProxy> {
  const address = typeof target === 'number' ? { host: '127.0.0.1', port: target } : addressOf(target);
  const toxics: { up?: Toxic; down?: Toxic } = {};
  const open = new Set<readonly [Socket, Socket]>();
  let isDown = false;
  let accepted = 0;

  const server = createServer({ allowHalfOpen: true }, (caller) => {
    if (isDown) return void caller.resetAndDestroy();
    const connection = ++accepted;
    const upstream = connect({ ...address, allowHalfOpen: true });
    const pair = [caller, upstream] as const;
    open.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(pair);
        for (const other of pair) if (!other.destroyed) other.destroySoon();
      });
    }
    void carry(caller, upstream, 'up', proxy, connection, () => toxics.up);
    void carry(upstream, caller, 'down', proxy, connection, () => toxics.down);
  });
  const port = await listenOnLoopback(server, host, wanted);
  const reset = () => {
    for (const pair of open) for (const socket of pair) socket.resetAndDestroy();
  };

  const proxy: TcpProxy = {
    port,
    through(url) {
      const changed = new URL(url);
      changed.host = `${host}:${port}`;
      return changed.href;
    },
    onPiece: () => undefined,
    poison: (direction, toxic) => (toxics[direction] = toxic),
    goDown() {
      isDown = true;
      reset();
    },
    heal() {
      isDown = false;
      delete toxics.up;
      delete toxics.down;
      proxy.onPiece = () => undefined;
    },
    get connections() {
      return open.size;
    },
    async stop() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

/** One direction, piece after piece, so that none overtakes another. */
async function carry(
  from: Socket,
  to: Socket,
  direction: Direction,
  proxy: TcpProxy,
  connection: number,
  toxicNow: () => Toxic | undefined,
): Promise<void> {
  const reset = () => {
    from.resetAndDestroy();
    to.resetAndDestroy();
  };
  let carried = 0;
  let swallows = false;
  try {
    for await (const piece of from as AsyncIterable<Buffer>) {
      if (swallows) continue;
      proxy.onPiece(piece, direction, reset, connection);
      if (to.destroyed) return;
      const toxic = toxicNow();
      const left = await pass(piece, to, carried, toxic, reset);
      carried += piece.length;
      // Leaving the loop would end the connection, and this kind does not tell.
      if (toxic?.kind === 'timeout') swallows = true;
      else if (!left) return;
    }
    if (swallows) return;
    const toxic = toxicNow();
    if (toxic?.kind === 'slow_close') await pause(toxic.delayMs);
    to.end();
  } catch {
    // The connection broke; both ends hear of it through their sockets.
  }
}

/** @returns whether the connection still carries anything. */
async function pass(piece: Buffer, to: Socket, carried: number, toxic: Toxic | undefined, reset: () => void): Promise<boolean> {
  switch (toxic?.kind) {
    case 'latency':
      await pause(toxic.latencyMs + Math.random() * (toxic.jitterMs ?? 0));
      return write(to, piece);
    case 'bandwidth':
      return inSlices(piece, Math.max(1, Math.floor(toxic.bytesPerSecond / 20)), to, 50);
    case 'slicer':
      return inSlices(piece, toxic.bytes, to, 0);
    case 'timeout':
      if (toxic.timeoutMs > 0) setTimeout(reset, toxic.timeoutMs).unref();
      return false;
    case 'reset_peer':
      reset();
      return false;
    case 'limit_data':
      if (carried + piece.length <= toxic.bytes) return write(to, piece);
      write(to, piece.subarray(0, Math.max(0, toxic.bytes - carried)));
      to.destroySoon();
      return false;
    default:
      return write(to, piece);
  }
}

async function inSlices(piece: Buffer, size: number, to: Socket, pauseMs: number): Promise<boolean> {
  for (let start = 0; start < piece.length; start += size) {
    if (!write(to, piece.subarray(start, start + size))) return false;
    await pause(pauseMs);
  }
  return true;
}

function write(to: Socket, piece: Buffer): boolean {
  if (to.destroyed || piece.length === 0) return !to.destroyed;
  to.write(piece);
  return true;
}
