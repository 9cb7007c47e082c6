import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rotationClasses, type RotationClass } from '../../server/catalog/provider.ts';
import { startPostgres } from '../support/postgres.ts';
import { checkInvariants } from './check-invariants.ts';
import { Chaos } from './chaos.ts';
import { startFaultWorld } from './fault-world.ts';
import { randomFrom, type Random } from './random.ts';

/**
 * `npm run chaos`: R40, servers under faults for as long as asked, every choice from one printed seed, checked against the provider's books.
 *   --minutes 120   how long in all, shared by the three kinds of rotation
 *   --kills 1000    instead: as many SIGKILLs in the middle of refreshes for each kind
 *   --interleavings 10000   instead: so many orders of what may happen to one connection at the same time, in one process
 *   --seed N        repeats a run's choices (not its timing)
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    kills: { type: 'string' },
    interleavings: { type: 'string' },
    seed: { type: 'string' },
    rotation: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(values.minutes ?? (values.kills === undefined ? 120 : Infinity));
const kills = Number(values.kills ?? Infinity);
const rotations = rotationClasses.filter((name) => values.rotation === undefined || name === values.rotation);

/** Faults between two checks. Connecting afresh takes as long as several kills. */
const faultsPerRound = values.kills === undefined ? 12 : 40;

/** Rounds between two lines on how it goes. */
const reportEvery = 5;

console.log(`seed ${seed}`);
if (values.interleavings !== undefined) process.exit(runInterleavings(values.interleavings));
const postgres = await startPostgres();
process.env['TEST_DATABASE_URL'] = postgres.url;
let violations = 0;
try {
  for (const rotation of rotations) violations += await run(rotation, randomFrom(`${seed}/${rotation}`));
} finally {
  await postgres.stop();
}
console.log(violations === 0 ? `0 violations (seed ${seed})` : `${violations} VIOLATIONS (seed ${seed})`);
process.exitCode = violations === 0 ? 0 : 1;

/** One kind of rotation, in rounds: connect afresh, faults, rest, check. */
async function run(rotation: RotationClass, random: Random): Promise<number> {
  const endsAt = Date.now() + (minutes / rotations.length) * 60_000;
  const tally = {
    rounds: 0,
    faults: 0,
    kills: 0,
    refreshes: 0,
    reuses: 0,
    live: 0,
    lost: {} as Record<string, number>,
    found: 0,
  };
  while (Date.now() < endsAt && tally.kills < kills) {
    const world = await startFaultWorld(rotation);
    try {
      const chaos = new Chaos(world, random);
      await chaos.begin();
      for (let fault = 0; fault < faultsPerRound; fault += 1) await chaos.strike(values.kills !== undefined);
      await chaos.rest();
      const findings = await checkInvariants(world);
      for (const violation of findings.violations) console.log(`${rotation}, round ${tally.rounds + 1}: ${violation}`);
      tally.rounds += 1;
      tally.faults += faultsPerRound;
      tally.kills += chaos.kills;
      tally.refreshes += world.provider.ledger.refreshes;
      tally.reuses += world.provider.ledger.reuses;
      tally.live += findings.live;
      tally.found += findings.violations.length;
      for (const [reason, count] of Object.entries(findings.lost)) tally.lost[reason] = (tally.lost[reason] ?? 0) + count;
    } finally {
      await world.stop();
    }
    if (tally.rounds % reportEvery === 0) console.log('so far', rotation, JSON.stringify(tally));
  }
  console.log(rotation, JSON.stringify(tally));
  return tally.found;
}

/** The same file that CI runs with fewer. @returns its exit code. */
function runInterleavings(count: string): number {
  const env = { ...process.env, INTERLEAVINGS: count, SEED: String(seed) };
  const file = join(import.meta.dirname, 'interleavings.test.ts');
  return spawnSync(process.execPath, ['--conditions=source', file], { env, stdio: 'inherit' }).status ?? 1;
}
