import { and, eq, gt, isNull, lt, or } from './drizzle.ts';
import { generateId } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, secondsFromNow } from './database-time.ts';

/** Whom a link is for and what it shows. */
export interface ConnectLink {
  readonly customerId: string;
  readonly instanceId: string;
  /** The vendor's id of the user. */
  readonly userId: string;
  /** Null: all connections of the integration. */
  readonly configVar: string | null;
  readonly returnUrl: string | null;
}

/** A link with the integration that its instance is of. */
export interface OpenedConnectLink extends ConnectLink {
  readonly integrationKey: string;
}

/** Links in mails, found by the hash of their secret. */
export interface ConnectLinkStore {
  create(link: ConnectLink & { readonly secretHash: Buffer; readonly lifetimeSeconds: number }): Promise<{ expiresAt: Date }>;
  /**
   * The link of a secret, which from its first opening on belongs to that browser: of two that race, one gets it.
   * `used`: another browser has it. Undefined when there never was one.
   */
  open(secretHash: Buffer, browserHash: Buffer): Promise<OpenedConnectLink | 'expired' | 'used' | undefined>;
  /** Deletes links that ended over 30 days ago; until then their page can say so. @returns how many. */
  sweep(): Promise<number>;
}

/** A {@link ConnectLinkStore} on a database or a transaction. */
export function createConnectLinkStore(db: Database): ConnectLinkStore {
  const { connectLinks, instances } = schema;
  return {
    async create({ lifetimeSeconds, ...link }) {
      const [row] = await db
        .insert(connectLinks)
        .values({ id: generateId('lnk'), ...link, expiresAt: secondsFromNow(lifetimeSeconds) })
        .returning({ expiresAt: connectLinks.expiresAt });
      if (!row) throw new Error('the link row was not returned');
      return row;
    },
    async open(secretHash, browserHash) {
      const free = or(isNull(connectLinks.browserHash), eq(connectLinks.browserHash, browserHash));
      const [opened] = await db
        .update(connectLinks)
        .set({ browserHash })
        .where(and(eq(connectLinks.secretHash, secretHash), gt(connectLinks.expiresAt, databaseNow), free))
        .returning();
      const [found] = await db
        .select({
          integrationKey: instances.integrationKey,
          expiresAt: connectLinks.expiresAt,
          now: databaseNow.mapWith(connectLinks.expiresAt),
        })
        .from(connectLinks)
        .innerJoin(instances, eq(instances.id, connectLinks.instanceId))
        .where(eq(connectLinks.secretHash, secretHash));
      if (!found) return undefined;
      if (!opened) return found.expiresAt <= found.now ? 'expired' : 'used';
      const { customerId, instanceId, userId, configVar, returnUrl } = opened;
      return { customerId, instanceId, userId, configVar, returnUrl, integrationKey: found.integrationKey };
    },
    async sweep() {
      const rows = await db
        .delete(connectLinks)
        .where(lt(connectLinks.expiresAt, secondsFromNow(-30 * 86_400)))
        .returning({ id: connectLinks.id });
      return rows.length;
    },
  };
}
