import { sql } from 'drizzle-orm';
import { hashToken } from '../../server/vault/index.ts';
import { rowsOf } from '../support/rows-of.ts';
import type { FaultWorld } from './fault-world.ts';
import type { Grant, ProviderLedger } from './provider-ledger.ts';
import { Witness } from './witness.ts';

/** What is compared: what the servers stored, and the books. */
export interface CheckedWorld extends Pick<FaultWorld, 'database' | 'storage'> {
  readonly provider: { readonly ledger: ProviderLedger };
}

/** What the checker found. */
export interface Findings {
  /** A broken invariant each, with its number. Empty is the bar. */
  readonly violations: readonly string[];
  /** Connections whose grant did not survive, by the reason they show. */
  readonly lost: Readonly<Record<string, number>>;
  readonly live: number;
}

interface Row {
  readonly id: string;
  readonly customer_id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly generation: number | null;
  readonly version: number | null;
  /** The generation that the connection is in. */
  readonly current: number;
  /** Attempts on this generation that never learned their outcome. */
  readonly doubts: number;
}

/**
 * Compares what the servers stored with the provider's own books, when everything has come to rest.
 * I1: every token the provider handed out is stored, revoked, or its connection says `outcome_unknown`, or its sign-in tells that it failed.
 * I2: no rotated token is presented again unless the earlier attempt is journalled as in doubt. I3: no token is stored for an older
 * generation. I4: red has a reason that the books confirm, and green has a token that the provider would take. With what callers have
 * seen meanwhile also I5 and I6: see {@link Witness}. I7 is whether there is a rest to check in.
 */
export async function checkInvariants(
  { database, storage, provider: { ledger } }: CheckedWorld,
  witness: Witness = new Witness(),
): Promise<Findings> {
  const rows = await rowsOf<Row>(
    database,
    sql`
      select n.id, n.customer_id, n.status, n.reason, n.generation as current, c.generation, c.version,
        (select count(*)::int from credential_attempts a
         where a.connection_id = n.id and a.generation = c.generation and a.outcome = 'in_doubt') as doubts
      from connections n left join credentials c on c.connection_id = n.id`,
  );
  const violations: string[] = [];
  const lost: Record<string, number> = {};
  const stored = new Set<string>();
  let live = 0;
  for (const row of rows) {
    if (row.generation === null || row.version === null) continue;
    if (row.generation !== row.current || row.status === 'not_configured') {
      violations.push(`I3 ${row.id}: ${row.status} in generation ${row.current}, with tokens of generation ${row.generation}`);
    }
    const key = { customerId: row.customer_id, connectionId: row.id, generation: row.generation, version: row.version };
    const tokens = await storage.credentials.readTokensForUse(key);
    const token = ledger.tokenOf(tokens?.refreshToken ?? '');
    if (!token) {
      violations.push(`I1 ${row.id}: the stored refresh token is not in the provider's books`);
      continue;
    }
    stored.add(token.grant.id);
    if (token.grant.reuses > row.doubts) {
      violations.push(`I2 ${row.id}: ${token.grant.reuses} presented again, ${row.doubts} attempts in doubt`);
    }
    const usable = token.grant.revoked === undefined && token.state === 'live';
    const inGrace = ledger.rotation === 'rotating_grace' && token.grant.revoked === undefined;
    if (row.status === 'error') {
      lost[row.reason ?? 'none'] = (lost[row.reason ?? 'none'] ?? 0) + 1;
      if (usable) violations.push(`I4 ${row.id}: red (${row.reason}) though the provider would take its token`);
      if (token.grant.revoked === 'by_request') violations.push(`I4 ${row.id}: its own grant was revoked, though it is stored`);
      const interrupted = token.grant.tokens.some(({ successor }) => successor !== undefined && successor !== token);
      if (row.reason === 'reauth_required' && interrupted && token.grant.revoked === 'by_reuse') {
        violations.push(`I1 ${row.id}: lost without saying outcome_unknown; attempts: ${await attemptsOf(database, row.id)}`);
      }
    } else if (usable || inGrace) live += 1;
    else
      violations.push(
        `I4 ${row.id}: ${row.status} though the provider would refuse its token (${token.grant.revoked ?? token.state})`,
      );
  }
  const signIns = await signInsOf(database);
  for (const grant of ledger.grants) {
    if (stored.has(grant.id) || grant.revoked || isTold(signIns.of(grant))) continue;
    violations.push(`I1 grant ${grant.id}: neither stored nor revoked, and its sign-in does not tell`);
  }
  const connected = new Set(rows.filter(({ version }) => version !== null).map(({ id }) => id));
  violations.push(
    ...witness.contradictions({ connected, connectionOf: (token) => signIns.of(ledger.grantOf(token))?.connection_id }),
  );
  return { violations, lost, live };
}

/** What a connection's journal says, to go by when something is amiss. */
async function attemptsOf(database: CheckedWorld['database'], id: string): Promise<string> {
  const rows = await rowsOf<{ attempt: string }>(
    database,
    sql`
      select format('generation %s version %s %s %s to %s', generation, version, outcome, created_at::time, ended_at::time) as attempt
      from credential_attempts where connection_id = ${id} order by created_at`,
  );
  return rows.map(({ attempt }) => attempt).join(', ');
}

interface SignIn {
  readonly state: string;
  readonly connection_id: string;
  readonly code: string | null;
}

/** The server died with it, or the answer never reached one. */
function isTold(signIn: SignIn | undefined): boolean {
  return (
    signIn?.code === 'exchange_unknown' || signIn?.code === 'provider_unreachable' || signIn?.code === 'provider_protocol_error'
  );
}

async function signInsOf(database: CheckedWorld['database']): Promise<{ of(grant: Grant | undefined): SignIn | undefined }> {
  const rows = await rowsOf<SignIn>(
    database,
    sql`select encode(state_hash, 'hex') as state, connection_id, code from flows where state_hash is not null`,
  );
  const byState = new Map(rows.map((row) => [row.state, row]));
  return { of: (grant) => (grant?.signIn === undefined ? undefined : byState.get(hashToken(grant.signIn).toString('hex'))) };
}
