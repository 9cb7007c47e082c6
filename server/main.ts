import { ConfigError, readConfig } from './config.ts';
import { DefinitionError } from './definitions/index.ts';
import { isDatabaseUnavailable } from './storage/index.ts';
import { serve, type Serving } from './serve.ts';

// A wrong setting is the operator's to mend: one line, no stack.
const startedWith = process.env;
let serving: Serving | undefined;
let stopping = false;

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Under an orchestrator a hung stop is worse than a hard one; refreshes under way have 20 seconds at most.
  setTimeout(() => process.exit(1), 30_000).unref();
  await serving?.stop();
  process.exit(0);
}

process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
// Started by another program that has gone away: nobody is left to stop us.
process.on('disconnect', () => void stop());

try {
  serving = await serve(readConfig(startedWith));
} catch (error) {
  console.error(describe(error));
  process.exit(1);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `Port ${startedWith.PORT ?? '8787'} is taken by another program. Stop it, or set PORT to a free one.`;
  if (isDatabaseUnavailable(error))
    return 'The database in DATABASE_URL cannot be reached. Check that it runs and that host, port, user and password are right.';
  const known =
    error instanceof ConfigError ||
    error instanceof DefinitionError ||
    ['WrongEncryptionKeyError', 'FolderLockedError'].includes(error.name);
  return known ? error.message : (error.stack ?? error.message);
}
