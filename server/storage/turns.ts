import { inArray, lte, sql } from './drizzle.ts';
import type { Database, schema } from './database.ts';
import { databaseNow, secondsUntil } from './database-time.ts';
import { statement, type Places } from './statement.ts';

/** Whose turn it is. */
export interface Turn {
  readonly isTaken: boolean;
  /** When it comes, or when the next one can be had; 0 or less: now. */
  readonly inSeconds: number;
}

/** Tables of one clock a key: when the next turn is free. */
type TurnsTable = typeof schema.providerClients;

/** A turn that is asked for: of a key, to be followed by the next one `spacingSeconds` later, and had within `patienceSeconds` or not at all. */
export interface WantedTurn {
  readonly key: Buffer;
  readonly spacingSeconds: number;
  readonly patienceSeconds: number;
}

/** Takes the next turn of each of these keys, in their order, up to the first that cannot be had; see {@link createTurns}. */
export type TakeTurns = (wanted: readonly WantedTurn[]) => Promise<Turn[]>;

/**
 * Takes the next turn of a key, in one statement: the turn after it comes `spacingSeconds` later. None is taken that would come later than
 * `patienceSeconds` from now. Read the other way round it is a limit: with a patience of `n - 1` spacings, `n` turns can be had at once, and
 * one more after each spacing.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createTurns(table: TurnsTable): (db: Database) => TakeTurns {
  const statements = new Map<number, ReturnType<typeof takeStatement>>();
  return (db) => async (wanted) => {
    const take = statements.get(wanted.length) ?? takeStatement(table, wanted.length);
    statements.set(wanted.length, take);
    const values = wanted.flatMap((turn, number) =>
      Object.entries<Buffer | number>({ ...turn }).map(([name, value]) => [`${name}${number}`, value] as const),
    );
    const [row] = await take(db, Object.fromEntries(values));
    return wanted.map(({ patienceSeconds }, number) => {
      const taken = row?.[`taken${number}`];
      if (typeof taken === 'number') return { isTaken: true, inSeconds: taken };
      // Not even there when the statement began: somebody else's first turn, which was waited for.
      return { isTaken: false, inSeconds: row?.[`left${number}`] ?? patienceSeconds };
    });
  };
}

/** @param count how many turns are taken: each only together with those before it. */
function takeStatement(table: TurnsTable, count: number) {
  return statement((db, at: Places<Record<string, Buffer | number>>) => {
    const numbers = Array.from({ length: count }, (_, number) => number);
    const spacing = (number: number) => sql`make_interval(secs => ${at[`spacingSeconds${number}`]})`;
    const name = (number: number) => sql.identifier(`turn${number}`);
    const turns = numbers.map((number) =>
      db.$with(`turn${number}`, {}).as(
        sql`insert into ${table} (${sql.identifier(table.key.name)}, ${sql.identifier(table.freeAt.name)})
          select ${at[`key${number}`]}, clock_timestamp() + ${spacing(number)} ${number === 0 ? sql`` : sql`from ${name(number - 1)}`}
          on conflict (${sql.identifier(table.key.name)}) do update
          set ${sql.identifier(table.freeAt.name)} = greatest(${table.freeAt}, clock_timestamp()) + ${spacing(number)}
          where ${lte(table.freeAt, sql`clock_timestamp() + make_interval(secs => ${at[`patienceSeconds${number}`]})`)}
          returning ${sql.identifier(table.freeAt.name)}`,
      ),
    );
    const seconds = numbers.flatMap((number) => {
      const taken = sql<number | null>`(select ${secondsUntil(sql`free_at - ${spacing(number)}`)} from ${name(number)})`;
      const left = sql<
        number | null
      >`(select ${secondsUntil(table.freeAt)} from ${table} where ${table.key} = ${at[`key${number}`]})`;
      return [[`taken${number}`, taken] as const, [`left${number}`, left] as const];
    });
    return db
      .with(...turns)
      .select(Object.fromEntries(seconds))
      .from(sql`(select 1) as once`);
  });
}

/** Forgets keys that are free: without a row they are as free. Not those that are taken just now, which would be waited for one by one. */
export async function forgetFree(db: Database, table: TurnsTable): Promise<void> {
  const free = db
    .select({ key: table.key })
    .from(table)
    .where(lte(table.freeAt, databaseNow))
    .for('update', { skipLocked: true });
  await db.delete(table).where(inArray(table.key, free));
}
