import { and, eq, isNull, ne, or } from './drizzle.ts';
import { schema, type Database } from './database.ts';

/** Whose grant something is at the provider, by hashes: who of several connections share one. */
export interface GrantOwner {
  /** Of the client: its id and its token endpoint. */
  readonly clientKey: string;
  /** Of the client and the account; absent when the provider does not name the account. */
  readonly accountKey?: string;
}

/** Connections that live on the same account's grant. */
export interface SiblingStore {
  /**
   * Whether another connection lives on what this owner granted: one of the same account, whosever it is; where an account is not known,
   * one of the same customer and client.
   */
  hasLiveSibling(connection: { customerId: string; connectionId: string }, owner: GrantOwner): Promise<boolean>;
}

/** A {@link SiblingStore} on a database or a transaction. */
export function createSiblingStore(db: Database): SiblingStore {
  const { credentials } = schema;
  return {
    async hasLiveSibling({ customerId, connectionId }, { clientKey, accountKey }) {
      const sameClient = and(eq(credentials.clientKey, clientKey), eq(credentials.customerId, customerId));
      const isSibling =
        accountKey === undefined
          ? sameClient
          : or(eq(credentials.accountKey, accountKey), and(sameClient, isNull(credentials.accountKey)));
      const rows = await db
        .select({ id: credentials.connectionId })
        .from(credentials)
        .where(and(isSibling, ne(credentials.connectionId, connectionId)))
        .limit(1);
      return rows.length > 0;
    },
  };
}
