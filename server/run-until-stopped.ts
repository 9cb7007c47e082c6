import { readConfig } from './config.ts';
import { serve } from './serve.ts';

/** Under an orchestrator a hung stop is worse than a hard one; a refresh under way has its own deadline of 20 seconds. */
const stopDeadlineMs = 30_000;

/** Serves until SIGTERM, SIGINT or the end of the program that started this one; then lets what is under way end, and exits. */
export async function runUntilStopped(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, () => resolve());
  });
  const serving = await serve(readConfig(environment));
  void stopped.then(async () => {
    setTimeout(() => process.exit(1), stopDeadlineMs).unref();
    await serving.stop();
    process.exit(0);
  });
}
