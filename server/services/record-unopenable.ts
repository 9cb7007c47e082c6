import { VaultError } from '../vault/index.ts';
import { systemActor, type Dependencies } from './dependencies.ts';
import type { FoundConnection } from './find-connection.ts';
import { recordFinding } from './record-change.ts';

/**
 * Does something that opens a connection's secrets. When they do not open (the row was altered, moved or restored without its key), that
 * connection alone turns red with a log line. A key that is merely out of reach paints nothing.
 * @throws whatever `work` throws, the VaultError included.
 */
export async function recordingUnopenable<T>(deps: Dependencies, found: FoundConnection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VaultError && error.code === 'decrypt_failed') {
      await recordFinding(deps, found.record, (current) =>
        current.reason === 'decrypt_failed'
          ? undefined
          : { code: 'decrypt_failed', actor: systemActor, status: { status: 'error', reason: 'decrypt_failed' } },
      );
    }
    throw error;
  }
}
