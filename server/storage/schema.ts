import type { FieldValue } from '../contract/index.ts';
import {
  bigint,
  bigserial,
  boolean,
  core,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  sql,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from './drizzle.ts';

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value),
});

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const createdAt = () => time('created_at').notNull().defaultNow();

/** The vendor's customers: the tenants. Every other tenant row carries `customer_id`. */
export const customers = pgTable('customers', {
  id: text('id').primaryKey(),
  externalId: text('external_id').notNull().unique(),
  name: text('name'),
  createdAt: createdAt(),
});

/**
 * One wrapped data key per customer. Deleting the row erases everything sealed with it. No foreign key: it outlives a deleted customer
 * until nothing is left that has to be opened with it.
 */
export const dataKeys = pgTable(
  'data_keys',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    wrapped: bytea('wrapped').notNull(),
    kekId: text('kek_id').notNull(),
    createdAt: createdAt(),
    /** When the key may go, unless a revocation is pending; null while the customer is there. */
    eraseAt: time('erase_at'),
  },
  (table) => [
    unique('data_keys_customer').on(table.customerId),
    index('data_keys_erase')
      .on(table.eraseAt)
      .where(sql`${table.eraseAt} is not null`),
  ],
);

/** An integration deployed for a customer. */
export const instances = pgTable(
  'instances',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id, { onDelete: 'cascade' }),
    integrationKey: text('integration_key').notNull(),
    name: text('name').notNull(),
    /** False: its connections are kept and renewed, and handed to nobody. */
    enabled: boolean('enabled').notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [
    unique('instances_customer_integration').on(table.customerId, table.integrationKey),
    unique('instances_tenant').on(table.customerId, table.id),
  ],
);

