import { readConfig } from './config.ts';
import { serve, type Serving } from './serve.ts';

/** Under an orchestrator a hung stop is worse than a hard one; a refresh under way has its own deadline of 20 seconds. */
const stopDeadlineMs = 30_000;

/** Serves until SIGTERM, SIGINT or the end of the program that started this one; then lets what is under way end, and exits. */
export async function runUntilStopped(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, () => resolve());
  });
  const serving = await serve(readConfig(environment));
  void stopped.then(async () => {
    setTimeout(() => exitUnlessAtRisk(serving), stopDeadlineMs).unref();
    await serving.stop();
    process.exit(0);
  });
}

/** Tokens that only this process has are worth a late stop; the orchestrator has the last word. They are given up after 10 minutes. */
function exitUnlessAtRisk(serving: Serving): void {
  if (serving.atRisk === 0) process.exit(1);
  setTimeout(() => exitUnlessAtRisk(serving), 1_000).unref();
}
