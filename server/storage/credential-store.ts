import { and, asc, eq, exists, inArray, isNull, lte, not, notInArray, or, sql, type Placeholder } from './drizzle.ts';
import type { RotationClass } from '../catalog/provider.ts';
import type { DpopKey } from '../contract/index.ts';
import type { OAuth1Key } from '../oauth/index.ts';
import { generateId, type SealContext } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, databaseNowOnce, secondsFromNow, secondsUntil } from './database-time.ts';
import { endsAt } from './end-notice-store.ts';
import { isBusy } from './provider-client-store.ts';
import type { GrantOwner } from './sibling-store.ts';
import type { Sealer } from './sealer.ts';

/** The secret part of a credential: what the provider gave, sealed as one. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly tokenType: string;
  /** What requests with the token are signed with, if they are. */
  readonly oauth1Key?: OAuth1Key;
  readonly refreshToken?: string;
  /** Declared extra members of the token answer. */
  readonly extras: Readonly<Record<string, unknown>>;
  /** What the callback brought and the definition keeps. */
  readonly context: Readonly<Record<string, string>>;
  /** The key that the tokens are bound to, if they are. */
  readonly dpopKey?: DpopKey;
  /** What identifies the account at the provider, as far as known. */
  readonly accountId?: string;
}

/** Facts of a stored credential, without its tokens. */
export interface CredentialRecord {
  readonly connectionId: string;
  readonly customerId: string;
  readonly generation: number;
  readonly version: number;
  readonly fingerprint: string;
  readonly rotation: RotationClass;
  readonly refreshable: boolean;
  readonly expiresAt: Date | null;
  /** Seconds of life left by the database's clock, negative when past; null when it does not expire. */
  readonly secondsLeft: number | null;
  /** How long this version was to live when it was stored; null when it does not expire. */
  readonly lifetimeSeconds: number | null;
  /** When the connection ends unless somebody signs in again, as far as known. */
  readonly endsAt: Date | null;
  /** The same in seconds from now, by the database's clock. */
  readonly endsInSeconds: number | null;
  /** Seconds until the end that no renewal moves; null where there is none. */
  readonly consentEndsInSeconds: number | null;
  /** The end is so near that the customer is told. */
  readonly endsSoon: boolean;
  readonly refreshDueAt: Date | null;
  readonly lastRefreshedAt: Date | null;
  readonly failures: number;
  /** Seconds since the first of an unbroken row of failures; null when it is not failing. */
  readonly failingSeconds: number | null;
  /** There is a token set beside this version: see {@link CredentialStore.keepSpare}. */
  readonly hasSpare: boolean;
}

/** A held lease: the right to refresh one version of one credential, until `seconds` have passed. */
export interface Lease {
  readonly credential: CredentialRecord;
  readonly owner: string;
  readonly fence: number;
  readonly attemptId: string;
  /** An earlier attempt on this very version never learned its outcome. */
  readonly inDoubt: boolean;
  /** Whose turns it takes; null where that was not known yet when it was stored. */
  readonly turnsKey: Buffer | null;
}

/** What is foreseen of a grant's end. `unchanged`: what was foreseen before, its notice included. */
export type GrantEnd =
  | 'unchanged'
  | {
      /** How long what the grant is renewed with lives, from now; absent when nobody tells. */
      readonly refreshTokenSeconds?: number;
      /** When to tell the customer; absent when no end is known. */
      readonly noticeInSeconds?: number;
    };

/** What names one version of a credential. */
export type CredentialVersion = Pick<CredentialRecord, 'customerId' | 'connectionId' | 'generation' | 'version'>;

/** Tokens to store and when to renew them. */
export interface NewTokens {
  readonly tokens: StoredTokens;
  readonly expiresInSeconds?: number;
  readonly refreshInSeconds?: number;
  /** Whose turns renewals take. */
  readonly turnsKey?: Buffer;
  /** Absent: no end is known. */
  readonly end?: GrantEnd;
}

/** How a journalled attempt to renew ended; `in_doubt` when the provider may have acted and nobody knows. */
export type AttemptOutcome = 'stored' | 'refused' | 'not_sent' | 'in_doubt' | 'superseded';

/** What a sign-in fixes until the next one. */
export interface NewGrant extends Pick<CredentialRecord, 'generation' | 'fingerprint' | 'rotation' | 'refreshable'> {
  /** Whose grant it is at the provider; see {@link GrantOwner}. Absent: no person gave it. */
  readonly owner?: GrantOwner;
  /** The grant ends so long from now, however often it is renewed; absent: it does not. */
  readonly consentSeconds?: number;
}

