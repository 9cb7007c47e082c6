import type { SQL } from 'drizzle-orm';
import type { OpenDatabase } from '../../server/storage/index.ts';

/** The rows that a statement of a test answers; the two drivers wrap them differently. */
export async function rowsOf<Row>({ db }: Pick<OpenDatabase, 'db'>, statement: SQL): Promise<Row[]> {
  const result: unknown = await db.execute(statement);
  return [...((Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Row[])];
}
