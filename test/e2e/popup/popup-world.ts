import type { IncomingMessage, ServerResponse } from 'node:http';
import { paths } from '../../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../../support/authorization-server.ts';
import { buildTag } from '../../support/build-tag.ts';
import { Vendor } from '../../support/callers.ts';
import { startConnectionServer, type TestServer } from '../../support/connection-server.ts';
import { openTestDatabase } from '../../support/database.ts';
import { freePort } from '../../support/free-port.ts';
import { syncConfig } from '../../support/sync-config.ts';
import { startVendorSite, type VendorSite } from '../../support/vendor-site.ts';

/** Everything around a sign-in window, on four sites: vendor, connection server, provider, and somebody who frames the vendor. */
export interface PopupWorld {
  readonly site: VendorSite;
  readonly server: TestServer;
  readonly vendor: Vendor;
  readonly provider: AuthorizationServer;
  readonly network: Network;
  stop(): Promise<void>;
}

/** The way from the browser to the connection server. */
export interface Network {
  /** Requests that get no answer at all, only a closed connection; default none. */
  isCut: (request: IncomingMessage) => boolean;
  /** When each callback was answered, in milliseconds since 1970. */
  readonly callbackAnswers: number[];
  /** Requests of browsers: method and path. */
  readonly requests: string[];
}

/** Starts it, with the tag built from the sources of this moment. */
export async function startPopupWorld(): Promise<PopupWorld> {
  const [database, tag, port] = await Promise.all([openTestDatabase(), buildTag(), freePort()]);
  const serverUrl = `http://localhost:${port}`;
  const provider = await startAuthorizationServer({ redirectUris: [serverUrl + paths.oauthCallback('erp')] });
  const network: Network = { isCut: () => false, callbackAnswers: [], requests: [] };
  const site = await startVendorSite({
    serverUrl,
    openSession: async (customer) => (await vendor.openPage({ customer: { id: customer } })).token,
  });
  const server = await startConnectionServer({
    database,
    host: 'localhost',
    port,
    config: syncConfig(provider),
    allowedOrigins: [site.origin],
    tagDirectory: tag.directory,
    intercept: (request, response) => intercept(network, request, response),
  });
  const vendor = new Vendor(server);
  return {
    site,
    server,
    vendor,
    provider,
    network,
    stop: async () => {
      await site.stop();
      await server.close();
      await provider.stop();
      await database.close();
      tag.remove();
    },
  };
}

function intercept(network: Network, request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url ?? '';
  if (network.isCut(request)) {
    request.socket.destroy();
    return true;
  }
  network.requests.push(`${request.method} ${path}`);
  if (path.startsWith('/oauth/callback/')) response.once('finish', () => network.callbackAnswers.push(Date.now()));
  return false;
}