/** Sealed token sets, the leases to renew them, and the journal of attempts. */
export interface CredentialStore {
  find(customerId: string, connectionId: string): Promise<CredentialRecord | undefined>;
  /** As {@link find}, in a transaction: a renewal that is being stored is waited for, and none is stored before the transaction ends. */
  lock(customerId: string, connectionId: string): Promise<CredentialRecord | undefined>;
  describe(customerId: string, connectionIds: readonly string[]): Promise<Map<string, CredentialRecord>>;
  /** Opens the tokens: for the provider they belong to and the vendor's code, nothing else. */
  readTokensForUse(credential: CredentialVersion): Promise<StoredTokens | undefined>;
  /** Replaces whatever is stored by the first version of a new generation. */
  replace(owner: { customerId: string; connectionId: string }, grant: NewGrant, tokens: NewTokens): Promise<void>;
  remove(customerId: string, connectionId: string): Promise<void>;
  /** Takes the lease of one version, with its journal entry. Undefined: held by somebody else, or that version is gone. */
  claim(
    credential: Pick<CredentialRecord, 'connectionId' | 'generation' | 'version'>,
    owner: string,
    leaseSeconds: number,
  ): Promise<Lease | undefined>;
  /**
   * Takes the leases of credentials whose refresh is due, oldest first; not of clients that have no turn soon.
   * @param except clients of which none is wanted just now.
   */
  claimDue(owner: string, leaseSeconds: number, limit: number, except?: readonly Buffer[]): Promise<Lease[]>;
  /**
   * Compare-and-set on generation and version. Run again for the same attempt it changes nothing and says what it said.
   * @returns `superseded` when another attempt's version, or none, is there.
   */
  storeRefreshed(
    lease: Pick<Lease, 'attemptId'> & { readonly credential: CredentialVersion },
    tokens: NewTokens,
  ): Promise<'stored' | 'superseded'>;
  /**
   * Keeps a token set that came too late to be stored beside the one that was, until that one has been renewed. Of several the last.
   * @param stored the version that is stored; when another one is there meanwhile, nothing is kept.
   */
  keepSpare(stored: CredentialVersion, tokens: StoredTokens): Promise<void>;
  /** Opens the token set that is kept beside a version; undefined when there is none. @throws VaultError */
  readSpareForUse(stored: CredentialVersion): Promise<StoredTokens | undefined>;
  closeAttempt(lease: Lease, outcome: AttemptOutcome): Promise<void>;
  /** Gives the lease back, if it is still ours, and plans the next try; `retryInSeconds` absent: none. */
  release(lease: Lease, plan: { retryInSeconds?: number; failed: boolean }): Promise<void>;
}

const { credentials, credentialAttempts: attempts } = schema;

/** What a {@link CredentialRecord} is read from: the token set itself is not among it. */
export const credentialColumns = {
  connectionId: credentials.connectionId,
  customerId: credentials.customerId,
  generation: credentials.generation,
  version: credentials.version,
  fingerprint: credentials.fingerprint,
  rotation: credentials.rotation,
  refreshable: credentials.refreshable,
  expiresAt: credentials.expiresAt,
  secondsLeft: secondsUntil(credentials.expiresAt),
  lifetimeSeconds: sql<
    number | null
  >`extract(epoch from ${credentials.expiresAt} - ${credentials.lastRefreshedAt})::double precision`,
  endsAt,
  endsInSeconds: secondsUntil(endsAt),
  consentEndsInSeconds: secondsUntil(credentials.consentEndsAt),
  endsSoon: sql<boolean>`coalesce(${credentials.endNoticeAt} <= clock_timestamp(), false)`,
  refreshDueAt: credentials.refreshDueAt,
  lastRefreshedAt: credentials.lastRefreshedAt,
  failures: credentials.failures,
  failingSeconds: sql<number | null>`extract(epoch from clock_timestamp() - ${credentials.failingSince})::double precision`,
  hasSpare: sql<boolean>`${credentials.spare} is not null`,
};

/**
 * What a sealed token set is bound to. The version is part of it, so an older token set pasted back over a newer one does not open.
 */
function tokenSetContext(row: CredentialVersion): SealContext {
  return { customerId: row.customerId, rowId: row.connectionId, field: `token_set:${row.version}`, generation: row.generation };
}

