import { alias, and, desc, eq, gt, inArray, isNotNull, lt, lte, sql, type SQL } from './drizzle.ts';
import { generateId, type Vault } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, databaseNowOnce, secondsFromNow } from './database-time.ts';
import { numberNewEvents, type EventRecord } from './event-store.ts';
import type { Sealer } from './sealer.ts';

/** One endpoint of the vendor's. */
export interface WebhookRecord {
  readonly id: string;
  readonly url: string;
  readonly eventTypes: readonly string[] | null;
  readonly state: 'enabled' | 'disabled';
  readonly disabledReason: 'gone' | 'unreachable' | 'by_request' | null;
  readonly revision: number;
  readonly pending: number;
  readonly createdAt: Date;
}

/** A signing secret; the newest has no end. */
export interface WebhookSecret {
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly endsAt?: number;
}

/** One event on its way to one endpoint, claimed by the caller. */
export interface Delivery {
  readonly sequence: number;
  readonly endpoint: Pick<WebhookRecord, 'id' | 'url' | 'revision'>;
  readonly event: EventRecord;
  /** Tries so far. */
  readonly attempts: number;
}

/** A delivery as the vendor may look at it. */
export interface DeliveryRecord {
  readonly eventId: string;
  readonly type: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
}

/** How one try ended. */
export interface DeliveryOutcome {
  readonly status?: number;
  readonly error?: string;
}

/** Endpoints for events, and the outbox of deliveries to them. */
export interface WebhookStore {
  /** Makes an endpoint that gets what happens from now on. */
  create(endpoint: { url: string; eventTypes: readonly string[] | null }, secret: string): Promise<string>;
  list(): Promise<WebhookRecord[]>;
  find(id: string): Promise<WebhookRecord | undefined>;
  update(
    id: string,
    change: Partial<Pick<WebhookRecord, 'url' | 'eventTypes' | 'state' | 'disabledReason'>>,
  ): Promise<WebhookRecord | undefined>;
  remove(id: string): Promise<boolean>;
  readSecrets(endpoint: Pick<WebhookRecord, 'id' | 'revision'>): Promise<readonly WebhookSecret[]>;
  /** Replaces the secrets, if nobody else has meanwhile. */
  writeSecrets(endpoint: Pick<WebhookRecord, 'id' | 'revision'>, secrets: readonly WebhookSecret[]): Promise<boolean>;
  /** Goes back to the first event at or after a moment; what is pending is dropped, since it is sent again anyway. */
  rewind(id: string, since: Date): Promise<void>;
  /** Goes back to the first delivery that did not arrive, after an endpoint was disabled. */
  resume(id: string): Promise<void>;
  /** Queues new events for every enabled endpoint. @returns whether there may be more. */
  queueNewEvents(): Promise<boolean>;
  /** Deliveries that are due, each the oldest of its connection that is still pending; held for `holdSeconds`. */
  claimDue(holdSeconds: number, limit: number): Promise<Delivery[]>;
  retry(delivery: Delivery, outcome: DeliveryOutcome, inSeconds: number): Promise<void>;
  end(delivery: Delivery, state: 'delivered' | 'failed', outcome: DeliveryOutcome): Promise<void>;
  /** The newest first. */
  deliveriesOf(id: string, limit: number): Promise<DeliveryRecord[]>;
  /** Deletes deliveries that ended over 30 days ago. */
  sweep(): Promise<number>;
}

/** Whose data key seals the secrets: the vendor's own, in the place where customers' ids stand. */
const vendor = 'vendor';
const queuedAtOnce = 1_000;
const keptSeconds = 30 * 86_400;

