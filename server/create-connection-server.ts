import { hostname } from 'node:os';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import type { Model } from './definitions/index.ts';
import { createEgress } from './egress/index.ts';
import type { HttpEnvironment } from './http/environment.ts';
import { createApiKeyCheck } from './services/api-keys.ts';
import type { RevocationTicket } from './services/dependencies.ts';
import { defaultRateLimits, type RateLimits } from './services/rate-limits.ts';
import { replaySpool } from './services/replay-spool.ts';
import { createSafekeeping } from './services/safekeeping.ts';
import type { SessionKey } from './services/session-keys.ts';
import {
  createSpool,
  createStorage,
  isTableMissing,
  migrate,
  openEmbedded,
  openPostgres,
  type LogRetention,
  type OpenDatabase,
  type TenantRole,
} from './storage/index.ts';
import { createLogger, createMetrics, type Logger } from './telemetry/index.ts';
import { createVault, generateId, hashToken, type EncryptionKey, type Vault } from './vault/index.ts';
import { createWorker } from './worker/worker.ts';

/** Options of {@link createConnectionServer}. */
export interface ConnectionServerOptions {
  /** Where browsers reach the server, for example `https://connections.vendor.example`. Callback URLs are made from it. */
  readonly publicUrl: string;
  /** The parsed definitions: `parseConfig(…)` or `await loadConfig(path)` of `connection-config/definitions`. */
  readonly model: Model;
  /** First is the one that seals; the others still open what they sealed. */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** Keys of the vendor's backend, 24 characters or more each. */
  readonly apiKeys: readonly string[];
  /** Public keys of session tokens that your backend signs itself: `parseSessionKeys(…)` of a JSON Web Key Set. Default none. */
  readonly sessionKeys?: readonly SessionKey[];
  /** Origins of the pages that hold the tag. */
  readonly allowedOrigins: readonly string[];
  /** `postgres://…` for production, or a folder for the embedded database. */
  readonly database: { readonly url: string } | { readonly dataDir: string } | OpenDatabase;
  /** Private ranges the server may call, as CIDRs. Default none. */
  readonly privateCidrs?: readonly string[];
  /**
   * Folder on a disk that outlives the process. What a provider hands out is written there, sealed, before the database is asked to take it,
   * and stored at the next start if it had not. Default none: then it is kept in memory, for 10 minutes at most.
   */
  readonly spoolDir?: string;
  /** Folder with the built tag (`connection-config.js`). */
  readonly tagDirectory: string;
  /** The name of your product, for the hosted page `/connect`. Default none. */
  readonly vendorName?: string;
  /** How long a connection's log is kept, and how many lines of it. Default 90 days and 1,000 lines. */
  readonly logRetention?: Partial<LogRetention>;
  /** How many days ahead of a connection's end its customer is told; of a shorter life it is a third. Default 7. */
  readonly endNoticeDays?: number;
  /** How many calls a second all servers together make to a provider with one OAuth client. Default 5. */
  readonly clientCallsPerSecond?: number;
  /** How many seconds a renewed token is not renewed again because your code reports that it was refused. Default 60. */
  readonly rejectionSpacingSeconds?: number;
  /**
   * How many seconds a renewal that failed is not tried again because your code asks for the token, at least; what the provider asks for
   * with `Retry-After` counts when it is more. Default 5.
   */
  readonly failureSpacingSeconds?: number;
  /** How often callers may ask for what costs something, in a minute, over all servers. Default {@link defaultRateLimits}. */
  readonly rateLimits?: Partial<RateLimits>;
  /**
   * How many proxies stand before the server, each adding the address it was called from to `X-Forwarded-For`; 0: none, so the header is
   * whatever a caller wrote, and is not read. Default: not known, and nothing is counted by address, since all callers may share a proxy's.
   */
  readonly trustedProxies?: number;
  /** Default: JSON lines on standard output, level `info`. */
  readonly log?: Logger;
}

/** A running connection server. */
export interface ConnectionServer {
  /** Mount it, or serve `app.fetch`. */
  readonly app: Hono<HttpEnvironment>;
  /** Starts the background work: refresh, revocation, sweeping. */
  start(): void;
  /** Received tokens that would be lost if the process ended now: the database has not taken them, and there is no spool that has. */
  readonly atRisk: number;
  /**
   * Stops the background work, waits for what is under way, and closes the database. While the database is away, received tokens are waited
   * with for it, for 10 minutes at most, unless they are in the spool.
   */
  close(): Promise<void>;
}