/** The stored state of one config variable in one instance. Holds no secret. */
export const connections = pgTable(
  'connections',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    instanceId: text('instance_id').notNull(),
    /** The config variable's stable key. */
    configVarKey: text('config_var_key').notNull(),
    definitionKey: text('definition_key').notNull(),
    status: text('status', { enum: ['not_configured', 'configured', 'active', 'error'] }).notNull(),
    reason: text('reason'),
    warning: text('warning'),
    /** Counts saves of the fields. */
    revision: integer('revision').notNull().default(0),
    /** Counts connects and disconnects; a token is only ever stored for the generation it was asked for. */
    generation: integer('generation').notNull().default(0),
    accountLabel: text('account_label'),
    requestedScopes: text('requested_scopes').array(),
    grantedScopes: text('granted_scopes').array(),
    connectedAt: time('connected_at'),
    lastUsedAt: time('last_used_at'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('connections_instance_config_var').on(table.instanceId, table.configVarKey),
    unique('connections_tenant').on(table.customerId, table.id),
    foreignKey({ columns: [table.customerId, table.instanceId], foreignColumns: [instances.customerId, instances.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** One stored input of a connection: sealed when it is a secret, plain JSON otherwise; exactly one of the two. */
export const connectionValues = pgTable(
  'connection_values',
  {
    customerId: text('customer_id').notNull(),
    connectionId: text('connection_id').notNull(),
    inputKey: text('input_key').notNull(),
    plain: jsonb('plain').$type<FieldValue>(),
    sealed: bytea('sealed'),
    /** The connection's revision this value was stored at; part of the sealed row's bound data. */
    revision: integer('revision').notNull(),
    setBy: text('set_by').notNull(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [
    core.primaryKey({ columns: [table.connectionId, table.inputKey] }),
    foreignKey({
      columns: [table.customerId, table.connectionId],
      foreignColumns: [connections.customerId, connections.id],
    }).onDelete('cascade'),
  ],
);

/** The sealed token set of a connection: the hot row of refresh. */
export const credentials = pgTable(
  'credentials',
  {
    connectionId: text('connection_id').primaryKey(),
    customerId: text('customer_id').notNull(),
    generation: integer('generation').notNull(),
    /** Goes up at every stored token set; writes compare and set on it. */
    version: integer('version').notNull(),
    sealed: bytea('sealed').notNull(),
    /**
     * A token set that a provider handed out beside the stored one, to somebody who asked at the same time. Bound to the stored version,
     * and gone when that has been renewed: it was good.
     */
    spare: bytea('spare'),
    /** The OAuth settings the grant was made under. */
    fingerprint: text('fingerprint').notNull(),
    rotation: text('rotation', { enum: ['non_rotating', 'rotating_grace', 'rotating_strict'] }).notNull(),
    /** Hash of the client that the grant was given to; null where no person gave it. */
    clientKey: text('client_key'),
    /** Hash of that client and the account that gave it, as far as the provider names it. */
    accountKey: text('account_key'),
    refreshable: boolean('refreshable').notNull(),
    /** Whose turns its renewals take; see provider_clients. */
    turnsKey: bytea('turns_key'),
    expiresAt: time('expires_at'),
    /** When what it is renewed with ends, as far as the provider tells; a renewal may move it. */
    refreshExpiresAt: time('refresh_expires_at'),
    /** When the grant ends however often it is renewed, where the provider limits that. */
    consentEndsAt: time('consent_ends_at'),
    /** When the customer is to be told that the connection ends soon; null when no end is known. */
    endNoticeAt: time('end_notice_at'),
    endNoticed: boolean('end_noticed').notNull().default(false),
    /** When the background refresh is due; a claim moves it to the end of its lease, so one index serves both. */
    refreshDueAt: time('refresh_due_at'),
    leaseOwner: text('lease_owner'),
    leaseUntil: time('lease_until'),
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
    failures: integer('failures').notNull().default(0),
    failingSince: time('failing_since'),
    /** Until when nobody asks again after a failure, neither in the background nor for somebody who waits. */
    retryNotBefore: time('retry_not_before'),
    lastRefreshedAt: time('last_refreshed_at'),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      columns: [table.customerId, table.connectionId],
      foreignColumns: [connections.customerId, connections.id],
    }).onDelete('cascade'),
    index('credentials_refresh_due')
      .on(table.refreshDueAt)
      .where(sql`${table.refreshDueAt} is not null`),
    index('credentials_client')
      .on(table.clientKey, table.customerId)
      .where(sql`${table.clientKey} is not null`),
    index('credentials_account')
      .on(table.accountKey)
      .where(sql`${table.accountKey} is not null`),
    index('credentials_end_notice')
      .on(table.endNoticeAt)
      .where(sql`not ${table.endNoticed}`),
  ],
);

/** The refresh journal: what was about to be sent, written before it was sent. */
export const credentialAttempts = pgTable(
  'credential_attempts',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    connectionId: text('connection_id').notNull(),
    generation: integer('generation').notNull(),
    version: integer('version').notNull(),
    outcome: text('outcome', { enum: ['intent', 'stored', 'refused', 'not_sent', 'in_doubt', 'superseded'] }).notNull(),
    createdAt: createdAt(),
    endedAt: time('ended_at'),
  },
  (table) => [
    foreignKey({
      columns: [table.customerId, table.connectionId],
      foreignColumns: [connections.customerId, connections.id],
    }).onDelete('cascade'),
    index('credential_attempts_version').on(table.connectionId, table.generation, table.version),
  ],
);

/** One CONNECT. Only hashes of its secrets are stored; the PKCE verifier and a parked code are sealed. */
export const flows = pgTable(
  'flows',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    connectionId: text('connection_id').notNull(),
    /** The connection's generation when the flow began. */
    generation: integer('generation').notNull(),
    sessionId: text('session_id').notNull(),
    userId: text('user_id').notNull(),
    definitionKey: text('definition_key').notNull(),
    /** The OAuth settings the flow began under; another fingerprint at the callback ends it. */
    fingerprint: text('fingerprint').notNull(),
    redirectUri: text('redirect_uri').notNull(),
    mode: text('mode', { enum: ['popup', 'redirect', 'device'] }).notNull(),
    /** The origin of the page that began the flow. */
    pageOrigin: text('page_origin').notNull(),
    returnUrl: text('return_url'),
    /** BCP 47 tag of the language the tag was in. */
    locale: text('locale'),
    state: text('state', {
      enum: ['created', 'authorizing', 'parked', 'exchanging', 'succeeded', 'failed', 'cancelled', 'expired'],
    }).notNull(),
    code: text('code'),
    /** Facts of the failure, as in the log's line. */
    details: jsonb('details').$type<Record<string, string | number | boolean>>(),
    startSecretHash: bytea('start_secret_hash').notNull(),
    stateHash: bytea('state_hash'),
    browserHash: bytea('browser_hash'),
    completionHash: bytea('completion_hash'),
    /** PKCE verifier and, in redirect mode, the parked callback. */
    sealed: bytea('sealed'),
    /** Device mode: when the token endpoint may be asked next; a claim moves it. */
    pollAt: time('poll_at'),
    /** Device mode: seconds between two questions (RFC 8628 section 3.5). */
    pollSeconds: integer('poll_seconds'),
    expiresAt: time('expires_at').notNull(),
    consumedAt: time('consumed_at'),
    endedAt: time('ended_at'),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      columns: [table.customerId, table.connectionId],
      foreignColumns: [connections.customerId, connections.id],
    }).onDelete('cascade'),
    uniqueIndex('flows_state_hash').on(table.stateHash),
    index('flows_expires').on(table.expiresAt),
    index('flows_poll')
      .on(table.pollAt)
      .where(sql`${table.pollAt} is not null`),
    index('flows_connection').on(table.connectionId),
  ],
);

/**
 * What was found out about the server at an address a customer gave, and the client that was registered there: one a connection, because
 * a registration that two customers share lets one of them act for the other. Only a new address or a DISCONNECT replaces it.
 */
export const registrations = pgTable(
  'registrations',
  {
    connectionId: text('connection_id').primaryKey(),
    customerId: text('customer_id').notNull(),
    /** The address as the customer gave it. */
    serverUrl: text('server_url').notNull(),
    issuer: text('issuer').notNull(),
    /** The server's metadata as accepted, the client id, and the client's secrets. */
    sealed: bytea('sealed').notNull(),
    /** When the client's secret ends (RFC 7591 section 3.2.1); null when it does not. */
    expiresAt: time('expires_at'),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      columns: [table.customerId, table.connectionId],
      foreignColumns: [connections.customerId, connections.id],
    }).onDelete('cascade'),
  ],
);

