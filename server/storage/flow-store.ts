import { and, asc, eq, gt, inArray, isNull, lte, not, or, sql } from './drizzle.ts';
import type { FlowState } from '../contract/index.ts';
import type { AuthorizationSecrets } from '../oauth/index.ts';
import { generateId, generateToken, hashToken } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, databaseNowOnce, secondsFromNow } from './database-time.ts';
import { tracedRows, traceValues, type Details, type Trace, type TraceValues } from './journal-store.ts';
import type { Sealer } from './sealer.ts';
import { statement, type Places } from './statement.ts';

/** One CONNECT as stored. */
export interface FlowRecord {
  readonly id: string;
  readonly customerId: string;
  readonly connectionId: string;
  readonly generation: number;
  readonly sessionId: string;
  readonly userId: string;
  readonly definitionKey: string;
  readonly fingerprint: string;
  readonly redirectUri: string;
  readonly mode: 'popup' | 'redirect' | 'device';
  readonly pageOrigin: string;
  readonly returnUrl: string | null;
  /** BCP 47 tag of the language it was begun in. */
  readonly locale: string | null;
  readonly state: FlowState;
  readonly code: string | null;
  readonly details: Details | null;
  /** The browser was sent to the provider. */
  readonly reachedProvider: boolean;
  /** The session that began it had not ended when the flow was read. */
  readonly isSessionAlive: boolean;
  /** Opens what is sealed in its row, as it was read; nothing once it has ended. @throws VaultError */
  readSecrets(): Promise<FlowSecrets>;
}

/** What is known of a flow when it begins. */
type FlowFacts = Omit<FlowRecord, 'id' | 'state' | 'code' | 'details' | 'reachedProvider' | 'isSessionAlive' | 'readSecrets'>;

/** What is sealed in a flow's row between its steps. */
export interface FlowSecrets extends AuthorizationSecrets {
  /** Device mode: what the tokens are asked for with. */
  readonly deviceCode?: string;
  /** Redirect mode: the callback's query, kept until the page that began the flow claims it. */
  readonly parkedQuery?: string;
  /** `response_mode=form_post`: what the provider's page posted, kept until the browser comes for it with its cookie. */
  readonly postedQuery?: string;
}

/** What a callback brings to be known by: its state, or the handle that a posted one was given. */
export type CallbackKey = { readonly stateHash: Buffer } | { readonly postedHash: Buffer };

/** A flow about to be stored. */
export interface NewFlow extends FlowFacts {
  readonly startSecretHash: Buffer;
  readonly lifetimeSeconds: number;
}

/** A device flow about to be stored: it is at the third party at once, since no window has to shake hands. */
export interface NewDeviceFlow extends Omit<NewFlow, 'mode' | 'returnUrl' | 'locale' | 'startSecretHash'> {
  readonly secrets: Pick<FlowSecrets, 'deviceCode' | 'dpopKey'>;
  readonly pollSeconds: number;
}

/** A flow that the sweeper ended, and why. */
export type SweptFlow = FlowRecord & { readonly code: 'flow_expired' | 'exchange_unknown' };