/** The encryption key does not open what this database holds. Nothing was written. */
export class WrongEncryptionKeyError extends Error {
  override readonly name = 'WrongEncryptionKeyError';

  constructor() {
    super(
      'ENCRYPTION_KEY is not the key this database was sealed with. Set the right one (or list both, the new one first); nothing was changed.',
    );
  }
}

/**
 * Opens the database, brings its schema up to date, checks the encryption key against it, and wires every room together.
 * @throws WrongEncryptionKeyError, FolderLockedError, or the driver's error when the database cannot be reached.
 */
export async function createConnectionServer(options: ConnectionServerOptions): Promise<ConnectionServer> {
  const log = options.log ?? createLogger({ level: 'info' });
  const metrics = createMetrics();
  const vault = createVault(options.encryptionKeys);
  const database = await openDatabase(options.database);
  try {
    const tenantRole = await migrateUnderKey(database, vault);
    if (tenantRole.kind === 'missing') log.warn(tenantRole, 'the database does not keep customers apart by row-level security');
    const storage = createStorage<RevocationTicket>(
      database.db,
      vault,
      tenantRole.kind === 'ready' ? tenantRole.role : undefined,
    );

    const egress = createEgress({ privateCidrs: options.privateCidrs ?? [] });
    const spool = options.spoolDir === undefined ? undefined : createSpool(options.spoolDir, vault);
    const safekeeping = createSafekeeping({ log, ...(spool ? { spool } : {}) });
    const deps = {
      storage,
      safekeeping,
      model: options.model,
      fetch: egress.fetch,
      checkTarget: egress.check,
      lookupText: egress.lookupText,
      log,
      metrics,
      publicUrl: options.publicUrl,
      sessionKeys: options.sessionKeys ?? [],
      allowedOrigins: new Set([...options.allowedOrigins, new URL(options.publicUrl).origin]),
      logRetention: { days: 90, lines: 1_000, ...options.logRetention },
      endNoticeSeconds: (options.endNoticeDays ?? 7) * 86_400,
      clientCallsPerSecond: options.clientCallsPerSecond ?? 5,
      rejectionSpacingSeconds: options.rejectionSpacingSeconds ?? 60,
      failureSpacingSeconds: options.failureSpacingSeconds ?? 5,
      rateLimits: { ...defaultRateLimits, ...options.rateLimits },
      processId: generateId(`${hostname()}.${process.pid}`),
    };
    if (spool) await replaySpool(deps, spool);
    const isApiKey = createApiKeyCheck(options.apiKeys.map(hashToken), storage.settings);
    const worker = createWorker(deps);
    const app = createApp({
      ...deps,
      isApiKey,
      tagDirectory: options.tagDirectory,
      vendorName: options.vendorName,
      trustedProxies: options.trustedProxies,
      stalledTasks: worker.stalled,
    });
    return {
      app,
      start: () => worker.start(),
      get atRisk() {
        return safekeeping.atRisk;
      },
      close: async () => {
        // At once, since a round of the worker may be waiting for it; and again for what such a round received meanwhile.
        await Promise.all([worker.stop(), safekeeping.drain()]);
        await safekeeping.drain();
        await egress.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A wrong key is noticed before the schema is touched; of several servers that start on an empty database, one leaves the sentinel. */
async function migrateUnderKey(database: OpenDatabase, vault: Vault): Promise<TenantRole> {
  const { settings } = createStorage(database.db, vault);
  const known = await settings.read('sentinel').catch((error: unknown) => {
    if (isTableMissing(error)) return undefined;
    throw error;
  });
  if (known && !vault.checkSentinel(known)) throw new WrongEncryptionKeyError();
  const tenantRole = await migrate(database);
  const sentinel = await settings.putOnce('sentinel', vault.sealSentinel());
  if (!vault.checkSentinel(sentinel)) throw new WrongEncryptionKeyError();
  return tenantRole;
}

async function openDatabase(database: ConnectionServerOptions['database']): Promise<OpenDatabase> {
  if ('db' in database) return database;
  return 'url' in database ? openPostgres(database) : openEmbedded(database);
}
