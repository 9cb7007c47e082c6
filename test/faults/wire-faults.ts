import type { Direction, TcpProxy, Toxic } from './tcp-proxy.ts';

/** One of the things that go wrong on a wire, and where. */
export interface WireFault {
  readonly name: string;
  readonly toxics: Partial<Record<Direction, Toxic>>;
}

const both = (toxic: Toxic): WireFault['toxics'] => ({ up: toxic, down: toxic });

/** Slow, but everything arrives. */
export const slowWires: readonly WireFault[] = [
  { name: 'latency', toxics: both({ kind: 'latency', latencyMs: 200 }) },
  { name: 'jitter', toxics: both({ kind: 'latency', latencyMs: 10, jitterMs: 400 }) },
  { name: '1 KB a second', toxics: both({ kind: 'bandwidth', bytesPerSecond: 1_024 }) },
  { name: 'slow close', toxics: both({ kind: 'slow_close', delayMs: 2_000 }) },
  { name: 'bytes in slices', toxics: both({ kind: 'slicer', bytes: 64 }) },
];

/** Makes a wire so. What was wrong with it before is mended. */
export function spoil(wire: TcpProxy, { toxics }: WireFault): void {
  wire.heal();
  for (const [direction, toxic] of Object.entries(toxics)) wire.poison(direction as Direction, toxic);
}
