/** The only room that knows SQL: schema, migrations, and one store an aggregate. */
export type { ConnectionChange, ConnectionFilter, ConnectionRecord } from './connection-store.ts';
export type { CredentialRecord, GrantEnd, Lease, NewTokens, StoredTokens } from './credential-store.ts';
export type { ConfigVarRow, CustomerRecord, Instance, InstanceRecord } from './customer-store.ts';
export { ping, type OpenDatabase } from './database.ts';
export {
  databaseErrorCode,
  isAccessRefused,
  isDatabaseUnavailable,
  isTableMissing,
  isUnstorableText,
  mayPass,
} from './database-error.ts';
export type { EventRecord } from './event-store.ts';
export type { CallbackKey, FlowRecord, FlowSecrets } from './flow-store.ts';
export { FolderLockedError } from './folder-lock.ts';
export type { Details, LogRecord, LogRetention, Trace } from './journal-store.ts';
export { migrate } from './migrate.ts';
export { openEmbedded } from './open-embedded.ts';
export { openPostgres } from './open-postgres.ts';
export { asksForReader } from './postgres-url.ts';
export type { StoredRegistration } from './registration-store.ts';
export type { RevocationRecord } from './revocation-store.ts';
export type { Session } from './session-store.ts';
export type { GrantOwner } from './sibling-store.ts';
export type { SettingsStore } from './settings-store.ts';
export { createSpool, type Spool, type SpooledEntry } from './spool.ts';
export { createStorage, type Storage } from './storage.ts';
export { inspectTenantRole, type TenantRole } from './tenant-role.ts';
export type { ConnectionForUse, StoredGrant } from './use-store.ts';
export type { StoredValue } from './value-store.ts';
export type { Delivery, DeliveryOutcome, DeliveryRecord, WebhookRecord, WebhookSecret } from './webhook-store.ts';
