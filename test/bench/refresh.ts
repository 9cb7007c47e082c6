import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { sql } from 'drizzle-orm';
import { createEgress } from '../../server/egress/index.ts';
import { parseConfig } from '../../server/definitions/index.ts';
import { defaultRateLimits } from '../../server/services/rate-limits.ts';
import { leaseSeconds, refreshUnderLease } from '../../server/services/refresh-credential.ts';
import type { Dependencies, RevocationTicket } from '../../server/services/dependencies.ts';
import { createSafekeeping } from '../../server/services/safekeeping.ts';
import { createStorage, migrate, openPostgres } from '../../server/storage/index.ts';
import { createLogger, createMetrics } from '../../server/telemetry/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { createDatabase } from '../support/postgres.ts';
import { benchConfig } from './bench-server.ts';
import { printLoads, type Load } from './measure.ts';
import { startProgram } from './program.ts';

const connections = 500;
const concurrency = 64;
const rounds = 4;

/** Whole refreshes in one process, ours (leased, journalled, sealed, compared and set) and the least that renews a token. */
export async function benchRefresh(postgresUrl: string): Promise<void> {
  const provider = await startProgram('no-op-provider.ts');
  const { url, drop } = await createDatabase(postgresUrl);
  const database = openPostgres({ url });
  const egress = createEgress({ privateCidrs: ['127.0.0.0/8'] });
  const client = postgres(url, { max: 10, onnotice: () => undefined });
  try {
    await migrate(database);
    const vault = createVault(parseEncryptionKeys(randomBytes(32).toString('base64')));
    const storage = createStorage<RevocationTicket>(database.db, vault);
    const log = createLogger({ level: 'silent' });
    const deps: Dependencies = {
      storage,
      safekeeping: createSafekeeping({ log }),
      model: parseConfig(benchConfig(provider.url)),
      fetch: egress.fetch,
      checkTarget: egress.check,
      lookupText: egress.lookupText,
      log,
      metrics: createMetrics(),
      publicUrl: 'https://connections.vendor.example',
      allowedOrigins: new Set(),
      sessionKeys: [],
      logRetention: { days: 90, lines: 1_000 },
      endNoticeSeconds: 7 * 86_400,
      clientCallsPerSecond: 1_000_000,
      rejectionSpacingSeconds: 60,
      failureSpacingSeconds: 5,
      rateLimits: defaultRateLimits,
      processId: 'bench',
    };
    const refreshOurs = await prepareOurs(deps, database);
    const refreshFloor = await prepareFloor(client, provider.url);
    const ours: Load[] = [];
    const floors: Load[] = [];
    for (let round = 0; round < rounds; round += 1) {
      floors.push(await measureRound(refreshFloor));
      ours.push(await measureRound(refreshOurs));
    }
    console.log(`\nRefresh, ${concurrency} at a time, in one process`);
    printLoads('', 'tokens', floors, ours);
  } finally {
    await client.end();
    await egress.close();
    await database.close();
    await drop();
    await provider.stop();
  }
}

/** @param round renews every connection once. */
async function measureRound(round: () => Promise<void>): Promise<Load> {
  const startedAt = performance.now();
  const processorAt = process.cpuUsage();
  await round();
  const elapsed = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(processorAt);
  return { perSecond: connections / (elapsed / 1000), processorUs: (user + system) / connections };
}

async function prepareOurs(
  { storage, ...others }: Dependencies,
  { db }: ReturnType<typeof openPostgres>,
): Promise<() => Promise<void>> {
  const deps = { storage, ...others };
  for (let index = 0; index < connections; index += 1) {
    const customerId = await storage.customers.ensure(`customer-${index}`, undefined);
    const integration = deps.model.integrations.get('sync');
    if (!integration) throw new Error('no integration');
    const rows = [...integration.configVars.values()].map(({ stableKey, definition }) => ({
      stableKey,
      definitionKey: definition.key,
      initialStatus: 'configured' as const,
    }));
    const { id } = await storage.customers.ensureInstance(customerId, integration, rows);
    const [connection] = await storage.connections.ofInstance(customerId, id);
    if (!connection) throw new Error('no connection');
    await storage.credentials.replace(
      { customerId, connectionId: connection.id },
      { generation: 0, fingerprint: 'f', rotation: 'non_rotating', refreshable: true },
      {
        tokens: { accessToken: 'a', tokenType: 'Bearer', refreshToken: 'r'.repeat(200), extras: {}, context: {} },
        expiresInSeconds: 3600,
      },
    );
  }
  return async () => {
    await db.execute(sql`update credentials set refresh_due_at = now()`);
    for (;;) {
      const leases = await storage.credentials.claimDue('bench', leaseSeconds, concurrency);
      if (leases.length === 0) return;
      await Promise.all(leases.map((lease) => refreshUnderLease(deps, lease, { askedAt: performance.now() })));
    }
  };
}

async function prepareFloor(client: postgres.Sql, providerUrl: string): Promise<() => Promise<void>> {
  const key = randomBytes(32);
  const seal = (value: unknown): Buffer => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()]);
  };
  const open = (sealed: Buffer): { refresh_token: string } => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString();
    return JSON.parse(text) as { refresh_token: string };
  };
  await client`create table floor_credentials (id int primary key, sealed bytea not null)`;
  for (let id = 0; id < connections; id += 1)
    await client`insert into floor_credentials values (${id}, ${seal({ refresh_token: 'r'.repeat(200) })})`;
  const refresh = async (id: number) => {
    const [row] = await client<{ sealed: Buffer }[]>`select sealed from floor_credentials where id = ${id}`;
    const { refresh_token } = open(row?.sealed ?? Buffer.alloc(0));
    const response = await fetch(`${providerUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
    });
    await client`update floor_credentials set sealed = ${seal(await response.json())} where id = ${id}`;
  };
  return async () => {
    for (let first = 0; first < connections; first += concurrency) {
      const batch = Array.from({ length: Math.min(concurrency, connections - first) }, (_, offset) => first + offset);
      await Promise.all(batch.map(refresh));
    }
  };
}
