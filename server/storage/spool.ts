import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generateId, type Vault } from '../vault/index.ts';

/** Whose a spooled entry is: what its bytes are bound to. */
export interface SpoolOwner {
  readonly customerId: string;
  readonly connectionId: string;
}

/** One entry that an earlier process left behind. */
export interface SpooledEntry {
  readonly owner: SpoolOwner;
  /** When it was written, in milliseconds since 1970. */
  readonly writtenAt: number;
  /** @throws VaultError when it was sealed with a key that is gone, or was changed. */
  read(): string;
  remove(): Promise<void>;
}

/** A folder on a disk that outlives the process: what must not be lost is written there before the database is asked to take it. */
export interface Spool {
  /** On the disk, not in its cache, when this resolves. @returns removes the entry. */
  write(owner: SpoolOwner, text: string): Promise<() => Promise<void>>;
  /** What lies there, oldest first. Files that are no entries are left alone. */
  entries(): Promise<SpooledEntry[]>;
}

const suffix = '.sealed.json';

/** As written: each entry has a data key of its own, since the customer's lies in the database, which may be away. */
interface EntryFile {
  readonly owner: SpoolOwner;
  readonly writtenAt: number;
  readonly dataKey: { readonly id: string; readonly wrapped: string; readonly kekId: string };
  readonly sealed: string;
}

/** A {@link Spool} in a folder, which is made for this user alone if it is not there. Several servers may share one. */
export function createSpool(folder: string, vault: Vault): Spool {
  const context = (owner: SpoolOwner) => ({
    customerId: owner.customerId,
    rowId: owner.connectionId,
    field: 'spool',
    generation: 0,
  });
  const remove = (path: string) => rm(path, { force: true });

  return {
    async write(owner, text) {
      const dataKey = vault.createDataKey(owner.customerId);
      const sealed = vault.seal(vault.openDataKey({ ...dataKey, customerId: owner.customerId }), context(owner), text);
      const file: EntryFile = {
        owner,
        writtenAt: Date.now(),
        dataKey: { ...dataKey, wrapped: dataKey.wrapped.toString('base64') },
        sealed: sealed.toString('base64'),
      };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${file.writtenAt}-${generateId('spl')}${suffix}`);
      await writeDurably(path, JSON.stringify(file));
      await syncFolder(folder);
      return () => remove(path);
    },
    async entries() {
      const names = await readdir(folder).catch(() => []);
      const paths = names
        .filter((name) => name.endsWith(suffix))
        .toSorted()
        .map((name) => join(folder, name));
      const read = await Promise.all(paths.map(async (path) => ({ path, file: parseEntry(await readFile(path, 'utf8')) })));
      return read.flatMap(({ path, file }) => {
        // Cut off by a crash while it was written: nothing was stored on the strength of it, and it cannot be opened.
        if (!file) return [];
        const { owner, writtenAt, dataKey, sealed } = file;
        const row = { ...dataKey, wrapped: Buffer.from(dataKey.wrapped, 'base64'), customerId: owner.customerId };
        const open = () => vault.unseal(vault.openDataKey(row), context(owner), Buffer.from(sealed, 'base64'));
        return [{ owner, writtenAt, read: open, remove: () => remove(path) }];
      });
    },
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The file's name has to reach the disk as well. Windows cannot, and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseEntry(text: string): EntryFile | undefined {
  try {
    return JSON.parse(text) as EntryFile;
  } catch {
    return undefined;
  }
}
