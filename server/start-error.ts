import { ConfigError } from './config.ts';
import { WrongEncryptionKeyError } from './create-connection-server.ts';
import { DefinitionError } from './definitions/index.ts';
import { FolderLockedError, isDatabaseUnavailable } from './storage/index.ts';

/**
 * Why a start failed, for the person at the terminal: one line that says what to do, for everything an operator can mend; a stack only for
 * what they cannot.
 */
export function describeStartError(error: unknown, environment: Readonly<Record<string, string | undefined>>): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `Port ${environment['PORT'] ?? '8787'} is taken by another program. Stop it, or set PORT to a free one.`;
  }
  if (isDatabaseUnavailable(error)) {
    return 'The database in DATABASE_URL cannot be reached. Check that it runs and that host, port, user and password are right.';
  }
  const mendable = [ConfigError, DefinitionError, WrongEncryptionKeyError, FolderLockedError];
  return mendable.some((kind) => error instanceof kind) ? error.message : (error.stack ?? error.message);
}
