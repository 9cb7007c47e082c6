import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { RotationClass } from '../../server/catalog/provider.ts';
import type { RevocationTicket } from '../../server/services/dependencies.ts';
import { createStorage, migrate, openPostgres, type OpenDatabase, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import type { BadNetwork } from '../support/bad-network.ts';
import { Vendor, Window } from '../support/callers.ts';
import { freePort } from '../support/free-port.ts';
import { createDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/rows-of.ts';
import { withoutLimitsSetting } from '../support/without-limits.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import type { Edit } from '../attacks/attack-case.ts';
import { startLedgerProvider, type LedgerProvider } from './ledger-provider.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** One server process of the world. */
export interface Hub {
  readonly url: string;
  readonly apiKey: string;
  readonly process: ServerProcess;
  /** SIGKILL, awaited. */
  kill(): Promise<void>;
}

/** How a server is started. */
export interface HubOptions {
  /** Changes of its source, for example a place to die at. */
  readonly edits?: readonly Edit[];
  /** In front of its database. Default: the database itself. */
  readonly databaseUrl?: string;
  /** Options of its Node. */
  readonly nodeOptions?: string;
  /** More settings. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The machine it runs on. Default this one. */
  readonly machine?: Pick<BadNetwork, 'enter' | 'inside'>;
  /** Default 1,000, so that only what is about turns waits for them. */
  readonly clientCallsPerSecond?: number;
}

/** Servers as processes of their own on one real Postgres, with a provider whose books the checker believes. */
export interface FaultWorld {
  readonly provider: LedgerProvider;
  readonly database: OpenDatabase;
  readonly databaseUrl: string;
  /** Reads what the servers stored, with the same key. */
  readonly storage: Storage<RevocationTicket>;
  startHub(options?: HubOptions): Promise<Hub>;
  /** Connects a customer's one connection, default that of the integration `sync`. @returns its id. */
  connect(hub: Hub, customer: string, integration?: 'sync' | 'calm'): Promise<string>;
  /** Every token, or those of one customer, is about to end and its renewal is due now. */
  makeDue(customer?: string): Promise<void>;
  /** What a dead holder left behind is taken over when its lease ends; this does not wait for the minute. */
  endLeasesOfTheDead(): Promise<void>;
  /**
   * Nothing is leased and nothing is due: what the faults left behind has been dealt with. Retries that are planned for later are made now.
   * @param leasesOfTheDead whether leases that killed servers hold are ended for them, which saves a minute. Default `end`.
   */
  untilSteady(timeoutMs?: number, leasesOfTheDead?: 'end' | 'stay'): Promise<void>;
  /** No revocation is waiting. */
  untilRevoked(timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

const mutateOnLoad = join(import.meta.dirname, '../attacks/mutate-on-load.ts');

/** Where a world's database is. */
export interface WorldPlace {
  /** A server that ends with the test; default the one that all tests share. */
  readonly serverUrl: string;
  /** What a database on it is called by all who use it; default the same. */
  readonly addressOf?: (databaseUrl: string) => string;
}

/** Starts the provider and an empty database; servers are started by the test. */
export async function startFaultWorld(rotation: RotationClass, place?: WorldPlace): Promise<FaultWorld> {
  const provider = await startLedgerProvider(rotation);
  const { url, drop } = await createDatabase(place?.serverUrl ?? process.env['TEST_DATABASE_URL'] ?? '');
  const databaseUrl = place?.addressOf?.(url) ?? url;
  const encryptionKey = randomBytes(32).toString('base64');
  const apiKey = randomBytes(32).toString('hex');
  const database = openPostgres({ url: databaseUrl });
  await migrate(database);
  const storage = createStorage<RevocationTicket>(database.db, createVault(parseEncryptionKeys(encryptionKey)));
  const hubs = new Set<Hub>();
  /** To servers on other machines, by the name that they have here. */
  const ways: TcpProxy[] = [];
  /** What killed servers' leases begin with. */
  const dead: string[] = [];

  /** A renewal that failed while something was in the way is tried again after up to an hour; a test does not wait for it. */
  const bringRetriesForward = async () => {
    await database.db.execute(sql`
      update credentials c set refresh_due_at = now() from connections n
      where n.id = c.connection_id and n.status <> 'error'
        and c.failures > 0 and c.lease_until is null and c.refresh_due_at > now()`);
  };

  const endLeasesOfTheDead = async () => {
    for (const owner of dead) {
      await database.db.execute(sql`
        update credentials set lease_until = now(), refresh_due_at = now()
        where starts_with(lease_owner, ${owner}) and lease_until > now()`);
    }
  };

  return {
    provider,
    database,
    databaseUrl,
    storage,
    async startHub(options = {}) {
      const {
        edits = [],
        databaseUrl: hubDatabase = databaseUrl,
        clientCallsPerSecond = 1_000,
        settings = {},
        machine,
      } = options;
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const mutation = mutationEnvironment(edits, options.nodeOptions);
      const environment = {
        DATABASE_URL: hubDatabase,
        PUBLIC_URL: url,
        PORT: String(port),
        API_KEY: apiKey,
        ENCRYPTION_KEY: encryptionKey,
        ALLOWED_ORIGINS: 'https://app.vendor.example',
        CONNECTIONS_CONFIG: join(import.meta.dirname, 'fault.config.ts'),
        EGRESS_PRIVATE_CIDRS: '127.0.0.0/8',
        PROVIDER_URL: provider.url,
        PROVIDER_ROTATION: rotation,
        CLIENT_CALLS_PER_SECOND: String(clientCallsPerSecond),
        RATE_LIMITS: withoutLimitsSetting,
        LOG_LEVEL: 'info',
        ...settings,
        ...mutation,
      };
      const server = startServerProcess(environment, machine?.enter);
      if (machine) ways.push(await startTcpProxy(`http://${machine.inside}:${port}`, { port }));
      const hub: Hub = {
        url,
        apiKey,
        process: server,
        kill: async () => {
          server.child.kill('SIGKILL');
          await server.ended;
          dead.push(`${hostname()}.${server.child.pid}_`);
        },
      };
      hubs.add(hub);
      await server.listening;
      return hub;
    },
    async connect(hub, customer, integration = 'sync') {
      const page = await new Vendor(hub).openPage({ customer: { id: customer }, integration });
      const { connection } = await page.connect(integration === 'calm' ? 'calm' : 'ledger', new Window(hub));
      if (connection?.connected !== true) throw new Error(`not connected: ${customer}`);
      return connection.id;
    },
    async makeDue(customer) {
      await database.db.execute(sql`
        update credentials set refresh_due_at = now() - interval '1 second', last_refreshed_at = now() - interval '1 hour',
          expires_at = now() + interval '10 seconds'
        where lease_until is null and ${customer === undefined ? sql`true` : sql`customer_id = (select id from customers where external_id = ${customer})`}`);
    },
    endLeasesOfTheDead,
    async untilSteady(timeoutMs = 60_000, leasesOfTheDead = 'end') {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const waiting = await rowsOf(
          database,
          sql`
            select 1 from credentials c join connections n on n.id = c.connection_id
            where n.status <> 'error' and (c.lease_until is not null or c.refresh_due_at <= now() + interval '60 seconds') limit 1`,
        );
        if (waiting.length === 0) return;
        if (Date.now() > deadline) throw new Error('I7: no steady state in time');
        await bringRetriesForward();
        if (leasesOfTheDead === 'end') await endLeasesOfTheDead();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async untilRevoked(timeoutMs = 60_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        await database.db.execute(sql`update revocations set due_at = now() where due_at is not null`);
        await new Promise((resolve) => setTimeout(resolve, 200));
        const [left] = await rowsOf<{ count: number }>(
          database,
          sql`select count(*)::int as count from revocations where due_at is not null`,
        );
        if (left?.count === 0) return;
        if (Date.now() > deadline) throw new Error('I7: revocations are still waiting');
      }
    },
    async stop() {
      await Promise.all([...hubs].map((hub) => hub.kill()));
      await Promise.all(ways.map((way) => way.stop()));
      await provider.stop();
      await database.close();
      if (!place) await drop();
    },
  };
}

function mutationEnvironment(edits: readonly Edit[], nodeOptions = ''): Record<string, string> {
  if (edits.length === 0) return nodeOptions === '' ? {} : { NODE_OPTIONS: nodeOptions };
  return { NODE_OPTIONS: `--import=${mutateOnLoad} ${nodeOptions}`, ATTACK_MUTATION: JSON.stringify({ mutation: edits }) };
}
