import { chmodSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What to do where {@link findFakeTime} finds nothing. */
export const fakeTimeAdvice = 'No libfaketime: install Debian package faketime, or set LIBFAKETIME_PATH.';

/** The library that gives a program another clock: where Debian puts it, or the one in `LIBFAKETIME_PATH`; undefined when there is none. */
export function findFakeTime(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const debian = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1').toSorted();
  return [env['LIBFAKETIME_PATH'] ?? '', ...debian].find(existsSync);
}

/** A wall clock of its own for one program and those that it starts. How time passes, what timers go by, stays as it is. */
export interface FakeClock {
  /** With these variables a program goes by it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts it so many seconds ahead of the machine's, or behind when negative, also while the program runs. */
  set(offsetSeconds: number): void;
  remove(): void;
}

/**
 * Makes one.
 * @throws Error with one line when the library is missing.
 */
export function createFakeClock(offsetSeconds: number): FakeClock {
  const library = findFakeTime();
  if (library === undefined) throw new Error(fakeTimeAdvice);
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-clock-'));
  // PostgreSQL runs as somebody else.
  chmodSync(folder, 0o755);
  const file = join(folder, 'offset');
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
  set(offsetSeconds);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