/** A {@link WebhookStore} on a database or a transaction. */
export function createWebhookStore(db: Database, vault: Vault, sealer: Sealer): WebhookStore {
  const { webhookEndpoints: endpoints, deliveries, events, dataKeys } = schema;
  const context = (endpoint: Pick<WebhookRecord, 'id' | 'revision'>) => ({
    customerId: vendor,
    rowId: endpoint.id,
    field: 'webhook',
    generation: endpoint.revision,
  });
  const seal = (endpoint: Pick<WebhookRecord, 'id' | 'revision'>, secrets: readonly WebhookSecret[]) =>
    sealer.seal(context(endpoint), JSON.stringify(secrets));
  const ensureVendorKey = () =>
    db
      .insert(dataKeys)
      .values({ customerId: vendor, ...vault.createDataKey(vendor) })
      .onConflictDoNothing();
  const columns = {
    id: endpoints.id,
    url: endpoints.url,
    eventTypes: endpoints.eventTypes,
    state: endpoints.state,
    disabledReason: endpoints.disabledReason,
    revision: endpoints.revision,
    pending: db.$count(deliveries, and(eq(deliveries.endpointId, endpoints.id), isNotNull(deliveries.dueAt))),
    createdAt: endpoints.createdAt,
  };
  const find = async (id: string) => {
    const [row] = await db.select(columns).from(endpoints).where(eq(endpoints.id, id));
    return row;
  };
  /** Moves an endpoint back to before a position, which must be the smallest that `of` gives. */
  const moveBackTo = (id: string, first: SQL) =>
    db.transaction(async (tx) => {
      await tx.select({ id: endpoints.id }).from(endpoints).where(eq(endpoints.id, id)).for('update');
      await tx
        .update(endpoints)
        .set({ position: sql`least(${endpoints.position}, coalesce((${first}) - 1, ${endpoints.position}))` })
        .where(eq(endpoints.id, id));
      await tx.delete(deliveries).where(and(eq(deliveries.endpointId, id), isNotNull(deliveries.dueAt)));
    });

  return {
    async create({ url, eventTypes }, secret) {
      await ensureVendorKey();
      await numberNewEvents(db);
      const id = generateId('whe');
      await db.insert(endpoints).values({
        id,
        url,
        eventTypes: eventTypes === null ? null : [...eventTypes],
        state: 'enabled',
        sealed: await seal({ id, revision: 0 }, [{ secret }]),
        revision: 0,
        position: sql`coalesce((select max(position) from events), 0)`,
      });
      return id;
    },
    list: () => db.select(columns).from(endpoints).orderBy(endpoints.createdAt),
    find,
    async update(id, { eventTypes, ...change }) {
      const types = eventTypes === undefined ? {} : { eventTypes: eventTypes === null ? null : [...eventTypes] };
      const rows = await db
        .update(endpoints)
        .set({ id, ...change, ...types })
        .where(eq(endpoints.id, id))
        .returning({ id: endpoints.id });
      return rows.length === 0 ? undefined : find(id);
    },
    async remove(id) {
      const rows = await db.delete(endpoints).where(eq(endpoints.id, id)).returning({ id: endpoints.id });
      return rows.length === 1;
    },
    async readSecrets(endpoint) {
      const [row] = await db.select({ sealed: endpoints.sealed }).from(endpoints).where(eq(endpoints.id, endpoint.id));
      return row ? (JSON.parse(await sealer.unseal(context(endpoint), row.sealed)) as WebhookSecret[]) : [];
    },
    async writeSecrets(endpoint, secrets) {
      const next = { id: endpoint.id, revision: endpoint.revision + 1 };
      const rows = await db
        .update(endpoints)
        .set({ sealed: await seal(next, secrets), revision: next.revision })
        .where(and(eq(endpoints.id, endpoint.id), eq(endpoints.revision, endpoint.revision)))
        .returning({ id: endpoints.id });
      return rows.length === 1;
    },
    rewind: (id, since) =>
      moveBackTo(id, sql`select min(position) from events where created_at >= ${since.toISOString()}::timestamptz`),
    resume: (id) => moveBackTo(id, sql`select min(position) from deliveries where endpoint_id = ${id} and state <> 'delivered'`),
    async queueNewEvents() {
      await numberNewEvents(db);
      return db.transaction(async (tx) => {
        const rows = await tx
          .select({ id: endpoints.id, position: endpoints.position, eventTypes: endpoints.eventTypes })
          .from(endpoints)
          .where(and(eq(endpoints.state, 'enabled'), lt(endpoints.position, sql`(select max(position) from events)`)))
          .for('update', { skipLocked: true });
        let more = false;
        for (const { id, position, eventTypes } of rows) {
          const fresh = await tx
            .select({ id: events.id, type: events.type, connectionId: events.connectionId, position: events.position })
            .from(events)
            .where(gt(events.position, position))
            .orderBy(events.position)
            .limit(queuedAtOnce);
          const wanted = fresh.filter(({ type }) => eventTypes?.includes(type) ?? true);
          if (wanted.length > 0) {
            await tx.insert(deliveries).values(
              wanted.map((event) => ({
                endpointId: id,
                eventId: event.id,
                connectionId: event.connectionId,
                position: event.position ?? 0,
                state: 'pending' as const,
                dueAt: databaseNow,
              })),
            );
          }
          const last = fresh.at(-1)?.position ?? position;
          await tx.update(endpoints).set({ position: last }).where(eq(endpoints.id, id));
          more ||= fresh.length === queuedAtOnce;
        }
        return more;
      });
    },
    async claimDue(holdSeconds, limit) {
      const earlier = alias(deliveries, 'earlier');
      const due = db
        .select({ sequence: deliveries.sequence })
        .from(deliveries)
        .where(
          and(
            lte(deliveries.dueAt, databaseNowOnce),
            inArray(deliveries.endpointId, db.select({ id: endpoints.id }).from(endpoints).where(eq(endpoints.state, 'enabled'))),
            sql`not exists (${db
              .select({ one: sql`1` })
              .from(earlier)
              .where(
                and(
                  eq(earlier.endpointId, deliveries.endpointId),
                  eq(earlier.connectionId, deliveries.connectionId),
                  lt(earlier.position, deliveries.position),
                  isNotNull(earlier.dueAt),
                ),
              )})`,
          ),
        )
        .orderBy(deliveries.dueAt)
        .limit(limit)
        .for('update', { skipLocked: true });
      const claimed = await db
        .update(deliveries)
        .set({ dueAt: secondsFromNow(holdSeconds) })
        .where(inArray(deliveries.sequence, due))
        .returning({ sequence: deliveries.sequence });
      if (claimed.length === 0) return [];
      const rows = await db
        .select({
          sequence: deliveries.sequence,
          attempts: deliveries.attempts,
          endpoint: { id: endpoints.id, url: endpoints.url, revision: endpoints.revision },
          event: events,
        })
        .from(deliveries)
        .innerJoin(endpoints, eq(endpoints.id, deliveries.endpointId))
        .innerJoin(events, eq(events.id, deliveries.eventId))
        .where(
          inArray(
            deliveries.sequence,
            claimed.map(({ sequence }) => sequence),
          ),
        );
      return rows.map((row) => ({ ...row, event: { ...row.event, position: row.event.position ?? 0 } }));
    },
    async retry({ sequence }, { status, error }, inSeconds) {
      await db
        .update(deliveries)
        .set({
          attempts: sql`${deliveries.attempts} + 1`,
          status: status ?? null,
          error: error ?? null,
          dueAt: secondsFromNow(inSeconds),
        })
        .where(and(eq(deliveries.sequence, sequence), isNotNull(deliveries.dueAt)));
    },
    async end({ sequence }, state, { status, error }) {
      await db
        .update(deliveries)
        .set({
          state,
          attempts: sql`${deliveries.attempts} + 1`,
          status: status ?? null,
          error: error ?? null,
          dueAt: null,
          endedAt: databaseNow,
        })
        .where(and(eq(deliveries.sequence, sequence), isNotNull(deliveries.dueAt)));
    },
    deliveriesOf: (id, limit) =>
      db
        .select({
          eventId: deliveries.eventId,
          type: events.type,
          state: deliveries.state,
          attempts: deliveries.attempts,
          status: deliveries.status,
          error: deliveries.error,
          dueAt: deliveries.dueAt,
          endedAt: deliveries.endedAt,
        })
        .from(deliveries)
        .innerJoin(events, eq(events.id, deliveries.eventId))
        .where(eq(deliveries.endpointId, id))
        .orderBy(desc(deliveries.sequence))
        .limit(limit),
    async sweep() {
      const rows = await db
        .delete(deliveries)
        .where(lte(deliveries.endedAt, secondsFromNow(-keptSeconds)))
        .returning({ sequence: deliveries.sequence });
      return rows.length;
    },
  };
}
