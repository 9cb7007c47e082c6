import { eq } from './drizzle.ts';
import { schema, type Database } from './database.ts';

/** Facts about the database itself, by key. */
export interface SettingsStore {
  read(key: string): Promise<Buffer | undefined>;
  put(key: string, value: Buffer): Promise<void>;
  /** Stores a value unless one is there. @returns the one that is there afterwards. */
  putOnce(key: string, value: Buffer): Promise<Buffer>;
}

/** A {@link SettingsStore} on a database or a transaction. */
export function createSettingsStore(db: Database): SettingsStore {
  const { settings } = schema;
  const read = async (key: string) => {
    const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
    return row?.value;
  };
  return {
    read,
    async put(key, value) {
      await db.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
    },
    async putOnce(key, value) {
      await db.insert(settings).values({ key, value }).onConflictDoNothing({ target: settings.key });
      return (await read(key)) ?? value;
    },
  };
}
