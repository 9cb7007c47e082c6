import { eq, lt } from './drizzle.ts';
import type { Permission, Role } from '../contract/index.ts';
import { generateId } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, secondsFromNow } from './database-time.ts';
import { statement, type Places } from './statement.ts';

/** Who looks at the tag: made by the vendor's backend, checked at every request. */
export interface Session {
  readonly id: string;
  readonly customerId: string;
  readonly instanceId: string;
  readonly integrationKey: string;
  /** The vendor's id of the user. */
  readonly userId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** The only page origin that may use it; null: any allowed one. */
  readonly origin: string | null;
}

/** A session about to be stored. */
export interface NewSession extends Omit<Session, 'id' | 'integrationKey'> {
  readonly tokenHash: Buffer;
  readonly lifetimeSeconds: number;
}

/** Sessions of the tag, found by the hash of their token. */
export interface SessionStore {
  /** Stores it, or finds the one of the same token. */
  create(session: NewSession): Promise<{ id: string; expiresAt: Date }>;
  /** The live session of a token, `expired` when it has ended, undefined when there never was one. */
  findByToken(tokenHash: Buffer): Promise<Session | 'expired' | undefined>;
  /** Deletes sessions that ended over a day ago. @returns how many. */
  sweep(): Promise<number>;
}

const { sessions, instances } = schema;

const findByToken = statement((db, { tokenHash }: Places<{ tokenHash: Buffer }>) =>
  db
    .select({ session: sessions, integrationKey: instances.integrationKey, now: databaseNow.mapWith(sessions.expiresAt) })
    .from(sessions)
    .innerJoin(instances, eq(instances.id, sessions.instanceId))
    .where(eq(sessions.tokenHash, tokenHash)),
);

/** A {@link SessionStore} on a database or a transaction. */
export function createSessionStore(db: Database): SessionStore {
  return {
    async create({ lifetimeSeconds, permissions, ...session }) {
      const [row] = await db
        .insert(sessions)
        .values({ id: generateId('ses'), ...session, permissions: [...permissions], expiresAt: secondsFromNow(lifetimeSeconds) })
        // The first two uses of a signed token may come at once.
        .onConflictDoUpdate({ target: sessions.tokenHash, set: { tokenHash: session.tokenHash } })
        .returning({ id: sessions.id, expiresAt: sessions.expiresAt });
      if (!row) throw new Error('the session row was not returned');
      return row;
    },
    async findByToken(tokenHash) {
      const [row] = await findByToken(db, { tokenHash });
      if (!row) return undefined;
      if (row.session.expiresAt <= row.now) return 'expired';
      const { id, customerId, instanceId, userId, role, origin } = row.session;
      return {
        id,
        customerId,
        instanceId,
        integrationKey: row.integrationKey,
        userId,
        role,
        origin,
        permissions: row.session.permissions as Permission[],
      };
    },
    async sweep() {
      const rows = await db
        .delete(sessions)
        .where(lt(sessions.expiresAt, secondsFromNow(-86_400)))
        .returning({ id: sessions.id });
      return rows.length;
    },
  };
}