/** Outbox of tokens to revoke at a provider; it outlives its connection. The sealed part is shredded when it ends. */
export const revocations = pgTable(
  'revocations',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    connectionId: text('connection_id').notNull(),
    generation: integer('generation').notNull(),
    /** The OAuth client and the tokens, frozen as they were; null once ended. */
    sealed: bytea('sealed'),
    attempts: integer('attempts').notNull().default(0),
    /** When the next try is due; a claim moves it. Null once ended. */
    dueAt: time('due_at'),
    deadlineAt: time('deadline_at').notNull(),
    result: text('result', { enum: ['revoked', 'unconfirmed'] }),
    createdAt: createdAt(),
    endedAt: time('ended_at'),
  },
  (table) => [
    index('revocations_due')
      .on(table.dueAt)
      .where(sql`${table.dueAt} is not null`),
    index('revocations_customer').on(table.customerId),
  ],
);

/** Numbers events in the order in which they may be read; see event-store.ts. */
export const eventsPosition = pgSequence('events_position');

/** Transactional outbox of what happened, for the vendor. Ids and codes only. */
export const events = pgTable(
  'events',
  {
    sequence: bigserial('sequence', { mode: 'number' }).primaryKey(),
    id: text('id').notNull().unique(),
    customerId: text('customer_id').notNull(),
    connectionId: text('connection_id').notNull(),
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, string | number | boolean>>().notNull(),
    createdAt: createdAt(),
    /** Null until a reader has seen it. */
    position: bigint('position', { mode: 'number' }).unique(),
  },
  (table) => [
    index('events_connection').on(table.connectionId, table.sequence),
    index('events_customer').on(sql`(${table.data} ->> 'customer')`, table.position),
    index('events_fresh')
      .on(table.sequence)
      .where(sql`${table.position} is null`),
  ],
);

/** Where the vendor wants events sent. */
export const webhookEndpoints = pgTable('webhook_endpoints', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  /** Null: all types. */
  eventTypes: text('event_types').array(),
  state: text('state', { enum: ['enabled', 'disabled'] }).notNull(),
  disabledReason: text('disabled_reason', { enum: ['gone', 'unreachable', 'by_request'] }),
  /** Signing secrets, the newest first; sealed under the vendor's own data key. */
  sealed: bytea('sealed').notNull(),
  /** Counts changes of the secrets; part of the sealed bytes' bound data. */
  revision: integer('revision').notNull(),
  /** Events up to this position have been queued. */
  position: bigint('position', { mode: 'number' }).notNull(),
  createdAt: createdAt(),
});

