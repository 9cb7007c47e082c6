import { and, asc, eq, exists, inArray, isNull, lte, not, or, type SQL, sql } from './drizzle.ts';
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
import { statement, type Places } from './statement.ts';

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
  /** Since these tokens came; null when that is not known. */
  readonly ageSeconds: number | null;
  readonly failures: number;
  /** Seconds since the first of an unbroken row of failures; null when it is not failing. */
  readonly failingSeconds: number | null;
  /** Seconds until the provider may be asked again after a failure, negative when it may; null when the last try did not fail. */
  readonly waitSeconds: number | null;
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

/** When to try again what was not renewed. */
export interface RetryPlan {
  /** In the background; absent: never. */
  readonly retryInSeconds?: number;
  /** The failure, if it was one: for so long nobody asks the provider again, not even for somebody who waits. */
  readonly failure?: { readonly spacingSeconds: number };
}

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
  /** Whether an attempt to renew this version never learned its outcome. */
  hasDoubt(version: CredentialVersion): Promise<boolean>;
  /** Gives the lease back, if it is still ours, and plans the next try. */
  release(lease: Lease, plan: RetryPlan): Promise<void>;
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
  ageSeconds: sql<number | null>`extract(epoch from clock_timestamp() - ${credentials.lastRefreshedAt})::double precision`,
  failures: credentials.failures,
  failingSeconds: sql<number | null>`extract(epoch from clock_timestamp() - ${credentials.failingSince})::double precision`,
  waitSeconds: secondsUntil(credentials.retryNotBefore),
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

/** {@link NewTokens} without the tokens: what is stored beside them. */
interface Planned {
  readonly expiresInSeconds?: number | undefined;
  readonly refreshInSeconds?: number | undefined;
  readonly turnsKey?: Buffer | undefined;
  readonly refreshTokenSeconds?: number | undefined;
  readonly noticeInSeconds?: number | undefined;
  /** What was foreseen of the end stays: told apart from an end that is no longer foreseen. */
  readonly isEndUnchanged?: true;
}

function toPlanned({ end = {}, expiresInSeconds, refreshInSeconds, turnsKey }: Omit<NewTokens, 'tokens'>): Planned {
  return { expiresInSeconds, refreshInSeconds, turnsKey, ...(end === 'unchanged' ? { isEndUnchanged: true } : end) };
}

const fromNow = (seconds: SQL<number> | undefined) => (seconds === undefined ? null : secondsFromNow(seconds));

/** The columns of a {@link Planned}. */
const planColumns = (at: Places<Planned>) => ({
  expiresAt: fromNow(at.expiresInSeconds),
  refreshDueAt: fromNow(at.refreshInSeconds),
  lastRefreshedAt: databaseNow,
  leaseOwner: null,
  leaseUntil: null,
  failures: 0,
  failingSince: null,
  retryNotBefore: null,
  spare: null,
  ...(at.turnsKey === undefined ? {} : { turnsKey: at.turnsKey }),
  ...(at.isEndUnchanged === undefined
    ? { refreshExpiresAt: fromNow(at.refreshTokenSeconds), endNoticeAt: fromNow(at.noticeInSeconds), endNoticed: false }
    : {}),
});

type Owner = Pick<CredentialRecord, 'customerId' | 'connectionId'>;
type VersionOfConnection = Omit<CredentialVersion, 'customerId'>;

const isOwners = ({ customerId, connectionId }: Places<Owner>) =>
  and(eq(credentials.customerId, customerId), eq(credentials.connectionId, connectionId));
const isVersion = ({ connectionId, generation, version }: Places<VersionOfConnection>) =>
  and(eq(credentials.connectionId, connectionId), eq(credentials.generation, generation), eq(credentials.version, version));
const isLeaseFree = or(isNull(credentials.leaseUntil), lte(credentials.leaseUntil, databaseNow));

// Once another holder has taken an attempt for in doubt it acts on that, so a late answer does not change the journal.
const isOpen = (attemptId: SQL<string>) => and(eq(attempts.id, attemptId), eq(attempts.outcome, 'intent'));

