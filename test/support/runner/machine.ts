import { accessSync } from 'node:fs';
import { badNetworkAdvice, findIp, findNft } from '../bad-network.ts';
import { type BrowserName, findBrowser } from '../browsers.ts';
import { fakeTimeAdvice, findFakeTime } from '../fake-clock.ts';
import { findPgBouncer } from '../pgbouncer.ts';
import { findPostgresBinaries } from '../postgres-binaries.ts';
import { findWebKit, webKitAdvice } from '../webkit.ts';
import { runProgram } from './run-program.ts';
import { type StepResult, sum } from './step.ts';

/** Debian's packages of what the tests need and npm does not bring. */
const debianPackages: Readonly<Record<BrowserName, string>> = { chromium: 'chromium', firefox: 'firefox-esr' };

/**
 * Looks for three browsers, PostgreSQL, PgBouncer, libfaketime, iproute2 and nftables, and installs what is missing where that is possible
 * without asking: as root on Debian.
 */
export async function prepareMachine(): Promise<StepResult> {
  const browsers = Object.keys(debianPackages) as BrowserName[];
  const missing = browsers.filter((name) => findBrowser(name) === undefined);
  const packages = [
    ...missing.map((name) => debianPackages[name]),
    ...(findWebKit() === undefined ? ['webkit2gtk-driver', 'xvfb'] : []),
    ...(findPgBouncer() === undefined ? ['pgbouncer'] : []),
    ...(findFakeTime() === undefined ? ['faketime'] : []),
    ...(findIp() === undefined ? ['iproute2'] : []),
    ...(findNft() === undefined ? ['nftables'] : []),
  ];
  const installed = packages.length > 0 && canInstall() ? await install(packages) : '';
  const results = browsers.map((name) =>
    present(findBrowser(name), `No ${name}: install Debian package ${debianPackages[name]}, or set ${name.toUpperCase()}_PATH.`),
  );
  const webKit = present(findWebKit()?.driver, webKitAdvice);
  const database = present(
    findPostgresBinaries()?.postgres,
    'No PostgreSQL: install Debian package postgresql, or run npm ci with optional packages and install scripts.',
  );
  const pooler = present(findPgBouncer(), 'No PgBouncer: install Debian package pgbouncer, or set PGBOUNCER_PATH.');
  const clock = present(findFakeTime(), fakeTimeAdvice);
  const network = present(findIp() && findNft() && (process.getuid?.() === 0 ? 'root' : undefined), badNetworkAdvice);
  const { passed, failed, output } = sum([...results, webKit, database, pooler, clock, network]);
  return { passed, failed, output: `${installed}${output}` };
}

function present(found: string | undefined, advice: string): StepResult {
  return found === undefined ? { passed: 0, failed: 1, output: advice } : { passed: 1, failed: 0, output: '' };
}

function canInstall(): boolean {
  try {
    accessSync('/etc/debian_version');
    accessSync('/usr/bin/apt-get');
  } catch {
    return false;
  }
  return process.getuid?.() === 0;
}

async function install(packages: readonly string[]): Promise<string> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runProgram('apt-get', ['update'], env);
  const installation = await runProgram('apt-get', ['install', '-y', '--no-install-recommends', ...packages], env);
  return installation.succeeded ? '' : `${update.output}${installation.output}`;
}
