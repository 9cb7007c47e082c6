import { delimiter, join } from 'node:path';
import { isExecutable } from './is-executable.ts';

/** The browsers every element and every whole flow is tested in. */
export type BrowserName = 'chromium' | 'firefox';

const candidates: Readonly<Record<BrowserName, { readonly variable: string; readonly commands: readonly string[] }>> = {
  chromium: {
    variable: 'CHROMIUM_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  },
  firefox: { variable: 'FIREFOX_PATH', commands: ['firefox-esr', 'firefox'] },
};

/** Where macOS keeps them; on other systems these paths do not exist. */
const applications: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  firefox: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
};

/**
 * Switches for every Chromium the tests start. Without the sandbox, because it cannot start for root in a container;
 * without the calls home that would make a test depend on the network.
 */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Absolute path of an installed browser, or undefined. `CHROMIUM_PATH` and `FIREFOX_PATH` win over what is found. */
export function findBrowser(name: BrowserName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { variable, commands } = candidates[name];
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  const paths = [env[variable], ...commands.flatMap((command) => folders.map((folder) => join(folder, command)))];
  return [...paths, ...applications[name]].find((path) => path !== undefined && isExecutable(path));
}

/**
 * As `findBrowser`, for callers that cannot go on without one.
 * @throws Error with one line saying what to install.
 */
export function requireBrowser(name: BrowserName): string {
  const path = findBrowser(name);
  if (path === undefined) {
    const { variable, commands } = candidates[name];
    throw new Error(`No ${name} found: install one of ${commands.join(', ')}, or set ${variable} to its path.`);
  }
  return path;
}
