import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Listens on a loopback address, default 127.0.0.1, on a free port unless told otherwise. @returns the port. */
export async function listenOnLoopback(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