/** Outbox of events on their way to an endpoint. */
export const deliveries = pgTable(
  'deliveries',
  {
    sequence: bigserial('sequence', { mode: 'number' }).primaryKey(),
    endpointId: text('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    eventId: text('event_id').notNull(),
    /** Deliveries of one connection go one after another. */
    connectionId: text('connection_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    state: text('state', { enum: ['pending', 'delivered', 'failed'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    status: integer('status'),
    error: text('error'),
    /** When the next try is due; a claim moves it. Null once ended. */
    dueAt: time('due_at'),
    endedAt: time('ended_at'),
    createdAt: createdAt(),
  },
  (table) => [
    index('deliveries_due')
      .on(table.dueAt)
      .where(sql`${table.dueAt} is not null`),
    index('deliveries_order')
      .on(table.endpointId, table.connectionId, table.position)
      .where(sql`${table.dueAt} is not null`),
    index('deliveries_endpoint').on(table.endpointId, table.sequence),
    index('deliveries_ended').on(table.endedAt),
  ],
);

/** What a customer may read about a connection. Append-only; codes and our own sentences. */
export const connectionLogs = pgTable(
  'connection_logs',
  {
    sequence: bigserial('sequence', { mode: 'number' }).primaryKey(),
    customerId: text('customer_id').notNull(),
    connectionId: text('connection_id').notNull(),
    severity: text('severity', { enum: ['info', 'warn', 'error'] }).notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
    details: jsonb('details').$type<Record<string, string | number | boolean>>(),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      columns: [table.customerId, table.connectionId],
      foreignColumns: [connections.customerId, connections.id],
    }).onDelete('cascade'),
    index('connection_logs_connection').on(table.connectionId, table.sequence),
    index('connection_logs_created').on(table.createdAt),
  ],
);

/** Who changed what. Append-only, outlives the connection it speaks of. */
export const auditLog = pgTable(
  'audit_log',
  {
    sequence: bigserial('sequence', { mode: 'number' }).primaryKey(),
    customerId: text('customer_id').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    target: text('target').notNull(),
    requestId: text('request_id'),
    createdAt: createdAt(),
  },
  (table) => [index('audit_log_customer').on(table.customerId, table.sequence)],
);

/** Sessions of the tag; the token itself is stored only as a hash. */
export const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    tokenHash: bytea('token_hash').notNull().unique(),
    customerId: text('customer_id').notNull(),
    instanceId: text('instance_id').notNull(),
    userId: text('user_id').notNull(),
    role: text('role', { enum: ['customer', 'organization'] }).notNull(),
    permissions: text('permissions').array().notNull(),
    origin: text('origin'),
    expiresAt: time('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({ columns: [table.customerId, table.instanceId], foreignColumns: [instances.customerId, instances.id] }).onDelete(
      'cascade',
    ),
    index('sessions_expires').on(table.expiresAt),
  ],
);

/** Links to the hosted page, to send in a mail; the secret itself is stored only as a hash. */
export const connectLinks = pgTable(
  'connect_links',
  {
    id: text('id').primaryKey(),
    secretHash: bytea('secret_hash').notNull().unique(),
    customerId: text('customer_id').notNull(),
    instanceId: text('instance_id').notNull(),
    userId: text('user_id').notNull(),
    configVar: text('config_var'),
    returnUrl: text('return_url'),
    /** Of the browser that opened it first. */
    browserHash: bytea('browser_hash'),
    expiresAt: time('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({ columns: [table.customerId, table.instanceId], foreignColumns: [instances.customerId, instances.id] }).onDelete(
      'cascade',
    ),
    index('connect_links_expires').on(table.expiresAt),
  ],
);

/** One clock a key: when its next turn is free. Keys are hashes, so a row says nothing about whom it is of. */
const turnsTable = (name: string) =>
  pgTable(name, {
    key: bytea('key').primaryKey(),
    /** After the turns that are given out. */
    freeAt: time('free_at').notNull(),
  });

/**
 * When the next call of an OAuth client may leave, for the servers to share: one limit at the provider covers every connection of a
 * client. A pause that the provider asked for moves the clock ahead.
 */
export const providerClients = turnsTable('provider_clients');

/** What was asked of us lately, for the servers to share: by whom, and how often. */
export const rateLimits = turnsTable('rate_limits');

/** Facts about the database itself, for now the record that proves the encryption key is the right one. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: bytea('value').notNull(),
});
