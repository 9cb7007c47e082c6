import { readFileSync } from 'node:fs';

/** Whom a process belongs to; empty: to whoever runs this one. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * For programs that refuse to run as root, as PostgreSQL does: somebody else on this machine, if this is root.
 * @throws Error with one line when there is nobody else.
 */
export function unprivilegedOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no user postgres or nobody to run it as.');
}