/** Flows and every step from one state to the next; each step is one statement that only one caller wins. */
export interface FlowStore {
  create(flow: NewFlow): Promise<{ id: string; expiresAt: Date }>;
  /** Stores a device flow as `authorizing`, to be asked about after `pollSeconds`. */
  createDevice(flow: NewDeviceFlow): Promise<{ id: string }>;
  find(id: string): Promise<FlowRecord | undefined>;
  /** The flow as its starter may see it: same customer, same user. */
  findOf(customerId: string, userId: string, id: string): Promise<FlowRecord | undefined>;
  /** A `created` flow the start page may bind: right secret, right origin, not expired. */
  findStartable(id: string, startSecretHash: Buffer, pageOrigin: string | undefined): Promise<FlowRecord | undefined>;
  /** `created` → `authorizing`, once, and its trace with it. @returns whether this call did it. */
  bind(
    flow: FlowRecord,
    binding: { browserHash: Buffer; stateHash: Buffer; secrets: FlowSecrets },
    trace: Trace,
  ): Promise<boolean>;
  /**
   * The single statement that lets one callback, from the browser that began the flow, go on: `authorizing` → `exchanging`, or `parked`
   * in redirect mode. A wrong browser changes nothing, and of two callbacks one gets the row.
   */
  consume(key: CallbackKey, browserHash: Buffer, definitionKey: string): Promise<FlowRecord | undefined>;
  /** What a callback that could not be consumed may be told: only to the browser that is bound to the flow. */
  explain(key: CallbackKey, browserHash: Buffer): Promise<FlowRecord | undefined>;
  /** Keeps a posted callback with its open flow, under a handle. It changes no state; a later one takes its place. @returns whether it did. */
  holdPosted(stateHash: Buffer, definitionKey: string, posted: { postedHash: Buffer; postedQuery: string }): Promise<boolean>;
  park(flow: FlowRecord, completionHash: Buffer, secrets: FlowSecrets): Promise<void>;
  /** `parked` → `exchanging` for the page that began the flow and the value its callback brought back. */
  claimParked(flow: FlowRecord, startSecretHash: Buffer, completionHash: Buffer): Promise<boolean>;
  /**
   * Takes the right to ask the third party about one device flow, when it is due; others wait for `holdSeconds`, or until
   * {@link planPoll}. @returns whether this call has it.
   */
  claimPoll(flow: FlowRecord, holdSeconds: number): Promise<boolean>;
  /** The same for the device flows that are due, longest overdue first. */
  claimDuePolls(holdSeconds: number, limit: number): Promise<FlowRecord[]>;
  /** Gives the right back: the next question is due after the flow's interval, which grows by `slowerBySeconds` for good. */
  planPoll(flow: FlowRecord, slowerBySeconds: number): Promise<void>;
  /** Ends a flow that is in one of `from`. @returns whether this call ended it. */
  end(
    id: string,
    from: readonly FlowState[],
    outcome: { state: 'succeeded' | 'failed' | 'cancelled'; code?: string; details?: Details },
  ): Promise<boolean>;
  /**
   * Ends a flow whose tokens are here: as succeeded when its session still lives, else as failed. One that the sweeper gave up, because the
   * database was so long in taking its tokens, has not been taken back by anybody.
   * @param from the state it is in while its tokens are had.
   * @returns undefined when somebody else has ended it.
   */
  settle(flow: Pick<FlowRecord, 'id'>, from: FlowState): Promise<'succeeded' | 'session_revoked' | undefined>;
  /**
   * Ends every open flow of a connection: it was disconnected, deleted or changed under them. Of one whose code is being exchanged it is not
   * known what comes of it, until {@link FlowStore.settle} is asked to take its tokens.
   */
  supersede(connectionId: string): Promise<void>;
  /** Marks flows past their time as expired and deletes those that ended over a day ago. @returns those that were ended. */
  sweep(): Promise<SweptFlow[]>;
}

const openStates: FlowState[] = ['created', 'authorizing', 'parked', 'exchanging'];

const { flows, sessions } = schema;
const live = gt(flows.expiresAt, databaseNow);
// An open flow past its time reads as expired, whether or not the sweeper has been by.
const readState = sql<FlowState>`case when ${flows.endedAt} is null and ${flows.expiresAt} <= clock_timestamp() and ${flows.state} <> 'exchanging' then 'expired' else ${flows.state} end`;
const isSessionAlive = sql<boolean>`exists (select from ${sessions} where ${and(eq(sessions.id, flows.sessionId), gt(sessions.expiresAt, databaseNow))})`;
const columns = {
  id: flows.id,
  customerId: flows.customerId,
  connectionId: flows.connectionId,
  generation: flows.generation,
  sessionId: flows.sessionId,
  userId: flows.userId,
  definitionKey: flows.definitionKey,
  fingerprint: flows.fingerprint,
  redirectUri: flows.redirectUri,
  mode: flows.mode,
  pageOrigin: flows.pageOrigin,
  returnUrl: flows.returnUrl,
  locale: flows.locale,
  state: readState,
  code: flows.code,
  details: flows.details,
  reachedProvider: sql<boolean>`${flows.stateHash} is not null or ${flows.mode} = 'device'`,
  isSessionAlive,
  sealed: flows.sealed,
};
const endNow = { endedAt: databaseNow, sealed: null, pollAt: null };
const pollable = and(eq(flows.state, 'authorizing'), lte(flows.pollAt, databaseNowOnce), live);
const returned = { id: flows.id };

