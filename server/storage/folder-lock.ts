import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder is in use by a living process. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`The data folder ${folder} is in use by process ${pid}. Stop that process, or set DATA_DIR to another folder.`);
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/**
 * Takes a folder for this process. The embedded database has no lock of its own: two processes on one folder both report success
 * and silently lose each other's rows.
 * @returns a function that gives the folder back.
 * @throws FolderLockedError when a living process holds it; a lock left by a dead one is taken over.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lockFile = join(folder, 'lock.json');
  const mine: Holder = { pid: process.pid, startedAt: startTime(process.pid) ?? '' };
  const candidate = join(folder, `lock.${process.pid}.${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(candidate, JSON.stringify(mine), { mode: 0o600 });
  try {
    takeLock(folder, lockFile, candidate);
  } finally {
    rmSync(candidate, { force: true });
  }
  return () => {
    if (readHolder(lockFile)?.pid === mine.pid) rmSync(lockFile, { force: true });
  };
}

function takeLock(folder: string, lockFile: string, candidate: string): void {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      // link() fails when the name exists, so of two processes exactly one gets it, complete with its content.
      linkSync(candidate, lockFile);
      return;
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
    const holder = readHolder(lockFile);
    if (holder && isAlive(holder)) throw new FolderLockedError(folder, holder.pid);
    try {
      unlinkSync(lockFile);
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
  throw new FolderLockedError(folder, readHolder(lockFile)?.pid ?? 0);
}

function readHolder(lockFile: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(lockFile, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') return undefined;
    return { pid: value.pid, startedAt: 'startedAt' in value && typeof value.startedAt === 'string' ? value.startedAt : '' };
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
  // Process ids are reused; the same id with another start time is another process.
  const started = startTime(holder.pid);
  return started === undefined || holder.startedAt === '' || started === holder.startedAt;
}

/** When a process started, in clock ticks since boot; undefined where /proc does not exist. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold spaces and brackets; fields are counted after its last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
