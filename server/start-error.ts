import { ConfigError } from './config.ts';
import { WrongEncryptionKeyError } from './create-connection-server.ts';
import { DefinitionError } from './definitions/index.ts';
import { FolderLockedError, isAccessRefused, isDatabaseUnavailable } from './storage/index.ts';

/**
 * Why a start failed, for the person at the terminal: one line that says what to do, for everything an operator can mend; a stack only for
 * what they cannot.
 */
export function describeStartError(error: unknown, environment: Readonly<Record<string, string | undefined>>): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `Port ${environment['PORT'] ?? '8787'} is taken by another program. Stop it, or set PORT to a free one.`;
  }
  const mendable = [ConfigError, DefinitionError, WrongEncryptionKeyError, FolderLockedError];
  if (mendable.some((kind) => error instanceof kind)) return error.message;
  const folder = 'syscall' in error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (folder !== undefined && environment['DATABASE_URL'] === undefined) {
    return `DATA_DIR cannot be used: ${folder} cannot be written. Set DATA_DIR to a folder of this program's user.`;
  }
  if (isDatabaseUnavailable(error) || isAccessRefused(error)) {
    return 'The database in DATABASE_URL cannot be reached. Check that it runs and that host, port, user and password are right.';
  }
  return error.stack ?? error.message;
}
