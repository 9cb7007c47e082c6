import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import { isExecutable } from './is-executable.ts';
import { unprivilegedOwner } from './unprivileged-owner.ts';

/** A PgBouncer in transaction mode: each transaction may get another connection of the server. */
export interface PgBouncer {
  /** The server's address through it, with what a connection server has to be told. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Where Debian puts it, or the one in `PGBOUNCER_PATH`; undefined when there is none. */
export function findPgBouncer(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [env['PGBOUNCER_PATH'] ?? '', '/usr/sbin/pgbouncer'].find(isExecutable);
}

/**
 * Starts one in front of a server that trusts everybody on loopback, with few connections for many callers, configured as the README says.
 * @throws Error with one line when there is none; with its own words when it does not start.
 */
export async function startPgBouncer(serverUrl: string): Promise<PgBouncer> {
  const program = findPgBouncer();
  if (program === undefined) throw new Error('No PgBouncer: install Debian package pgbouncer, or set PGBOUNCER_PATH.');
  const owner = unprivilegedOwner();
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-pgbouncer-'));
  const port = await freePort();
  const server = new URL(serverUrl);
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(config, configuration(server, port));
  if (owner.uid !== undefined && owner.gid !== undefined)
    for (const path of [folder, config]) chownSync(path, owner.uid, owner.gid);
  const child = spawn(program, [config], { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const endWithProcess = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithProcess);
  await new Promise<void>((resolve, reject) => {
    const written: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (written.length < 50) written.push(line);
      if (line.includes('process up')) resolve();
    });
    child.once('error', reject);
    void exited.then(() => reject(new Error(`PgBouncer did not start:\n${written.join('\n')}`)));
  });
  const url = new URL(serverUrl);
  url.port = String(port);
  url.searchParams.set('prepare', 'false');
  return {
    url: url.href,
    stop: async () => {
      process.off('exit', endWithProcess);
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration({ hostname, port }: URL, listenPort: number): string {
  return `
[databases]
* = host=${hostname} port=${port} user=postgres connect_query='set statement_timeout = 15000; set idle_in_transaction_session_timeout = 30000'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 1000
`;
}
