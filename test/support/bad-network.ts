import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { isExecutable } from './is-executable.ts';

/** A machine of its own, as far as the network goes: one wire leads to it, and that wire can be bad. */
export interface BadNetwork {
  /** This side's address on the wire. */
  readonly outside: string;
  /** The other machine's. */
  readonly inside: string;
  /** What to put before a command so that it runs there. */
  readonly enter: readonly string[];
  /** So many of a hundred packets are lost, in either direction. */
  lose(percent: number): void;
  /** The wire is out, or in again. */
  partition(isOut: boolean): void;
  remove(): void;
}

/** Debian's nftables, or the one in `NFT_PATH`; undefined when there is none. */
export function findNft(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [env['NFT_PATH'] ?? '', '/usr/sbin/nft', '/sbin/nft'].find(isExecutable);
}

/** Debian's iproute2, or the one in `IP_PATH`; undefined when there is none. */
export function findIp(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [env['IP_PATH'] ?? '', '/usr/sbin/ip', '/sbin/ip', '/bin/ip'].find(isExecutable);
}

/** What to do where none can be made, nor a disk of a size of its own. */
export const badNetworkAdvice =
  'No bad network and no full disk can be made (R19, R26): install Debian packages iproute2 and nftables, and run as root on Linux.';

const quiet: ExecFileSyncOptions = { stdio: ['pipe', 'ignore', 'pipe'] };

/**
 * Makes one: a network namespace at the other end of a pair of virtual devices. Packets are lost by a rule of nftables, because the queue
 * that is made for this (`tc netem`) is missing in many kernels.
 * @throws Error with one line where this process may not: it takes root on Linux.
 */
export function makeBadNetwork(): BadNetwork {
  const ip = findIp();
  const nft = findNft();
  if (ip === undefined || nft === undefined) throw new Error(badNetworkAdvice);
  const [subnet = 0] = randomBytes(1);
  const name = `cc${randomBytes(4).toString('hex')}`;
  const [here, there] = [`${name}h`, `${name}t`];
  const [outside, inside] = [`198.18.${subnet}.1`, `198.18.${subnet}.2`];
  const run = (...args: readonly string[]) => void execFileSync(ip, args, quiet);
  try {
    run('netns', 'add', name);
  } catch (cause) {
    throw new Error(badNetworkAdvice, { cause });
  }
  const remove = () => {
    // The pair of devices goes with it.
    run('netns', 'del', name);
  };
  try {
    run('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
    run('address', 'add', `${outside}/24`, 'dev', here);
    run('link', 'set', here, 'up');
    for (const command of [`address add ${inside}/24 dev ${there}`, `link set ${there} up`, 'link set lo up'])
      run('-netns', name, ...command.split(' '));
  } catch (error) {
    remove();
    throw error;
  }
  const rules = (text: string) => void execFileSync(ip, ['netns', 'exec', name, nft, '-f', '-'], { ...quiet, input: text });
  return {
    outside,
    inside,
    enter: [ip, 'netns', 'exec', name],
    lose: (percent) => {
      const drop = (hook: string, device: string) =>
        `chain ${hook} { type filter hook ${hook} priority 0; ${device} "${there}" numgen random mod 100 < ${percent} drop; }`;
      const chains = [drop('input', 'iifname'), drop('output', 'oifname')];
      rules(percent === 0 ? 'flush ruleset' : `flush ruleset\ntable inet loss {\n${chains.join('\n')}\n}\n`);
    },
    partition: (isOut) => run('link', 'set', here, isOut ? 'down' : 'up'),
    remove,
  };
}
