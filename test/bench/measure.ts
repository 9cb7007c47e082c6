import { Pool } from 'undici';
import { processorMs } from './program.ts';

/** What a load measured. */
export interface Load {
  readonly perSecond: number;
  /** Of single requests, where those were timed. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Processor time of the server for one of them, in microseconds: steadier than rates on a busy machine. */
  readonly processorUs: number;
}

/** One request of a load. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server under load. */
export interface Loaded {
  readonly url: string;
  readonly pid: number;
}

/**
 * Sends the requests in turn over `connections` connections for `seconds`, each as fast as the one before is answered.
 * @throws Error on any answer but 200.
 */
export async function load(
  server: Loaded,
  requests: readonly LoadRequest[],
  connections: number,
  seconds: number,
): Promise<Load> {
  const pool = new Pool(server.url, { connections, pipelining: 1 });
  const endsAt = performance.now() + seconds * 1000;
  let sent = 0;
  const measured = await measure(
    server.pid,
    connections,
    () => performance.now() < endsAt,
    async () => {
      const request = requests[sent++ % requests.length];
      if (request === undefined) throw new Error('nothing to ask for');
      const { statusCode, body } = await pool.request({ ...request, body: request.body ?? null });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${request.path} answered ${statusCode}: ${text}`);
    },
  );
  await pool.close();
  return measured;
}

/** Does `work` again and again with `concurrency` workers, as long as `goesOn` says. @param work gets the number of its worker. */
export async function measure(
  pid: number,
  concurrency: number,
  goesOn: () => boolean,
  work: (worker: number) => Promise<unknown>,
): Promise<Load> {
  const times: number[] = [];
  const processorAt = processorMs(pid);
  const startedAt = performance.now();
  const worker = async (number: number) => {
    while (goesOn()) {
      const sentAt = performance.now();
      await work(number);
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, number) => worker(number)));
  const elapsed = (performance.now() - startedAt) / 1000;
  times.sort((one, other) => one - other);
  return {
    perSecond: times.length / elapsed,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    processorUs: ((processorMs(pid) - processorAt) * 1000) / times.length,
  };
}

/** Prints loads of the floor and of ours, measured in turn. @param unit what was counted, for example `req`. */
export function printLoads(name: string, unit: string, floors: readonly Load[], ours: readonly Load[]): void {
  const rates = (loads: readonly Load[]) => loads.map(({ perSecond }) => perSecond);
  const late = (loads: readonly Load[]) => median(loads.map(({ p99Ms = Number.NaN }) => p99Ms));
  const processor = (loads: readonly Load[]) => median(loads.map(({ processorUs }) => processorUs));
  const p99 = (loads: readonly Load[]) => (Number.isNaN(late(loads)) ? '' : `p99 ${format(late(loads))} ms, `);
  const figures = (loads: readonly Load[]) =>
    `${format(median(rates(loads)))} ${unit}/s (${spread(rates(loads))}), ${p99(loads)}${format(processor(loads))} µs processor time`;
  console.log(`  ${name.padEnd(5)} floor ${figures(floors)}`);
  console.log(`        ours  ${figures(ours)}`);
  const lateness = Number.isNaN(late(ours)) ? '' : `p99 ${format(late(ours) / late(floors))} times, `;
  console.log(
    `        ratio ${format(median(rates(ours)) / median(rates(floors)))}, ${lateness}` +
      `processor time ${format(processor(ours) / processor(floors))} times the floor's`,
  );
}

/** Of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The median; of an even number the upper one. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}

/** Lowest and highest, for people to see how much a machine wavered. */
export function spread(values: readonly number[]): string {
  return `${format(Math.min(...values))}–${format(Math.max(...values))}`;
}

/** Three significant figures. */
export function format(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value);
}
