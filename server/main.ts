import { runUntilStopped } from './run-until-stopped.ts';
import { describeStartError } from './start-error.ts';

try {
  await runUntilStopped(process.env);
} catch (error) {
  console.error(describeStartError(error, process.env));
  process.exit(1);
}