/** A spare is bound to the version it stands beside, so it does not open beside another one. */
function spareContext(stored: CredentialVersion): SealContext {
  return { ...tokenSetContext(stored), field: `spare:${stored.version}` };
}

/** Opens one version of a token set. @throws VaultError */
export async function openTokens(sealer: Sealer, version: CredentialVersion, sealed: Buffer): Promise<StoredTokens> {
  return JSON.parse(await sealer.unseal(tokenSetContext(version), sealed)) as StoredTokens;
}

/** How many earlier versions of a credential the journal remembers attempts on. */
const keptAttempts = 20;
/** A client whose turn comes within so many seconds is worth claiming for. */
const soonSeconds = 1;

/** Seconds from now, or the place where a prepared statement gets them. */
type Moment = number | Placeholder;

type PlannedEnd =
  'unchanged' | { readonly refreshTokenSeconds?: Moment | undefined; readonly noticeInSeconds?: Moment | undefined };

/** {@link NewTokens} without the tokens: what is stored beside them, or the places for it in a prepared statement. */
interface Planned {
  readonly expiresInSeconds?: Moment | undefined;
  readonly refreshInSeconds?: Moment | undefined;
  readonly turnsKey?: Buffer | Placeholder | undefined;
  readonly end?: PlannedEnd | undefined;
}

/** Takes what is given apart into places and what belongs there; what is not given has no place. */
function toShape({ end = {}, ...given }: Omit<NewTokens, 'tokens'>): [Planned, Record<string, unknown>] {
  const isGiven = ([, value]: readonly [string, unknown]) => value !== undefined;
  const placesOf = (values: object) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(isGiven)
        .map(([name]) => [name, sql.placeholder(name)]),
    );
  // Told apart from an end that is no longer foreseen.
  const isUnchanged = end === 'unchanged';
  const foreseen = isUnchanged ? {} : end;
  const values = Object.fromEntries(Object.entries({ ...given, ...foreseen }).filter(isGiven));
  return [
    { ...placesOf(given), end: isUnchanged ? end : placesOf(foreseen) },
    isUnchanged ? { ...values, unchanged: true } : values,
  ];
}

