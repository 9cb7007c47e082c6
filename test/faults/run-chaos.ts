import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rotationClasses, type RotationClass } from '../../server/catalog/provider.ts';
import { startPostgres } from '../support/postgres.ts';
import { projectRoot } from '../support/runner/run-program.ts';
import { checkInvariants } from './check-invariants.ts';
import { Chaos } from './chaos.ts';
import { startFaultWorld } from './fault-world.ts';
import { randomFrom, type Random } from './random.ts';

/**
 * `npm run chaos`: R40, what a release needs. Servers under faults, every choice from one printed seed, checked against the provider's
 * books: 1,000 SIGKILLs in the middle of refreshes for each kind of rotation, two hours of mixed faults, 10,000 interleavings. What was
 * found is in `reports/chaos.md`. With one of these, that alone:
 *   --kills 1000            so many SIGKILLs for each kind
 *   --minutes 120           mixed faults, shared by the three kinds of rotation
 *   --interleavings 10000   so many orders of what may happen to one connection at the same time, in one process
 *   --seed N                repeats a run's choices (not its timing)
 *   --rotation NAME         one kind alone
 *   --trace                 prints each fault as it strikes
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    kills: { type: 'string' },
    interleavings: { type: 'string' },
    seed: { type: 'string' },
    rotation: { type: 'string' },
    trace: { type: 'boolean' },
  },
});
const wanted =
  (values.kills ?? values.minutes ?? values.interleavings) ? values : { kills: '1000', minutes: '120', interleavings: '10000' };
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const rotations = rotationClasses.filter((name) => values.rotation === undefined || name === values.rotation);

const trace = values.trace ? (what: string) => console.log(new Date().toISOString(), what) : () => undefined;

/** Rounds between two lines on how it goes. */
const reportEvery = 5;

/** What one harness did with one kind of rotation, and found. */
interface Tally {
  readonly harness: string;
  readonly rotation: string;
  readonly violations: string[];
  rounds: number;
  kills: number;
  refreshes: number;
  reuses: number;
  live: number;
  readonly lost: Record<string, number>;
  readonly struck: Record<string, number>;
}

// Servers are started thousands of times.
process.env['NODE_COMPILE_CACHE'] ??= join(projectRoot, 'node_modules/.cache/compiled');
const tallies: Tally[] = [];
console.log(`seed ${seed}`);
if (wanted.kills !== undefined || wanted.minutes !== undefined) await runOnServers();
if (wanted.interleavings !== undefined) runInterleavings(wanted.interleavings);
const found = tallies.reduce((count, { violations }) => count + violations.length, 0);
writeReport();
console.log(found === 0 ? `0 violations (seed ${seed})` : `${found} VIOLATIONS (seed ${seed})`);
process.exitCode = found === 0 ? 0 : 1;

async function runOnServers(): Promise<void> {
  const postgres = await startPostgres();
  process.env['TEST_DATABASE_URL'] = postgres.url;
  try {
    for (const rotation of rotations) {
      if (wanted.kills === undefined) continue;
      const kills = Number(wanted.kills);
      // Connecting afresh takes as long as several kills; but a strict provider soon leaves too few connections for many.
      await run(
        'SIGKILL',
        rotation,
        { faultsPerRound: rotation === 'rotating_strict' ? 15 : 40, isOver: (tally) => tally.kills >= kills },
        postgres.restart,
      );
    }
    for (const rotation of rotations) {
      if (wanted.minutes === undefined) continue;
      const endsAt = Date.now() + (Number(wanted.minutes) / rotations.length) * 60_000;
      await run('mixed', rotation, { faultsPerRound: 12, isOver: () => Date.now() >= endsAt }, postgres.restart);
    }
  } finally {
    await postgres.stop();
  }
}

/** One kind of rotation, in rounds: connect afresh, faults, rest, check. */
async function run(
  harness: 'SIGKILL' | 'mixed',
  rotation: RotationClass,
  plan: { readonly faultsPerRound: number; readonly isOver: (tally: Tally) => boolean },
  restartDatabase: () => Promise<void>,
): Promise<void> {
  const random = randomFrom(`${seed}/${harness}/${rotation}`);
  const tally: Tally = {
    harness,
    rotation,
    violations: [],
    rounds: 0,
    kills: 0,
    refreshes: 0,
    reuses: 0,
    live: 0,
    lost: {},
    struck: {},
  };
  tallies.push(tally);
  while (!plan.isOver(tally)) {
    tally.rounds += 1;
    await round(tally, random, rotation, plan.faultsPerRound, restartDatabase);
    if (tally.rounds % reportEvery === 0) console.log('so far', JSON.stringify(tally));
  }
  console.log(JSON.stringify(tally));
}

async function round(
  tally: Tally,
  random: Random,
  rotation: RotationClass,
  faults: number,
  restartDatabase: () => Promise<void>,
): Promise<void> {
  const killsOnly = tally.harness === 'SIGKILL';
  const world = await startFaultWorld(rotation);
  const chaos = new Chaos(world, { random, restartDatabase, trace });
  const note = (violation: string) => {
    console.log(`${tally.harness}, ${rotation}, round ${tally.rounds}: ${violation}`);
    tally.violations.push(`round ${tally.rounds}: ${violation}`);
  };
  try {
    await chaos.begin(killsOnly);
    for (let fault = 0; fault < faults; fault += 1) await chaos.strike(killsOnly);
    await chaos.rest();
    const findings = await checkInvariants(world, chaos.witness);
    findings.violations.forEach(note);
    tally.live += findings.live;
    add(tally.lost, findings.lost);
  } catch (error) {
    // No rest in time is I7; a fault of this harness is no less a finding.
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    tally.kills += chaos.kills;
    tally.refreshes += world.provider.ledger.refreshes;
    tally.reuses += world.provider.ledger.reuses;
    add(tally.struck, chaos.struck);
    await world.stop();
    await chaos.end();
  }
}

function add(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}

/** The same file that CI runs with fewer. */
function runInterleavings(count: string): void {
  const env = { ...process.env, INTERLEAVINGS: count, SEED: String(seed) };
  const file = join(import.meta.dirname, 'interleavings.test.ts');
  const { status } = spawnSync(process.execPath, ['--conditions=source', file], { env, stdio: 'inherit' });
  const violations = status === 0 ? [] : ['see above'];
  const nothing = { kills: 0, refreshes: 0, reuses: 0, live: 0, lost: {}, struck: {} };
  tallies.push({ harness: 'interleavings', rotation: 'all', rounds: Number(count), violations, ...nothing });
}

function writeReport(): void {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .toSorted()
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const rows = tallies.map(
    ({ harness, rotation, violations, rounds, kills, refreshes, reuses, live, lost }) =>
      `| ${[harness, rotation, violations.length, rounds, kills, refreshes, reuses, live, list(lost)].join(' | ')} |`,
  );
  const details = tallies.flatMap(({ harness, rotation, violations, struck }) => [
    `${harness}, ${rotation}: faults: ${list(struck)}`,
    ...violations.map((violation) => `- ${violation}`),
  ]);
  const report = [
    `# Chaos, seed ${seed}`,
    '',
    'Lost: connections whose grant did not survive, by the reason that they show.',
    '',
    '| Harness | Rotation | Violations | Rounds | SIGKILLs | Refreshes | Presented again | Live | Lost |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...details,
    '',
  ].join('\n');
  mkdirSync(join(projectRoot, 'reports'), { recursive: true });
  writeFileSync(join(projectRoot, 'reports', 'chaos.md'), report);
  console.log(report);
}
