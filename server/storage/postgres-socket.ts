import { connect, Socket } from 'node:net';

/** One address of a database server, as the driver has read it from a URL. */
export interface ServerAddress {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket; takes the place of host and port. */
  readonly path?: string | false;
}

/** How long a connection may carry nothing, and when that does not matter. */
export interface SilenceLimit {
  readonly ms: number;
  /** True while a statement without a time limit runs. */
  readonly isLifted?: () => boolean;
}

/**
 * Opens a socket that does not stay when nothing comes or goes any more: a network that swallows everything sends no word of it, and the
 * driver would wait on the connection, and whoever asked on the driver, for as long as the operating system has patience.
 */
export function dial({ host: [host], port: [port], path }: ServerAddress, silence: SilenceLimit): Socket {
  const socket = path ? connect(path) : connect({ host, port: port ?? 5432 });
  // The driver checks certificates against this name.
  if (!path) Object.assign(socket, { host, port });
  let carried = -1;
  let quietSince = performance.now();
  // Not the socket's own timeout: the driver takes all listeners from a socket that it puts TLS over.
  const watch = setInterval(() => {
    if (socket.destroyed) return clearInterval(watch);
    const now = socket.bytesRead + socket.bytesWritten;
    if (now !== carried || silence.isLifted?.()) {
      carried = now;
      quietSince = performance.now();
    } else if (performance.now() - quietSince >= silence.ms) socket.destroy();
  }, silence.ms / 4).unref();
  return socket;
}

/** A socket that breaks at once with this error: the driver never takes back a connection whose socket could not even be made. */
export function brokenSocket(error: unknown): Socket {
  const socket = new Socket();
  socket.write = () => true;
  setImmediate(() => socket.destroy(error instanceof Error ? error : new Error(String(error))));
  return socket;
}

/** The driver's option `socket`, which its types do not know. What it returns may still be connecting. */
export function dialing(socket: (address: ServerAddress) => Promise<Socket>): object {
  return { socket };
}
