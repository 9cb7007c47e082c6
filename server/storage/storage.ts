import type { Vault } from '../vault/index.ts';
import { createConnectLinkStore, type ConnectLinkStore } from './connect-link-store.ts';
import { createConnectionStore, type ConnectionStore } from './connection-store.ts';
import { createCredentialStore, type CredentialStore } from './credential-store.ts';
import { createCustomerStore, type CustomerStore } from './customer-store.ts';
import { ping, type Database } from './database.ts';
import { createEndNoticeStore, type EndNoticeStore } from './end-notice-store.ts';
import { createEventStore, type EventStore } from './event-store.ts';
import { createFlowStore, type FlowStore } from './flow-store.ts';
import { createJournalStore, type JournalStore } from './journal-store.ts';
import { createProviderClientStore, type ProviderClientStore } from './provider-client-store.ts';
import { createRateLimitStore, type RateLimitStore } from './rate-limit-store.ts';
import { createRegistrationStore, type RegistrationStore } from './registration-store.ts';
import { createRevocationStore, type RevocationStore } from './revocation-store.ts';
import { createSealer, type DataKeyCache } from './sealer.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { createSettingsStore, type SettingsStore } from './settings-store.ts';
import { createSiblingStore, type SiblingStore } from './sibling-store.ts';
import { createUseStore, type UseStore } from './use-store.ts';
import { createValueStore, type ValueStore } from './value-store.ts';
import { createWebhookStore, type WebhookStore } from './webhook-store.ts';
import { withinCustomer } from './within-customer.ts';

/** Every store, on a database or on one transaction. `Ticket` is what a queued revocation holds sealed. */
export interface Storage<Ticket = unknown> {
  readonly customers: CustomerStore;
  readonly connections: ConnectionStore;
  readonly connectLinks: ConnectLinkStore;
  readonly values: ValueStore;
  readonly credentials: CredentialStore;
  readonly endNotices: EndNoticeStore;
  readonly siblings: SiblingStore;
  readonly use: UseStore;
  readonly flows: FlowStore;
  readonly providerClients: ProviderClientStore;
  readonly rateLimits: RateLimitStore;
  readonly registrations: RegistrationStore;
  readonly revocations: RevocationStore<Ticket>;
  readonly journal: JournalStore;
  readonly events: EventStore;
  readonly webhooks: WebhookStore;
  readonly sessions: SessionStore;
  readonly settings: SettingsStore;
  /** Runs `work` in one transaction: all of it is stored, or nothing. No network call belongs in it. */
  transaction<T>(work: (tx: Storage<Ticket>) => Promise<T>): Promise<T>;
  /**
   * The same storage for what is done on behalf of one customer: the database itself refuses it any other's rows, where it could be prepared
   * for that. Not within a transaction.
   */
  within(customerId: string): Storage<Ticket>;
  /** Runs statements that belong together: of a storage that is kept to a customer as one transaction, so that it is bound once. */
  together<T>(work: (storage: Storage<Ticket>) => Promise<T>): Promise<T>;
  /** Answers when the database does. */
  ping(): Promise<void>;
}

/** Customers whose stores are kept: those that somebody is at work for, since a sign-in has several requests. */
const mostCustomers = 200;

/**
 * Binds every store to a database; secrets are sealed with `vault` on the way in.
 * @param tenantRole what {@link Storage.within} runs as; without one it keeps nobody's rows from anybody.
 */
export function createStorage<Ticket>(db: Database, vault: Vault, tenantRole?: string): Storage<Ticket> {
  const cachedKeys: DataKeyCache['rows'] = new Map();
  const ofCustomers = new Map<string, Storage<Ticket>>();
  const bind = (connection: Database, isTransaction: boolean, isCustomers = false): Storage<Ticket> => {
    const sealer = createSealer(connection, vault, { rows: cachedKeys, mayAdd: !isTransaction });
    const bound: Storage<Ticket> = {
      customers: createCustomerStore(connection, vault),
      connections: createConnectionStore(connection),
      connectLinks: createConnectLinkStore(connection),
      values: createValueStore(connection, sealer),
      credentials: createCredentialStore(connection, sealer),
      endNotices: createEndNoticeStore(connection),
      siblings: createSiblingStore(connection),
      use: createUseStore(connection, sealer),
      flows: createFlowStore(connection, sealer),
      providerClients: createProviderClientStore(connection),
      rateLimits: createRateLimitStore(connection),
      registrations: createRegistrationStore(connection, sealer),
      revocations: createRevocationStore<Ticket>(connection, sealer),
      journal: createJournalStore(connection),
      events: createEventStore(connection),
      webhooks: createWebhookStore(connection, vault, sealer),
      sessions: createSessionStore(connection),
      settings: createSettingsStore(connection),
      transaction: (work) => connection.transaction((tx) => work(bind(tx, true))),
      within: (customerId) => {
        if (tenantRole === undefined) return storage;
        const known = ofCustomers.get(customerId);
        if (known) return known;
        // Whether anybody's connection lives on a grant, and whose turn it is, is asked about all customers.
        const { siblings, providerClients, rateLimits } = storage;
        const own = bind(withinCustomer(db, tenantRole, customerId), false, true);
        const kept = { ...own, siblings, providerClients, rateLimits };
        if (ofCustomers.size >= mostCustomers) ofCustomers.delete(ofCustomers.keys().next().value ?? '');
        ofCustomers.set(customerId, kept);
        return kept;
      },
      together: (work) => (isCustomers ? bound.transaction(work) : work(bound)),
      ping: () => ping({ db: connection }),
    };
    return bound;
  };
  const storage = bind(db, false);
  return storage;
}
