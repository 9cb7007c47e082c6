import { Pool } from 'undici';
import { paths, type ConnectAnswer } from '../../server/contract/index.ts';
import { pageOrigin } from '../support/connection-server.ts';
import { Vendor } from '../support/callers.ts';
import { createDatabase } from '../support/postgres.ts';
import { startBenchServer, type BenchServer } from './bench-server.ts';
import { measure, printLoads, type Load } from './measure.ts';
import { startProgram, type Program } from './program.ts';

const rounds = 4;
const flowsEach = 400;
const concurrencies = [1, 16];

/**
 * Whole sign-ins, by our server and by the floor, in turn. Ours: begun by the tag, bound by the start page, finished by the callback, which
 * exchanges the code and stores the tokens. The floor's begin and callback do the same without binding, journal, log and events.
 */
export async function benchConnect(postgresUrl: string): Promise<void> {
  const provider = await startProgram('no-op-provider.ts');
  const floorDatabase = await createDatabase(postgresUrl);
  const server = await startBenchServer(postgresUrl, provider.url);
  const floor = await startProgram('connect-floor.ts', { DATABASE_URL: floorDatabase.url, PROVIDER_URL: provider.url });
  try {
    const floorPool = new Pool(floor.url, { connections: Math.max(...concurrencies) });
    console.log('\nCONNECT, whole flows');
    for (const concurrency of concurrencies) {
      const flows = await openFlows(server, concurrency);
      const ours: Load[] = [];
      const floors: Load[] = [];
      for (let round = 0; round < rounds; round += 1) {
        floors.push(await measureFlows(floor, concurrency, (worker) => runFloorFlow(floorPool, worker)));
        ours.push(await measureFlows(server, concurrency, (worker) => flows[worker]?.run()));
      }
      printLoads(`c=${concurrency}`, 'flows', floors, ours);
    }
    await floorPool.close();
  } finally {
    await floor.stop();
    await server.stop();
    await floorDatabase.drop();
    await provider.stop();
  }
}

function measureFlows(
  { pid }: Pick<Program, 'pid'>,
  concurrency: number,
  run: (worker: number) => Promise<unknown> | undefined,
): Promise<Load> {
  let left = flowsEach;
  return measure(
    pid,
    concurrency,
    () => left-- > 0,
    async (worker) => run(worker),
  );
}

/** Somebody who can sign in to one connection, again and again. */
export interface BenchFlow {
  readonly connectionId: string;
  /** One whole sign-in. @throws Error when a step is refused. */
  run(): Promise<void>;
}

/** Opens sessions of as many customers, each with a connection to sign in to. */
export async function openFlows(server: BenchServer, count: number): Promise<BenchFlow[]> {
  const pool = new Pool(server.url, { connections: count });
  const vendor = new Vendor(server);
  const flows: BenchFlow[] = [];
  for (let number = 0; number < count; number += 1) {
    const page = await vendor.openPage({ customer: { id: `customer-${number}` } });
    const { id } = await page.connection('erp');
    flows.push({ connectionId: id, run: () => runFlow(pool, server, page.token, id) });
  }
  return flows;
}

async function runFlow(pool: Pool, server: BenchServer, session: string, connectionId: string): Promise<void> {
  const begun = await send<ConnectAnswer>(pool, 'POST', paths.connect(connectionId), 200, {
    headers: { authorization: `Bearer ${session}`, origin: pageOrigin },
    body: { mode: 'popup' },
  });
  if (begun.json.kind !== 'flow') throw new Error('no flow');
  const { id: flowId, startSecret } = begun.json.flow;
  const bound = await send<{ authorizationUrl: string }>(pool, 'POST', paths.oauthBind, 200, {
    headers: { origin: server.url },
    body: { flowId, startSecret, origin: pageOrigin },
  });
  const authorization = new URL(bound.json.authorizationUrl).searchParams;
  const callback = new URL(authorization.get('redirect_uri') ?? '');
  callback.search = String(new URLSearchParams({ code: 'the-code', state: authorization.get('state') ?? '' }));
  const cookie = bound.cookie.split(';')[0] ?? '';
  const done = await send(pool, 'GET', callback.pathname + callback.search, 303, { headers: { cookie } });
  if (!done.location.startsWith('/oauth/done/')) throw new Error(`the callback led to ${done.location}`);
}

async function runFloorFlow(pool: Pool, worker: number): Promise<void> {
  const begun = await send<{ state: string }>(pool, 'POST', '/begin', 200, { body: { connection: `connection-${worker}` } });
  await send(pool, 'GET', `/callback?code=the-code&state=${begun.json.state}`, 303, {});
}

interface Answer<T> {
  readonly json: T;
  readonly cookie: string;
  readonly location: string;
}

async function send<T>(
  pool: Pool,
  method: 'GET' | 'POST',
  path: string,
  expected: number,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown },
): Promise<Answer<T>> {
  const answer = await pool.request({
    method,
    path,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== expected) throw new Error(`${method} ${path.split('?')[0]} answered ${answer.statusCode}: ${text}`);
  return {
    json: (method === 'POST' ? JSON.parse(text) : undefined) as T,
    cookie: String(answer.headers['set-cookie'] ?? ''),
    location: String(answer.headers.location ?? ''),
  };
}
