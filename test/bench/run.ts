import { startPostgres } from '../support/postgres.ts';
import { benchClaim } from './claim.ts';
import { benchConnect } from './connect.ts';
import { benchHandOver } from './hand-over.ts';
import { benchRefresh } from './refresh.ts';

/**
 * `npm run bench`: our server beside the least that does the same job, in one run, in turn. It reports and asserts nothing; figures of a
 * machine that does something else at the time mean little, ratios a little more. `npm run bench -- claim` runs one part.
 */
const parts = { 'hand-over': benchHandOver, connect: benchConnect, refresh: benchRefresh, claim: benchClaim };
const wanted = process.argv.slice(2);

const postgres = await startPostgres();
try {
  for (const [name, bench] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) await bench(postgres.url);
  }
} finally {
  await postgres.stop();
}