/** A {@link CallbackKey} in parts. */
interface CallbackKeyParts {
  readonly stateHash?: Buffer;
  readonly postedHash?: Buffer;
}

// Until a flow is parked, the column of the value it is claimed with holds that of a posted callback: the two never meet.
const isCallbackOf = ({ stateHash, postedHash }: Places<CallbackKeyParts>) =>
  stateHash === undefined ? eq(flows.completionHash, sql`${postedHash}`) : eq(flows.stateHash, stateHash);

const createOne = statement((db, { lifetimeSeconds, ...flow }: Places<NewFlow & { id: string }>) =>
  db
    .insert(flows)
    .values({ ...flow, state: 'created', expiresAt: secondsFromNow(lifetimeSeconds) })
    .returning({ id: flows.id, expiresAt: flows.expiresAt }),
);
const findOne = statement((db, flow: Places<{ id: string; customerId?: string; userId?: string }>) =>
  db
    .select(columns)
    .from(flows)
    .where(
      and(
        eq(flows.id, flow.id),
        flow.customerId && eq(flows.customerId, flow.customerId),
        flow.userId && eq(flows.userId, flow.userId),
      ),
    ),
);
const findStartable = statement(
  (db, { id, startSecretHash, pageOrigin }: Places<{ id: string; startSecretHash: Buffer; pageOrigin?: string }>) => {
    const rightPage =
      pageOrigin === undefined ? eq(flows.mode, 'redirect') : and(eq(flows.mode, 'popup'), eq(flows.pageOrigin, pageOrigin));
    return db
      .select(columns)
      .from(flows)
      .where(and(eq(flows.id, id), eq(flows.startSecretHash, startSecretHash), rightPage, eq(flows.state, 'created'), live));
  },
);
const bindOne = statement(
  (db, { id, ...at }: Places<{ id: string; browserHash: Buffer; stateHash: Buffer; sealed: Buffer } & TraceValues>) => {
    const bound = db.$with('bound').as(
      db
        .update(flows)
        .set({ state: 'authorizing', browserHash: at.browserHash, stateHash: at.stateHash, sealed: at.sealed })
        .where(and(eq(flows.id, id), eq(flows.state, 'created'), live))
        .returning(returned),
    );
    return db
      .with(bound, ...tracedRows(db, at, sql`bound`))
      .select()
      .from(bound);
  },
);
const consumeOne = statement(
  (db, { browserHash, definitionKey, ...key }: Places<CallbackKeyParts & { browserHash: Buffer; definitionKey: string }>) =>
    db
      .update(flows)
      .set({ state: sql`case when ${flows.mode} = 'redirect' then 'parked' else 'exchanging' end`, consumedAt: databaseNow })
      .where(
        and(
          isCallbackOf(key),
          eq(flows.browserHash, browserHash),
          eq(flows.definitionKey, definitionKey),
          eq(flows.state, 'authorizing'),
          isNull(flows.consumedAt),
          live,
        ),
      )
      .returning({ ...columns, state: flows.state }),
);
const explainOne = statement((db, { browserHash, ...key }: Places<CallbackKeyParts & { browserHash: Buffer }>) =>
  db
    .select(columns)
    .from(flows)
    .where(and(isCallbackOf(key), eq(flows.browserHash, browserHash))),
);
// Nobody knows at that moment whether a server still waits for the answer, so what it left at the provider is unknown until one says.
const superseded = { superseded: true };
const isSuperseded = sql`coalesce(${flows.details} @> ${JSON.stringify(superseded)}::jsonb, false)`;
const settleOne = statement((db, { id, from }: Places<{ id: string; from: FlowState }>) => {
  // Looked at once: state and code must agree.
  const session = db
    .select({ isAlive: isSessionAlive.as('is_alive') })
    .from(flows)
    .where(eq(flows.id, id))
    .as('session');
  const isGivenUp = or(
    and(eq(flows.code, 'exchange_unknown'), not(isSuperseded)),
    and(eq(flows.code, 'flow_expired'), eq(flows.mode, 'device')),
  );
  return db
    .update(flows)
    .set({
      state: sql`case when ${session.isAlive} then 'succeeded' else 'failed' end`,
      code: sql`case when ${session.isAlive} then null else 'session_revoked' end`,
      details: null,
      ...endNow,
    })
    .from(session)
    .where(and(eq(flows.id, id), or(eq(flows.state, from), isGivenUp)))
    .returning({ state: flows.state });
});

