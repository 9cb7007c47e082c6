import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { startTcpProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { createCluster, startPostgres } from './postgres.ts';
import { eventually } from './eventually.ts';
import { unprivilegedOwner } from './unprivileged-owner.ts';

/** A PostgreSQL server and its hot standby, by streaming replication. */
export interface PostgresPair {
  /** Both of them, the standby first, as a connection server is told. */
  readonly url: string;
  /** The primary alone, until it is lost. */
  readonly primaryUrl: string;
  /** What the standby gets its log through. */
  readonly shipping: TcpProxy;
  /** The primary is lost, its machine with it, and the standby takes its place. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts both. @param synchronous whether a commit waits until the standby has it, too. */
export async function startPostgresPair({ synchronous }: { synchronous: boolean }): Promise<PostgresPair> {
  const cluster = createCluster();
  const copy = copyCluster(cluster);
  const waiting = synchronous ? { synchronous_standby_names: '*' } : {};
  // The log is written for certain before it is shipped only where it is written for certain at all.
  const primary = await startPostgres({ cluster, settings: { ...waiting, wal_keep_size: '256MB' } });
  const shipping = await startTcpProxy(primary.url);
  const standby = await startPostgres({
    cluster: copy,
    settings: { primary_conninfo: `host=127.0.0.1 port=${shipping.port} user=postgres sslmode=disable`, hot_standby: 'on' },
  });
  const hosts = [standby.url, primary.url].map((url) => new URL(url).host);
  await eventually('the standby follows', async () => {
    const [row] = await runOn<{ state: string }>(primary.url, 'select state from pg_stat_replication');
    return row?.state === 'streaming';
  });
  return {
    url: `postgres://postgres@${hosts.join(',')}/postgres?target_session_attrs=read-write`,
    primaryUrl: primary.url,
    shipping,
    failOver: async () => {
      await primary.kill();
      await runOn(standby.url, 'select pg_promote()');
    },
    stop: async () => {
      await standby.stop();
      await shipping.stop();
      await primary.stop();
    },
  };
}

function copyCluster(folder: string): string {
  const copy = `${folder}-standby`;
  execFileSync('cp', ['-a', folder, copy]);
  const signal = join(copy, 'standby.signal');
  writeFileSync(signal, '');
  const { uid, gid } = unprivilegedOwner();
  if (uid !== undefined && gid !== undefined) execFileSync('chown', [`${uid}:${gid}`, signal]);
  return copy;
}

async function runOn<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe<Row[]>(statement);
  } finally {
    await sql.end();
  }
}