/** A {@link CredentialStore} on a database or a transaction. */
export function createCredentialStore(db: Database, sealer: Sealer): CredentialStore {
  const fromNow = (seconds: Moment | undefined) => (seconds === undefined ? null : secondsFromNow(seconds));
  const endColumns = (end: PlannedEnd) =>
    end === 'unchanged'
      ? {}
      : { refreshExpiresAt: fromNow(end.refreshTokenSeconds), endNoticeAt: fromNow(end.noticeInSeconds), endNoticed: false };
  const plan = (tokens: Planned) => ({
    expiresAt: fromNow(tokens.expiresInSeconds),
    refreshDueAt: fromNow(tokens.refreshInSeconds),
    lastRefreshedAt: databaseNow,
    leaseOwner: null,
    leaseUntil: null,
    failures: 0,
    failingSince: null,
    spare: null,
    ...(tokens.turnsKey === undefined ? {} : { turnsKey: sql`${tokens.turnsKey}` }),
    ...endColumns(tokens.end ?? {}),
  });
  const isVersion = ({ customerId, connectionId, generation, version }: CredentialVersion) =>
    and(
      eq(credentials.customerId, customerId),
      eq(credentials.connectionId, connectionId),
      eq(credentials.generation, generation),
      eq(credentials.version, version),
    );
  const isLeaseFree = or(isNull(credentials.leaseUntil), lte(credentials.leaseUntil, databaseNow));
  const leasedColumns = { ...credentialColumns, fence: credentials.fence, turnsKey: credentials.turnsKey };
  const leased = (owner: string, leaseSeconds: number) => ({
    leaseOwner: owner,
    leaseUntil: secondsFromNow(leaseSeconds),
    refreshDueAt: secondsFromNow(leaseSeconds),
    fence: sql`${credentials.fence} + 1`,
  });

  // Once another holder has taken an attempt for in doubt it acts on that, so a late answer does not change the journal.
  const isOpen = (attemptId: string | Placeholder) => and(eq(attempts.id, attemptId), eq(attempts.outcome, 'intent'));

  /** Journals the intent before anything is sent; an open entry on the same version means an earlier holder never learned its outcome. */
  const journal = async (
    tx: Database,
    rows: (CredentialRecord & Pick<Lease, 'fence' | 'turnsKey'>)[],
    owner: string,
  ): Promise<Lease[]> => {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.connectionId);
    await tx
      .update(attempts)
      .set({ outcome: 'in_doubt', endedAt: databaseNow })
      .where(and(inArray(attempts.connectionId, ids), eq(attempts.outcome, 'intent')));
    const doubtful = await tx
      .select({ connectionId: attempts.connectionId, generation: attempts.generation, version: attempts.version })
      .from(attempts)
      .where(and(inArray(attempts.connectionId, ids), eq(attempts.outcome, 'in_doubt')));
    const leases = rows.map(({ fence, turnsKey, ...credential }) => ({
      credential,
      turnsKey,
      owner,
      fence,
      attemptId: generateId('att'),
      inDoubt: doubtful.some(
        (attempt) =>
          attempt.connectionId === credential.connectionId &&
          attempt.generation === credential.generation &&
          attempt.version === credential.version,
      ),
    }));
    await tx.insert(attempts).values(
      leases.map(({ attemptId, credential: { customerId, connectionId, generation, version } }) => ({
        id: attemptId,
        customerId,
        connectionId,
        generation,
        version,
        outcome: 'intent' as const,
      })),
    );
    return leases;
  };

  /**
   * One statement, so one round trip: a renewal is the most frequent write there is. Put together once for what a renewal may bring and not
   * bring, since that takes longer than the database takes to run it.
   */
  const prepareStore = (shape: Planned) => {
    // Compared on generation and version, not on the lease: a late holder that truly rotated the token must still win.
    const stored = db.$with('stored').as(
      db
        .update(credentials)
        .set({ version: sql`${sql.placeholder('nextVersion')}`, sealed: sql`${sql.placeholder('sealed')}`, ...plan(shape) })
        .where(
          and(
            eq(credentials.connectionId, sql.placeholder('connectionId')),
            eq(credentials.generation, sql.placeholder('generation')),
            eq(credentials.version, sql.placeholder('version')),
          ),
        )
        .returning({ id: credentials.connectionId }),
    );
    const isStored = exists(db.select({ one: sql`1` }).from(stored));
    const closed = db.$with('closed').as(
      db
        .update(attempts)
        .set({ outcome: sql`case when ${isStored} then 'stored' else 'superseded' end`, endedAt: databaseNow })
        .where(isOpen(sql.placeholder('attemptId')))
        .returning({ id: attempts.id }),
    );
    const pruned = db.$with('pruned').as(
      db
        .delete(attempts)
        .where(
          and(
            eq(attempts.connectionId, sql.placeholder('connectionId')),
            lte(attempts.version, sql.placeholder('forgottenVersion')),
            isStored,
          ),
        )
        .returning({ id: attempts.id }),
    );
    // Our own version is there already when only the database's answer was lost.
    const wasStored = exists(
      db
        .select({ one: sql`1` })
        .from(attempts)
        .where(and(eq(attempts.id, sql.placeholder('attemptId')), eq(attempts.outcome, 'stored'))),
    );
    return db
      .with(stored, closed, pruned)
      .select({ isThere: sql<boolean>`${isStored} or ${wasStored}` })
      .from(sql`(values (1)) as one`)
      .prepare('store_refreshed');
  };
  const preparedStores = new Map<string, ReturnType<typeof prepareStore>>();

  return {
    async find(customerId, connectionId) {
      const [row] = await db
        .select(credentialColumns)
        .from(credentials)
        .where(and(eq(credentials.customerId, customerId), eq(credentials.connectionId, connectionId)));
      return row;
    },
    async lock(customerId, connectionId) {
      const [row] = await db
        .select(credentialColumns)
        .from(credentials)
        .where(and(eq(credentials.customerId, customerId), eq(credentials.connectionId, connectionId)))
        .for('update');
      return row;
    },
    async describe(customerId, connectionIds) {
      if (connectionIds.length === 0) return new Map();
      const rows = await db
        .select(credentialColumns)
        .from(credentials)
        .where(and(eq(credentials.customerId, customerId), inArray(credentials.connectionId, [...connectionIds])));
      return new Map(rows.map((row) => [row.connectionId, row]));
    },
    async readTokensForUse(credential) {
      const [row] = await db.select({ sealed: credentials.sealed }).from(credentials).where(isVersion(credential));
      return row && openTokens(sealer, credential, row.sealed);
    },
    async keepSpare(stored, tokens) {
      const spare = await sealer.seal(spareContext(stored), JSON.stringify(tokens));
      await db.update(credentials).set({ spare }).where(isVersion(stored));
    },
    async readSpareForUse(stored) {
      const [row] = await db.select({ spare: credentials.spare }).from(credentials).where(isVersion(stored));
      return row?.spare ? (JSON.parse(await sealer.unseal(spareContext(stored), row.spare)) as StoredTokens) : undefined;
    },
    async replace(owner, grant, tokens) {
      const sealed = await sealer.seal(
        tokenSetContext({ ...owner, generation: grant.generation, version: 1 }),
        JSON.stringify(tokens.tokens),
      );
      const { consentSeconds, owner: grantOwner, ...facts } = grant;
      const consentEndsAt = fromNow(consentSeconds);
      const keys = { clientKey: grantOwner?.clientKey ?? null, accountKey: grantOwner?.accountKey ?? null };
      const row = { ...facts, ...keys, version: 1, sealed, consentEndsAt, ...plan(tokens) };
      await db
        .insert(credentials)
        .values({ ...owner, ...row })
        .onConflictDoUpdate({
          target: credentials.connectionId,
          set: row,
          setWhere: eq(credentials.customerId, owner.customerId),
        });
    },
    async remove(customerId, connectionId) {
      await db.delete(credentials).where(and(eq(credentials.customerId, customerId), eq(credentials.connectionId, connectionId)));
      await db.delete(attempts).where(and(eq(attempts.customerId, customerId), eq(attempts.connectionId, connectionId)));
    },
    async claim({ connectionId, generation, version }, owner, leaseSeconds) {
      return db.transaction(async (tx) => {
        const rows = await tx
          .update(credentials)
          .set(leased(owner, leaseSeconds))
          .where(
            and(
              eq(credentials.connectionId, connectionId),
              eq(credentials.generation, generation),
              eq(credentials.version, version),
              isLeaseFree,
            ),
          )
          .returning(leasedColumns);
        return (await journal(tx, rows, owner))[0];
      });
    },
    async claimDue(owner, leaseSeconds, limit, except = []) {
      const isWanted =
        except.length === 0 ? undefined : or(isNull(credentials.turnsKey), notInArray(credentials.turnsKey, [...except]));
      return db.transaction(async (tx) => {
        const due = tx
          .select({ id: credentials.connectionId })
          .from(credentials)
          .where(
            and(lte(credentials.refreshDueAt, databaseNowOnce), not(isBusy(tx, credentials.turnsKey, soonSeconds)), isWanted),
          )
          .orderBy(asc(credentials.refreshDueAt))
          .limit(limit)
          .for('update', { skipLocked: true });
        const rows = await tx
          .update(credentials)
          .set(leased(owner, leaseSeconds))
          .where(and(inArray(credentials.connectionId, due), isLeaseFree))
          .returning(leasedColumns);
        return journal(tx, rows, owner);
      });
    },
    async storeRefreshed({ credential, attemptId }, { tokens, ...planned }) {
      const next = { ...credential, version: credential.version + 1 };
      const sealed = await sealer.seal(tokenSetContext(next), JSON.stringify(tokens));
      const [shape, values] = toShape(planned);
      const key = Object.keys(values).join();
      const statement = preparedStores.get(key) ?? prepareStore(shape);
      preparedStores.set(key, statement);
      const { connectionId, generation, version } = credential;
      const written = statement.execute({
        ...values,
        ...{ connectionId, generation, version, attemptId, sealed },
        nextVersion: next.version,
        forgottenVersion: version - keptAttempts,
      });
      const [row] = await written;
      return row?.isThere === true ? 'stored' : 'superseded';
    },
    async closeAttempt({ attemptId }, outcome) {
      await db.update(attempts).set({ outcome, endedAt: databaseNow }).where(isOpen(attemptId));
    },
    async release({ credential, owner, fence }, { retryInSeconds, failed }) {
      await db
        .update(credentials)
        .set({
          leaseOwner: null,
          leaseUntil: null,
          refreshDueAt: retryInSeconds === undefined ? null : secondsFromNow(retryInSeconds),
          ...(failed
            ? {
                failures: sql`${credentials.failures} + 1`,
                failingSince: sql`coalesce(${credentials.failingSince}, clock_timestamp())`,
              }
            : {}),
        })
        .where(
          and(
            eq(credentials.connectionId, credential.connectionId),
            eq(credentials.leaseOwner, owner),
            eq(credentials.fence, fence),
          ),
        );
    },
  };
}
