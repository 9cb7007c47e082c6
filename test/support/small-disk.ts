import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { badNetworkAdvice } from './bad-network.ts';

/** A disk of its own, in memory, that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room there is, to the last byte. */
  fill(): void;
  /** Gives it back. */
  clear(): void;
  unmount(): void;
}

/**
 * Mounts one.
 * @throws Error with one line where this process may not mount: on Linux that takes root.
 */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    rmdirSync(folder);
    throw new Error(badNetworkAdvice, { cause });
  }
  chmodSync(folder, 0o777);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Number(bavail) * Number(bsize)));
    },
    clear: () => unlinkSync(ballast),
    unmount: () => {
      // What was just ended may still hold a file.
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}
