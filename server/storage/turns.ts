import { eq, lte, sql } from './drizzle.ts';
import type { Database, schema } from './database.ts';
import { databaseNow, secondsFromNow, secondsUntil } from './database-time.ts';
import { statement, type Places } from './statement.ts';

/** Whose turn it is. */
export interface Turn {
  readonly isTaken: boolean;
  /** When it comes, or when the next one can be had; 0 or less: now. */
  readonly inSeconds: number;
}

/** Tables of one clock a key: when the next turn is free. */
type TurnsTable = typeof schema.providerClients;

/** Takes the next turn of a key; see {@link createTurns}. */
export type TakeTurn = (key: Buffer, spacingSeconds: number, patienceSeconds: number) => Promise<Turn>;

/**
 * Takes the next turn of a key, in one statement: the turn after it comes `spacingSeconds` later. None is taken that would come later than
 * `patienceSeconds` from now. Read the other way round it is a limit: with a patience of `n - 1` spacings, `n` turns can be had at once, and
 * one more after each spacing.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createTurns(table: TurnsTable): (db: Database) => TakeTurn {
  const take = statement((db, at: Places<{ key: Buffer; spacingSeconds: number; patienceSeconds: number }>) => {
    const spacing = sql`make_interval(secs => ${at.spacingSeconds})`;
    const turn = db.$with('turn').as(
      db
        .insert(table)
        .values({ key: at.key, freeAt: sql`clock_timestamp() + ${spacing}` })
        .onConflictDoUpdate({
          target: table.key,
          set: { freeAt: sql`greatest(${table.freeAt}, clock_timestamp()) + ${spacing}` },
          setWhere: lte(table.freeAt, secondsFromNow(at.patienceSeconds)),
        })
        .returning({ freeAt: table.freeAt }),
    );
    return db
      .with(turn)
      .select({
        taken: sql<number | null>`(select ${secondsUntil(sql`free_at - ${spacing}`)} from turn)`,
        left: sql<number | null>`(select ${secondsUntil(table.freeAt)} from ${table} where ${eq(table.key, at.key)})`,
      })
      .from(sql`(select 1) as once`);
  });
  return (db) => async (key, spacingSeconds, patienceSeconds) => {
    const [row] = await take(db, { key, spacingSeconds, patienceSeconds });
    if (typeof row?.taken === 'number') return { isTaken: true, inSeconds: row.taken };
    // Not even there when the statement began: somebody else's first turn, which was waited for.
    return { isTaken: false, inSeconds: row?.left ?? patienceSeconds };
  };
}

/** Forgets keys that are free: without a row they are as free. */
export async function forgetFree(db: Database, table: TurnsTable): Promise<void> {
  await db.delete(table).where(lte(table.freeAt, databaseNow));
}