const findOne = statement((db, owner: Places<Owner>) => db.select(credentialColumns).from(credentials).where(isOwners(owner)));
const lockOne = statement((db, owner: Places<Owner>) =>
  db.select(credentialColumns).from(credentials).where(isOwners(owner)).for('update'),
);
const readSealed = statement((db, version: Places<CredentialVersion>) =>
  db
    .select({ sealed: credentials.sealed, spare: credentials.spare })
    .from(credentials)
    .where(and(isOwners(version), isVersion(version))),
);
const keepSpare = statement((db, { spare, ...version }: Places<CredentialVersion & { readonly spare: Buffer }>) =>
  db
    .update(credentials)
    .set({ spare })
    .where(and(isOwners(version), isVersion(version))),
);

interface Replacing extends Owner, Planned, Omit<NewGrant, 'owner'> {
  readonly sealed: Buffer;
  readonly clientKey: string | null;
  readonly accountKey: string | null;
}

const replaceOne = statement((db, { customerId, connectionId, ...at }: Places<Replacing>) => {
  const { generation, fingerprint, rotation, refreshable, sealed, clientKey, accountKey } = at;
  const grant = { generation, fingerprint, rotation, refreshable, clientKey, accountKey };
  const row = { ...grant, version: 1, sealed, consentEndsAt: fromNow(at.consentSeconds), ...planColumns(at) };
  return db
    .insert(credentials)
    .values({ customerId, connectionId, ...row })
    .onConflictDoUpdate({ target: credentials.connectionId, set: row, setWhere: eq(credentials.customerId, customerId) });
});

interface Storing extends Planned, VersionOfConnection {
  readonly attemptId: string;
  readonly sealed: Buffer;
  readonly nextVersion: number;
  readonly forgottenVersion: number;
}

/** One statement, so one round trip: a renewal is the most frequent write there is. */
const storeOne = statement((db, at: Places<Storing>) => {
  // Compared on generation and version, not on the lease: a late holder that truly rotated the token must still win.
  const stored = db.$with('stored').as(
    db
      .update(credentials)
      .set({ version: at.nextVersion, sealed: at.sealed, ...planColumns(at) })
      .where(isVersion(at))
      .returning({ id: credentials.connectionId }),
  );
  const isStored = exists(db.select({ one: sql`1` }).from(stored));
  const closed = db.$with('closed').as(
    db
      .update(attempts)
      .set({ outcome: sql`case when ${isStored} then 'stored' else 'superseded' end`, endedAt: databaseNow })
      .where(isOpen(at.attemptId))
      .returning({ id: attempts.id }),
  );
  const pruned = db.$with('pruned').as(
    db
      .delete(attempts)
      .where(and(eq(attempts.connectionId, at.connectionId), lte(attempts.version, at.forgottenVersion), isStored))
      .returning({ id: attempts.id }),
  );
  // Our own version is there already when only the database's answer was lost.
  const wasStored = exists(
    db
      .select({ one: sql`1` })
      .from(attempts)
      .where(and(eq(attempts.id, at.attemptId), eq(attempts.outcome, 'stored'))),
  );
  return db
    .with(stored, closed, pruned)
    .select({ isThere: sql<boolean>`${isStored} or ${wasStored}` })
    .from(sql`(values (1)) as one`);
});

interface Claiming {
  /** New; the attempts are numbered under it. */
  readonly claimId: string;
  readonly owner: string;
  readonly leaseSeconds: number;
}

interface ClaimingDue extends Claiming {
  /** Keys of clients that are not wanted: hex, with commas between. */
  readonly exceptKeys?: string;
}

/**
 * Locks rows, leases them and journals the intents, before anything is sent, in one statement.
 *
 * An attempt on the same version that is open still means that an earlier holder never learned its outcome. So does one that is closed by
 * a late holder at this very moment: the statement does not see how, and to take it for in doubt is the careful reading.
 * @param most the oldest due of so many that nobody else has locked; absent: all, and whoever has locked one is waited for.
 */
