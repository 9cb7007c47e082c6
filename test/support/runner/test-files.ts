import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './run-program.ts';

/** Suffix of tests that mean something on a real PostgreSQL only: locks, concurrency, a restart. They find it in `TEST_DATABASE_URL`. */
const postgresOnly = '.postgres.test.ts';

const nodeTests = globSync('test/**/*.test.ts', {
  cwd: projectRoot,
  exclude: ['test/widget/**', 'test/e2e/**', 'test/faults/**', 'test/package/**'],
}).toSorted();

/** Everything node:test runs on the embedded database: all but elements and whole flows. */
export const unitTests: readonly string[] = nodeTests.filter((file) => !file.endsWith(postgresOnly));

/** What runs on a real PostgreSQL: the files above that open a database, and those that need this one. */
export const postgresTests: readonly string[] = nodeTests.filter((file) => file.endsWith(postgresOnly) || opensDatabase(file));

/** What reads `dist/`, as `npm run build` has left it. */
export const packageTests: readonly string[] = globSync('test/package/**/*.test.ts', { cwd: projectRoot }).toSorted();

/** Whole flows through real browsers. */
export const e2eTests: readonly string[] = globSync('test/e2e/**/*.test.ts', { cwd: projectRoot }).toSorted();

/** Those that go again on a real PostgreSQL: windows, pages and the tag by itself are the same on either. */
export const e2ePostgresTests: readonly string[] = e2eTests.filter(
  (file) =>
    !file.startsWith(join('test', 'e2e', 'popup')) && !/tag-site|themes/.test(readFileSync(join(projectRoot, file), 'utf8')),
);

/** What runs again behind a transaction-mode pooler: the sign-in, a renewal, the events, the stores across tenants. */
export const poolerTests: readonly string[] = [
  ...['events.postgres', 'rate-limit-store', 'tenancy'].map((name) => join('test', 'storage', `${name}.test.ts`)),
  ...['connect', 'events'].map((name) => join('test', 'server', `${name}.test.ts`)),
  ...['unsent'].map((name) => join('test', 'faults', `${name}.test.ts`)),
];

/** Servers that are killed, frozen and raced, on a real PostgreSQL. */
export const faultTests: readonly string[] = globSync('test/faults/**/*.test.ts', { cwd: projectRoot }).toSorted();

function opensDatabase(file: string): boolean {
  return /support\/(database|sync-world)\.ts/.test(readFileSync(join(projectRoot, file), 'utf8'));
}