/** A {@link FlowStore} on a database or a transaction. */
export function createFlowStore(db: Database, sealer: Sealer): FlowStore {
  const context = (flow: Pick<FlowRecord, 'customerId' | 'id'>) => ({
    customerId: flow.customerId,
    rowId: flow.id,
    field: 'flow',
    generation: 0,
  });
  const seal = (flow: FlowRecord, secrets: FlowSecrets) => sealer.seal(context(flow), JSON.stringify(secrets));
  const toRecord = ({ sealed, ...flow }: FlowRow): FlowRecord => ({
    ...flow,
    readSecrets: async () => (sealed === null ? {} : (JSON.parse(await sealer.unseal(context(flow), sealed)) as FlowSecrets)),
  });
  const first = ([row]: FlowRow[]) => row && toRecord(row);

  return {
    async create(flow) {
      const [row] = await createOne(db, { id: generateId('flw'), ...flow });
      if (!row) throw new Error('the flow row was not returned');
      return row;
    },
    async createDevice({ lifetimeSeconds, secrets, pollSeconds, ...flow }) {
      const id = generateId('flw');
      const row = {
        ...flow,
        id,
        mode: 'device',
        returnUrl: null,
        state: 'authorizing',
        pollSeconds,
        // Nobody is given a secret to start it with, so nobody can.
        startSecretHash: hashToken(generateToken('fss')),
        sealed: await sealer.seal(context({ ...flow, id }), JSON.stringify(secrets)),
        pollAt: secondsFromNow(pollSeconds),
        expiresAt: secondsFromNow(lifetimeSeconds),
      } as const;
      await db.insert(flows).values(row);
      return { id };
    },
    find: async (id) => first(await findOne(db, { id })),
    findOf: async (customerId, userId, id) => first(await findOne(db, { id, customerId, userId })),
    findStartable: async (id, startSecretHash, pageOrigin) =>
      first(await findStartable(db, { id, startSecretHash, ...(pageOrigin === undefined ? {} : { pageOrigin }) })),
    async bind(flow, { browserHash, stateHash, secrets }, trace) {
      const sealed = await seal(flow, secrets);
      const rows = await bindOne(db, { id: flow.id, browserHash, stateHash, sealed, ...traceValues(flow, trace) });
      return rows.length === 1;
    },
    consume: async (key, browserHash, definitionKey) => first(await consumeOne(db, { ...key, browserHash, definitionKey })),
    explain: async (key, browserHash) => first(await explainOne(db, { ...key, browserHash })),
    async holdPosted(stateHash, definitionKey, { postedHash, postedQuery }) {
      const isOpen = and(
        eq(flows.stateHash, stateHash),
        eq(flows.definitionKey, definitionKey),
        eq(flows.state, 'authorizing'),
        live,
      );
      const flow = first(await db.select(columns).from(flows).where(isOpen));
      if (!flow) return false;
      const sealed = await seal(flow, { ...(await flow.readSecrets()), postedQuery });
      const rows = await db.update(flows).set({ completionHash: postedHash, sealed }).where(isOpen).returning(returned);
      return rows.length === 1;
    },
    async park(flow, completionHash, secrets) {
      await db
        .update(flows)
        .set({ completionHash, sealed: await seal(flow, secrets) })
        .where(and(eq(flows.id, flow.id), eq(flows.state, 'parked')));
    },
    async claimParked(flow, startSecretHash, completionHash) {
      const rows = await db
        .update(flows)
        .set({ state: 'exchanging' })
        .where(
          and(
            eq(flows.id, flow.id),
            eq(flows.state, 'parked'),
            eq(flows.startSecretHash, startSecretHash),
            eq(flows.completionHash, completionHash),
            live,
          ),
        )
        .returning(returned);
      return rows.length === 1;
    },
    async claimPoll(flow, holdSeconds) {
      const rows = await db
        .update(flows)
        .set({ pollAt: secondsFromNow(holdSeconds) })
        .where(and(eq(flows.id, flow.id), pollable))
        .returning(returned);
      return rows.length === 1;
    },
    async claimDuePolls(holdSeconds, limit) {
      const due = db
        .select({ id: flows.id })
        .from(flows)
        .where(pollable)
        .orderBy(asc(flows.pollAt))
        .limit(limit)
        .for('update', { skipLocked: true });
      const rows = await db
        .update(flows)
        .set({ pollAt: secondsFromNow(holdSeconds) })
        .where(and(inArray(flows.id, due), pollable))
        .returning(columns);
      return rows.map(toRecord);
    },
    async planPoll(flow, slowerBySeconds) {
      const seconds = sql`${flows.pollSeconds} + ${slowerBySeconds}::integer`;
      await db
        .update(flows)
        .set({ pollSeconds: seconds, pollAt: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
        .where(and(eq(flows.id, flow.id), eq(flows.state, 'authorizing')));
    },
    async end(id, from, { state, code, details }) {
      const rows = await db
        .update(flows)
        .set({ state, code: code ?? null, details: details ?? null, ...endNow })
        .where(and(eq(flows.id, id), inArray(flows.state, [...from])))
        .returning(returned);
      return rows.length === 1;
    },
    async settle({ id }, from) {
      const [row] = await settleOne(db, { id, from });
      if (!row) {
        // Its tokens are here after all, and can be revoked.
        await db
          .update(flows)
          .set({ code: 'flow_superseded', details: null })
          .where(and(eq(flows.id, id), isSuperseded));
      }
      return row && (row.state === 'succeeded' ? row.state : 'session_revoked');
    },
    async supersede(connectionId) {
      await db
        .update(flows)
        .set({
          state: 'failed',
          code: sql`case when ${flows.state} = 'exchanging' then 'exchange_unknown' else 'flow_superseded' end`,
          details: sql`case when ${flows.state} = 'exchanging' then ${JSON.stringify(superseded)}::jsonb end`,
          ...endNow,
        })
        .where(and(eq(flows.connectionId, connectionId), inArray(flows.state, openStates)));
    },
    async sweep() {
      const expired = await db
        .update(flows)
        .set({ state: 'expired', code: 'flow_expired', ...endNow })
        .where(and(inArray(flows.state, ['created', 'authorizing', 'parked']), lte(flows.expiresAt, databaseNowOnce)))
        .returning(columns);
      // A server that died in mid-exchange leaves its flow behind; nobody will finish it.
      const stranded = await db
        .update(flows)
        .set({ state: 'failed', code: 'exchange_unknown', ...endNow })
        .where(and(eq(flows.state, 'exchanging'), lte(flows.expiresAt, secondsFromNow(-120))))
        .returning(columns);
      await db.delete(flows).where(lte(flows.endedAt, secondsFromNow(-86_400)));
      return [
        ...expired.map((row) => ({ ...toRecord(row), code: 'flow_expired' as const })),
        ...stranded.map((row) => ({ ...toRecord(row), code: 'exchange_unknown' as const })),
      ];
    },
  };
}

type FlowRow = Omit<FlowRecord, 'readSecrets'> & { readonly sealed: Buffer | null };
