// What postgres.js and Postgres say when the server is away: closed sockets, refused connections, shutdown, "too many clients",
// a statement that was cancelled by its time limit, a disk or memory that is full, a server that only reads.
const unavailable = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '57014',
  '53100',
  '53200',
  '53300',
  '08000',
  '08003',
  '08006',
  '25006',
]);

/** The driver's or server's error code behind an error, however deeply drizzle has wrapped it. */
export function databaseErrorCode(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}

/** Whether the database could not be reached or has no room, as opposed to having refused what was asked. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && unavailable.has(current.code)) return true;
  }
  return false;
}

// Serialization and deadlocks, a full disk or memory, objects in use, an operator at work, an error of the disk or of the server itself.
const passing = /^(40|53|55|57|58|XX)[0-9A-Z]{3}$/;

/** Whether the same statements may well succeed later: the database is away, full, or in trouble, and did not refuse what was asked. */
export function mayPass(error: unknown): boolean {
  return isDatabaseUnavailable(error) || passing.test(databaseErrorCode(error) ?? '');
}

/** Whether a transaction lost a lock to others, by a deadlock or because it waited too long, and would have it if it were run again. */
export function isLockLost(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes(databaseErrorCode(error) ?? '');
}

/** Whether the database refused a text for a NUL or for bytes that are no UTF-8: the sender's fault, wherever in the request it was. */
export function isUnstorableText(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code === '22021' || code === '22P05';
}

/** Whether a table is not there yet: the database has never been migrated. */
export function isTableMissing(error: unknown): boolean {
  return databaseErrorCode(error) === '42P01';
}

/** Whether the database refused the user, the password or the database's name. */
export function isAccessRefused(error: unknown): boolean {
  return ['28P01', '28000', '3D000', '42501'].includes(databaseErrorCode(error) ?? '');
}
