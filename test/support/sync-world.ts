import { paths } from '../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer, type AuthorizationServerOptions } from './authorization-server.ts';
import { Vendor } from './callers.ts';
import { startConnectionServer, type TestServer } from './connection-server.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { syncConfig, type SyncOverrides } from './sync-config.ts';

/** A connection server with the definitions of `sync-config.ts`, the provider they name, a database, and the vendor's backend. */
export interface SyncWorld {
  readonly database: TestDatabase;
  readonly provider: AuthorizationServer;
  readonly server: TestServer;
  readonly vendor: Vendor;
  /** Stops all of it and leaves nothing behind. */
  stop(): Promise<void>;
}

/** Options of {@link startSyncWorld}. */
export interface SyncWorldOptions {
  /** Whether the server's background work runs. Default false. */
  readonly background?: boolean;
  readonly overrides?: SyncOverrides;
  /** What the provider does differently. */
  readonly configure?: AuthorizationServerOptions['configure'];
}

/** Starts all of it. */
export async function startSyncWorld({ overrides, configure, ...options }: SyncWorldOptions = {}): Promise<SyncWorld> {
  const database = await openTestDatabase();
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`];
  const provider = await startAuthorizationServer({ redirectUris, ...(configure === undefined ? {} : { configure }) });
  const server = await startConnectionServer({ database, port, config: syncConfig(provider, overrides), ...options });
  return {
    database,
    provider,
    server,
    vendor: new Vendor(server),
    stop: async () => {
      await server.close();
      await provider.stop();
      await database.close();
    },
  };
}
