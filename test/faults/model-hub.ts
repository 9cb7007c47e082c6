import { randomBytes } from 'node:crypto';
import type { RotationClass } from '../../server/catalog/provider.ts';
import { parseConfig } from '../../server/definitions/index.ts';
import { EgressError } from '../../server/egress/index.ts';
import { defaultRateLimits } from '../../server/services/rate-limits.ts';
import { beginConnect } from '../../server/services/begin-connect.ts';
import { bindFlow } from '../../server/services/bind-flow.ts';
import { completeConnect } from '../../server/services/complete-connect.ts';
import type { Dependencies, RevocationTicket } from '../../server/services/dependencies.ts';
import { disconnect } from '../../server/services/disconnect.ts';
import { DomainError } from '../../server/services/domain-error.ts';
import { findForVendor } from '../../server/services/find-connection.ts';
import { handOver } from '../../server/services/hand-over.ts';
import { authenticateSession, openSession } from '../../server/services/open-session.ts';
import { refreshCredential } from '../../server/services/refresh-credential.ts';
import { revokeTokens } from '../../server/services/revoke-tokens.ts';
import { createSafekeeping } from '../../server/services/safekeeping.ts';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createLogger, createMetrics } from '../../server/telemetry/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { makeRefreshDue, expireTokens } from '../support/time-travel.ts';
import type { TestDatabase } from '../support/database.ts';
import { checkInvariants } from './check-invariants.ts';
import { faultConfig } from './fault.config.ts';
import { ProviderLedger } from './provider-ledger.ts';

/** The server's use cases in this process, with a gate before each of their steps: every read, transaction and call to the provider. */
export interface ModelHub {
  connect(): Promise<void>;
  refresh(): Promise<void>;
  handOver(): Promise<void>;
  disconnect(): Promise<void>;
  /** The background's work on queued revocations. */
  revoke(): Promise<void>;
  /** The stored token has just ended. */
  expire(): Promise<void>;
  /** From now on every step waits at the gate. */
  interleave(): void;
  /** Steps do not wait any more, and every lease has ended. */
  settle(): void;
  /** The next calls to the provider break before anything is sent. */
  breakNextCalls(count: number): void;
  /** Refresh tokens that the provider was shown. */
  readonly refreshes: number;
  /** @returns broken invariants, and whether a token is stored. */
  check(): Promise<{ violations: readonly string[]; stored: boolean }>;
}

const publicUrl = 'https://connections.vendor.example';
const pageOrigin = 'https://app.vendor.example';
const providerUrl = 'https://ledger.example';
const encryptionKey = randomBytes(32).toString('base64');

