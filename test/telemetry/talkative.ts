/** A process that logs about 20 MB, and says on standard error how it went and what its metrics count. Started by a test. */
import { createLogger, createMetrics } from '../../server/telemetry/index.ts';

const log = createLogger();
for (let count = 0; count < 100_000; count += 1) {
  log.info({ count }, 'a line that is long enough to fill a pipe when it comes a hundred thousand times and nobody reads it');
}
const rendered = await createMetrics().render();
process.stderr.write(`done ${/^connection_config_log_lines_dropped_total (\d+)$/m.exec(rendered)?.[1] ?? 'without a count'}\n`);
process.kill(process.pid, 'SIGKILL');
