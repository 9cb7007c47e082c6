import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { isExecutable } from './is-executable.ts';
import { WebDriverSession } from './webdriver-session.ts';

/** The programs that WebKit takes: the browser, what drives it, and a screen for it, since it has no headless mode. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  readonly screen: string;
}

/** A WebKit of the tests' own. One session at a time. */
export interface WebKit {
  /** Begins a session: a browser with a new profile and one window. */
  open(): Promise<WebDriverSession>;
  /** Ends the driver, its browser and their screen. */
  stop(): Promise<void>;
}

/** What to do where {@link findWebKit} finds nothing. */
export const webKitAdvice =
  'No WebKit: install the Debian packages webkit2gtk-driver and xvfb, or set WEBKIT_DRIVER_PATH, WEBKIT_BROWSER_PATH and XVFB_PATH.';

/** Where Debian puts them, or what the three variables of {@link webKitAdvice} name; undefined where one of them is missing. */
export function findWebKit(env: NodeJS.ProcessEnv = process.env): WebKitPrograms | undefined {
  const find = (variable: string, ...paths: string[]) => [env[variable] ?? '', ...paths].find(isExecutable);
  const driver = find('WEBKIT_DRIVER_PATH', '/usr/bin/WebKitWebDriver');
  const browser = find('WEBKIT_BROWSER_PATH', ...globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser').toSorted());
  const screen = find('XVFB_PATH', '/usr/bin/Xvfb');
  return driver && browser && screen ? { driver, browser, screen } : undefined;
}

/**
 * Starts the driver on a screen of its own. Both end with this process at the latest.
 * @throws Error with one line when a program is missing.
 */
export async function startWebKit(): Promise<WebKit> {
  const programs = findWebKit();
  if (programs === undefined) throw new Error(webKitAdvice);
  const screen = spawn(programs.screen, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const endScreen = endingWithThisProcess(screen);
  const [display] = (await once(createInterface({ input: screen.stdio[3] as Readable }), 'line')) as [string];
  const port = await freePort();
  const driver = spawn(programs.driver, [`--port=${port}`, '--host=127.0.0.1'], {
    // No GPU, no sound, no session bus: what a server has.
    env: { ...process.env, DISPLAY: `:${display.trim()}`, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1' },
    stdio: 'ignore',
  });
  const endDriver = endingWithThisProcess(driver);
  const address = `http://127.0.0.1:${port}`;
  await eventually(
    'WebKitWebDriver listens',
    () =>
      fetch(`${address}/status`).then(
        ({ ok }) => ok,
        () => false,
      ),
    30_000,
  );
  let session: WebDriverSession | undefined;
  return {
    open: async () =>
      (session = await WebDriverSession.begin(address, {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] },
      })),
    stop: async () => {
      await session?.end().catch(() => undefined);
      await endDriver();
      await endScreen();
    },
  };
}

function endingWithThisProcess(child: ChildProcess): () => Promise<void> {
  const exited = once(child, 'exit');
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  return async () => {
    process.off('exit', kill);
    kill();
    await exited;
  };
}