/** @param gate resolves when the step of that name may go on. */
export async function startModelHub(
  database: TestDatabase,
  rotation: RotationClass,
  gate: (step: string) => Promise<unknown>,
): Promise<ModelHub> {
  const ledger = new ProviderLedger(rotation);
  const storage = createStorage<RevocationTicket>(database.db, createVault(parseEncryptionKeys(encryptionKey)));
  let pass: (step: string) => Promise<unknown> = () => Promise.resolve();
  let broken = 0;
  const model = parseConfig(faultConfig(providerUrl, rotation));
  const log = createLogger({ level: 'silent' });
  const deps: Dependencies = {
    storage: gated(storage, (step) => pass(step)),
    model,
    safekeeping: createSafekeeping({ log }),
    fetch: async (url, init) => {
      await pass('send');
      if (broken > 0) {
        broken -= 1;
        throw new EgressError('provider_unreachable', {
          reason: 'connection_reset',
          progress: 'not_sent',
          host: 'ledger.example',
        });
      }
      const answer = answerOf(ledger, new URL(url), new URLSearchParams(String(init?.body)));
      await pass('receive');
      return answer;
    },
    checkTarget: () => Promise.resolve(),
    lookupText: () => Promise.resolve([]),
    log,
    metrics: createMetrics(),
    publicUrl,
    allowedOrigins: new Set([pageOrigin]),
    sessionKeys: [],
    logRetention: { days: 90, lines: 1_000 },
    endNoticeSeconds: 7 * 86_400,
    clientCallsPerSecond: 1_000_000,
    rejectionSpacingSeconds: 60,
    failureSpacingSeconds: 5,
    rateLimits: defaultRateLimits,
    processId: `model_${randomBytes(4).toString('hex')}`,
  };
  const session = await openSession(deps, {
    customer: { id: 'acme' },
    user: { id: 'ada' },
    integration: 'sync',
    role: 'customer',
    permissions: ['read', 'edit', 'connect', 'disconnect', 'logs', 'test'],
    expiresInSeconds: 1800,
  });
  const who = await authenticateSession(deps, session.token, pageOrigin);
  const [row] = await storage.connections.ofInstance(who.customerId, who.instanceId);
  if (!row) throw new Error('no connection');
  const id = row.id;

  const signIn = async (): Promise<void> => {
    const browserToken = `ccb_${randomBytes(32).toString('base64url')}`;
    const flow = await beginConnect(deps, who, id, { mode: 'popup' }, pageOrigin);
    const { authorizationUrl } = await bindFlow(deps, {
      flowId: flow.id,
      startSecret: flow.startSecret,
      pageOrigin,
      browserToken,
    });
    const state = new URL(authorizationUrl).searchParams.get('state') ?? '';
    await completeConnect(deps, 'ledger', new URLSearchParams({ state, code: 'code' }), browserToken);
  };

  return {
    // A DISCONNECT in the middle of it refuses it.
    connect: () => refusedByDomain(signIn()),
    async refresh() {
      const credential = await deps.storage.credentials.find(who.customerId, id);
      if (credential) await refreshCredential(deps, credential);
    },
    handOver: () => refusedByDomain(handOver(deps, id, { minTtlSeconds: 60 })),
    disconnect: async () => void (await disconnect(deps, await findForVendor(deps, id), { name: 'api' })),
    async revoke() {
      for (const due of await deps.storage.revocations.claimDue(60, 20)) await revokeTokens(deps, due);
    },
    async expire() {
      await expireTokens(database);
      await makeRefreshDue(database);
    },
    breakNextCalls: (count) => (broken = count),
    get refreshes() {
      return ledger.refreshes;
    },
    interleave: () => (pass = gate),
    settle: () => (pass = () => Promise.resolve()),
    async check() {
      const { violations } = await checkInvariants({ database, storage, provider: { ledger } });
      return { violations, stored: (await storage.credentials.find(who.customerId, id)) !== undefined };
    },
  };
}

/** Every method of every store waits at the gate first; a transaction is one step. */
function gated(storage: Storage<RevocationTicket>, pass: (step: string) => Promise<unknown>): Storage<RevocationTicket> {
  const behindGate = <Target extends object>(target: Target, path: string): Target =>
    new Proxy(target, {
      get(inner, name) {
        const member: unknown = Reflect.get(inner, name);
        const step = `${path}${String(name)}`;
        // No step of its own: the same storage, kept to a customer.
        if (name === 'within') return (customerId: string) => behindGate(storage.within(customerId), path);
        if (typeof member === 'function') {
          return async (...parameters: unknown[]) => {
            await pass(step);
            return Reflect.apply(member, inner, parameters) as unknown;
          };
        }
        return typeof member === 'object' && member !== null ? behindGate(member, `${step}.`) : member;
      },
    });
  return behindGate(storage, '');
}

function answerOf(ledger: ProviderLedger, url: URL, form: URLSearchParams): Response {
  if (url.pathname === '/revoke') {
    ledger.revoke(form.get('token') ?? '');
    return new Response(null, { status: 200 });
  }
  const isRefresh = form.get('grant_type') === 'refresh_token';
  const answer = isRefresh ? ledger.refresh(form.get('refresh_token') ?? '') : ledger.grant();
  return Response.json(answer, { status: 'error' in answer ? 400 : 200 });
}

/** A hand-over may be refused: the connection may be gone by then. */
async function refusedByDomain(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}