const claimRows = (db: Database, { claimId, owner, leaseSeconds }: Places<Claiming>, which: SQL | undefined, most?: number) => {
  const { customerId, connectionId, generation, version } = credentials;
  const rows = db.select({ customerId, connectionId, generation, version }).from(credentials).where(which).$dynamic();
  // Drizzle would make a place of a number.
  const limit = sql.raw(String(most)) as unknown as number;
  const oldest = () => rows.orderBy(asc(credentials.refreshDueAt)).limit(limit).for('update', { skipLocked: true });
  const locked = db.$with('locked').as(most === undefined ? rows.for('update') : oldest());
  const doubted = db.$with('doubted').as(
    db
      .update(attempts)
      .set({ outcome: 'in_doubt', endedAt: databaseNow })
      .from(locked)
      .where(and(eq(attempts.connectionId, locked.connectionId), eq(attempts.outcome, 'intent')))
      .returning({ id: attempts.id }),
  );
  const intended = db.$with('intended').as(
    db
      .insert(attempts)
      .select(
        db
          .select({
            id: sql<string>`${claimId} || '_' || row_number() over ()`.as('id'),
            customerId: locked.customerId,
            connectionId: locked.connectionId,
            generation: locked.generation,
            version: locked.version,
            outcome: sql<'intent'>`'intent'`.as('outcome'),
            createdAt: sql<Date>`clock_timestamp()`.as('created_at'),
            endedAt: sql<Date | null>`null::timestamptz`.as('ended_at'),
          })
          .from(locked),
      )
      .returning({ id: attempts.id, connectionId: attempts.connectionId }),
  );
  const isInDoubt = exists(
    db
      .select({ one: sql`1` })
      .from(attempts)
      .where(
        and(
          eq(attempts.connectionId, connectionId),
          eq(attempts.generation, generation),
          eq(attempts.version, version),
          inArray(attempts.outcome, ['intent', 'in_doubt']),
        ),
      ),
  );
  return db
    .with(locked, doubted, intended)
    .update(credentials)
    .set({
      leaseOwner: owner,
      leaseUntil: secondsFromNow(leaseSeconds),
      refreshDueAt: secondsFromNow(leaseSeconds),
      fence: sql`${credentials.fence} + 1`,
    })
    .from(intended)
    .where(eq(connectionId, intended.connectionId))
    .returning({
      ...credentialColumns,
      fence: credentials.fence,
      turnsKey: credentials.turnsKey,
      attemptId: intended.id,
      inDoubt: sql<boolean>`${isInDoubt}`,
    });
};

const claimOne = statement((db, { connectionId, generation, version, ...at }: Places<Claiming & VersionOfConnection>) =>
  claimRows(db, at, and(isVersion({ connectionId, generation, version }), isLeaseFree)),
);

/** One for each number of rows, which the planner has to know: it would take a number that comes later for a tenth of what is due. */
const claimDueStatements = new Map<number, ReturnType<typeof claimDueStatement>>();
const claimDueStatement = (most: number) =>
  statement((db, { exceptKeys, ...at }: Places<ClaimingDue>) => {
    const isDue = and(lte(credentials.refreshDueAt, databaseNowOnce), isLeaseFree);
    const isExcepted = sql`coalesce(encode(${credentials.turnsKey}, 'hex') = any (string_to_array(${exceptKeys}, ',')), false)`;
    const isWanted = exceptKeys === undefined ? undefined : not(isExcepted);
    return claimRows(db, at, and(isDue, not(isBusy(db, credentials.turnsKey, soonSeconds)), isWanted), most);
  });

type ClaimedRow = CredentialRecord & Pick<Lease, 'fence' | 'turnsKey' | 'attemptId' | 'inDoubt'>;

async function leases(
  owner: string,
  leaseSeconds: number,
  claim: (claiming: Claiming) => Promise<ClaimedRow[]>,
): Promise<Lease[]> {
  const rows = await claim({ claimId: generateId('att'), owner, leaseSeconds });
  return rows.map(({ fence, turnsKey, attemptId, inDoubt, ...credential }) => {
    return { credential, owner, fence, turnsKey, attemptId, inDoubt };
  });
}

