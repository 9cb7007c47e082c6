import { paths, type Credentials, type Problem } from '../../server/contract/index.ts';
import { openPostgres } from '../../server/storage/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from './authorization-server.ts';
import { Vendor, Window, type Answer, type Page } from './callers.ts';
import { startConnectionServer, type TestServer, type TestServerOptions } from './connection-server.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { startMisbehavingProvider, type MisbehavingProvider } from './misbehaving-provider.ts';
import { syncConfig, type SyncOverrides } from './sync-config.ts';

/** Two connection servers on one database. People sign in at a real server; tokens come from an endpoint that answers as it is told. */
export interface OddAnswersWorld {
  readonly database: TestDatabase;
  readonly provider: AuthorizationServer;
  /** The token endpoint of the definition `erp`. */
  readonly tokens: MisbehavingProvider;
  readonly servers: readonly [TestServer, TestServer];
  /** The vendor's backend, talking to the first and to the second server. */
  readonly vendors: readonly [Vendor, Vendor];
  /** A customer's page with `erp` connected. */
  connected(customer: string): Promise<{ page: Page; id: string }>;
  /** Asks for a token; of the first server unless told otherwise. */
  handOver(id: string, body?: object, vendor?: Vendor): Promise<Answer<Credentials & Problem>>;
  stop(): Promise<void>;
}

/** Starts one; the token endpoint gives plain tokens until told otherwise. */
export async function startOddAnswersWorld(
  settings: Pick<SyncOverrides, 'requiredScopes' | 'facts' | 'revokeUrl'> = {},
  serverOptions: Pick<TestServerOptions, 'clientCallsPerSecond' | 'rejectionSpacingSeconds' | 'failureSpacingSeconds'> = {},
): Promise<OddAnswersWorld> {
  const database = await openTestDatabase();
  const secondPool = database.url === undefined ? undefined : openPostgres({ url: database.url });
  const port = await freePort();
  const provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
  const tokens = await startMisbehavingProvider();
  const config = syncConfig(provider, { tokenUrl: `${tokens.url}/token`, ...settings });
  const first = await startConnectionServer({ database, port, config, ...serverOptions });
  const second = await startConnectionServer({ database: secondPool ?? database, config, ...serverOptions });
  const vendors = [new Vendor(first), new Vendor(second)] as const;
  return {
    database,
    provider,
    tokens,
    servers: [first, second],
    vendors,
    async connected(customer) {
      const page = await vendors[0].openPage({ customer: { id: customer } });
      await page.connect('erp', new Window(first));
      return { page, id: (await page.connection('erp')).id };
    },
    handOver: (id, body = {}, vendor = vendors[0]) => vendor.send<Credentials & Problem>('POST', paths.credentials(id), body),
    async stop() {
      await first.close();
      await second.close();
      await tokens.stop();
      await provider.stop();
      await secondPool?.close();
      await database.close();
    },
  };
}
