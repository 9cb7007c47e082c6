import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { freePort } from './free-port.ts';
import { requirePostgresBinaries } from './postgres-binaries.ts';
import { unprivilegedOwner } from './unprivileged-owner.ts';

/** A PostgreSQL server of the tests' own, on a free port of 127.0.0.1. */
export interface PostgresServer {
  /** Of the superuser and the database `postgres`. */
  readonly url: string;
  /** Ends it as a power cut would and starts it again on the same port: open connections break, committed rows stay. */
  restart(): Promise<void>;
  /** Ends it as the loss of its machine would, and for good. */
  kill(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** An empty database on such a server. */
export interface TestDatabase {
  readonly url: string;
  /** Closes what is still connected to it, and deletes it. */
  drop(): Promise<void>;
}

/** How a server is started. */
export interface PostgresOptions {
  /** Beside or instead of those that all test servers have. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More variables of its own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder from {@link createCluster}; default a new one. */
  readonly cluster?: string;
}

/** Makes the data folder of a server that is not started yet, as somebody whom PostgreSQL runs as. @param parent where; default the system's. */
export function createCluster(parent = tmpdir()): string {
  const owner = unprivilegedOwner();
  const folder = mkdtempSync(join(parent, 'connection-config-postgres-'));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const args = ['--pgdata', folder, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync'];
  execFileSync(requirePostgresBinaries().initdb, args, { ...programOptions(folder), stdio: ['ignore', 'ignore', 'pipe'] });
  return folder;
}

/** The working directory of the caller may be closed to the other user. */
const programOptions = (folder: string) => ({
  ...unprivilegedOwner(),
  cwd: folder,
  env: { PATH: process.env.PATH, LC_ALL: 'C' },
});

/**
 * Starts a server with the machine's own PostgreSQL, else npm's. Not durable (fsync off): for tests only.
 * It ends with this process at the latest.
 * @throws Error with one line when there is no PostgreSQL; with the server's own words when it does not start.
 */
export async function startPostgres({ settings = {}, environment = {}, cluster }: PostgresOptions = {}): Promise<PostgresServer> {
  const { postgres: program } = requirePostgresBinaries();
  const folder = cluster ?? createCluster();
  const port = await freePort();
  const args = Object.entries({ ...testSettings, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  const options = programOptions(folder);

  const start = async (): Promise<ChildProcess> => {
    const child = spawn(program, ['-D', folder, '-p', String(port), ...args], {
      ...options,
      env: { ...options.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await untilReady(child);
    return child;
  };
  let server = await start();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  const endWithProcess = (): void => {
    server.kill('SIGQUIT');
    // It goes on writing for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  process.once('exit', endWithProcess);
  // A signal alone would end this process without an 'exit', and leave the server behind.
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const exit = (): never => process.exit(1);
  for (const signal of signals) process.once(signal, exit);

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: async () => {
      await end('SIGQUIT');
      server = await start();
    },
    kill: () => end('SIGKILL'),
    stop: async () => {
      process.off('exit', endWithProcess);
      for (const signal of signals) process.off(signal, exit);
      if (server.exitCode === null && server.signalCode === null) await end('SIGINT');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** Makes an empty database with a name of its own on the server at `serverUrl`, so that test files cannot disturb each other. */
export async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOnServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await runOnServer(serverUrl, `drop database if exists ${name} with (force)`);
      // Of the server's making, and the cluster's, not the database's.
      await runOnServer(serverUrl, `drop role if exists connection_config_${name}`);
    },
  };
}

async function runOnServer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

const testSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
};

/** Resolves when the server accepts connections; rejects with what it wrote when it ends before that. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const written: string[] = [];
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error(`PostgreSQL did not start:\n${written.join('\n')}`));
    });
    if (server.stderr === null) return;
    // The reader stays, so that the server never blocks on a full pipe.
    createInterface({ input: server.stderr }).on('line', (line) => {
      if (written.length < 50) written.push(line);
      if (/ready to accept (read-only )?connections/.test(line)) resolve();
    });
  });
}