/** A {@link CredentialStore} on a database or a transaction. */
export function createCredentialStore(db: Database, sealer: Sealer): CredentialStore {
  return {
    async find(customerId, connectionId) {
      const [row] = await findOne(db, { customerId, connectionId });
      return row;
    },
    async lock(customerId, connectionId) {
      const [row] = await lockOne(db, { customerId, connectionId });
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
      const [row] = await readSealed(db, versionOf(credential));
      return row && openTokens(sealer, credential, row.sealed);
    },
    async keepSpare(stored, tokens) {
      const spare = await sealer.seal(spareContext(stored), JSON.stringify(tokens));
      await keepSpare(db, { ...versionOf(stored), spare });
    },
    async readSpareForUse(stored) {
      const [row] = await readSealed(db, versionOf(stored));
      return row?.spare ? (JSON.parse(await sealer.unseal(spareContext(stored), row.spare)) as StoredTokens) : undefined;
    },
    async replace(owner, { owner: keys, ...grant }, { tokens, ...plan }) {
      const version = { ...owner, generation: grant.generation, version: 1 };
      const sealed = await sealer.seal(tokenSetContext(version), JSON.stringify(tokens));
      const { clientKey = null, accountKey = null } = keys ?? {};
      await replaceOne(db, { ...owner, ...grant, clientKey, accountKey: accountKey ?? null, sealed, ...toPlanned(plan) });
    },
    async remove(customerId, connectionId) {
      await db.delete(credentials).where(and(eq(credentials.customerId, customerId), eq(credentials.connectionId, connectionId)));
      await db.delete(attempts).where(and(eq(attempts.customerId, customerId), eq(attempts.connectionId, connectionId)));
    },
    async claim({ connectionId, generation, version }, owner, leaseSeconds) {
      const [lease] = await leases(owner, leaseSeconds, (claiming) =>
        claimOne(db, { ...claiming, connectionId, generation, version }),
      );
      return lease;
    },
    async claimDue(owner, leaseSeconds, limit, except = []) {
      const claimOldest = claimDueStatements.get(limit) ?? claimDueStatement(limit);
      claimDueStatements.set(limit, claimOldest);
      const unwanted = except.length === 0 ? {} : { exceptKeys: except.map((key) => key.toString('hex')).join() };
      return leases(owner, leaseSeconds, (claiming) => claimOldest(db, { ...claiming, ...unwanted }));
    },
    async storeRefreshed({ credential, attemptId }, { tokens, ...plan }) {
      const next = { ...credential, version: credential.version + 1 };
      const sealed = await sealer.seal(tokenSetContext(next), JSON.stringify(tokens));
      const { connectionId, generation, version } = credential;
      const written = storeOne(db, {
        ...{ connectionId, generation, version, attemptId, sealed },
        nextVersion: next.version,
        forgottenVersion: version - keptAttempts,
        ...toPlanned(plan),
      });
      const [row] = await written;
      return row?.isThere === true ? 'stored' : 'superseded';
    },
    async closeAttempt({ attemptId }, outcome) {
      await db
        .update(attempts)
        .set({ outcome, endedAt: databaseNow })
        .where(isOpen(sql`${attemptId}`));
    },
    async hasDoubt({ customerId, connectionId, generation, version }) {
      const doubts = await db
        .select({ id: attempts.id })
        .from(attempts)
        .where(
          and(
            eq(attempts.customerId, customerId),
            eq(attempts.connectionId, connectionId),
            eq(attempts.generation, generation),
            eq(attempts.version, version),
            eq(attempts.outcome, 'in_doubt'),
          ),
        )
        .limit(1);
      return doubts.length > 0;
    },
    async release({ credential, owner, fence }, { retryInSeconds, failure }) {
      await db
        .update(credentials)
        .set({
          leaseOwner: null,
          leaseUntil: null,
          refreshDueAt: retryInSeconds === undefined ? null : secondsFromNow(retryInSeconds),
          ...(failure && {
            failures: sql`${credentials.failures} + 1`,
            failingSince: sql`coalesce(${credentials.failingSince}, clock_timestamp())`,
            retryNotBefore: secondsFromNow(failure.spacingSeconds),
          }),
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

function versionOf({ customerId, connectionId, generation, version }: CredentialVersion): CredentialVersion {
  return { customerId, connectionId, generation, version };
}
