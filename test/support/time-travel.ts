import { sql } from 'drizzle-orm';
import type { OpenDatabase } from '../../server/storage/index.ts';

/** Every stored token is as if it had been stored so long ago that it has just expired. The provider knows nothing of it. */
export async function expireTokens({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`
    update credentials set last_refreshed_at = last_refreshed_at - (expires_at - now()) - interval '1 second',
      expires_at = now() - interval '1 second'`);
}

/** Every planned renewal is due now. */
export async function makeRefreshDue({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`update credentials set refresh_due_at = now() - interval '1 second'`);
}

/** Every lease has run out, as if its holder had died a minute ago. */
export async function endLeases({ db }: OpenDatabase): Promise<void> {
  await db.execute(
    sql`update credentials set lease_until = now() - interval '1 second', refresh_due_at = now() - interval '1 second' where lease_until is not null`,
  );
}

/** Every device flow may be asked about now. */
export async function makePollDue({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`update flows set poll_at = now() - interval '1 second' where poll_at is not null`);
}

/** Every server at a customer's address was last found out about two days ago. */
export async function ageDiscoveries({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`update registrations set created_at = created_at - interval '2 days'`);
}

/** Every queued revocation is older by so many hours, and due. */
export async function ageRevocations({ db }: OpenDatabase, hours: number): Promise<void> {
  const by = sql`make_interval(hours => ${hours})`;
  await db.execute(sql`
    update revocations set due_at = now(), deadline_at = deadline_at - ${by}, created_at = created_at - ${by} where due_at is not null`);
}

/** Every session has ended. */
export async function endSessions({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`update sessions set expires_at = now() - interval '1 second'`);
}

/** Every stored credential is older by so many days: all of its moments, told and planned. */
export async function ageCredentials({ db }: OpenDatabase, days: number): Promise<void> {
  const by = sql`make_interval(secs => ${days * 86_400})`;
  await db.execute(sql`
    update credentials set expires_at = expires_at - ${by}, refresh_expires_at = refresh_expires_at - ${by},
      consent_ends_at = consent_ends_at - ${by}, end_notice_at = end_notice_at - ${by}, refresh_due_at = refresh_due_at - ${by},
      last_refreshed_at = last_refreshed_at - ${by}`);
}
