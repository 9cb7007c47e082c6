import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { paths, type Credentials } from '../../server/contract/index.ts';
import type { Edit } from '../attacks/attack-case.ts';
import { makeBadNetwork } from '../support/bad-network.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld } from './fault-world.ts';
import { startTcpProxy } from './tcp-proxy.ts';

/** A provider without TLS has to be on localhost, which on that machine is not this one. */
const findsProviderAt = (address: string): Edit => ({
  file: 'server/egress/target.ts',
  find: "return loopback.filter((address) => policy.classify(address) === 'private_allowed');",
  replace: `return loopback.length > 0 ? ['${address}'] : [];`,
});

const partitionMs = 22_000;

it('R19 a server that loses 5 of 100 packets, is 200 ms away and is cut off for a while serves, loses nothing, and is steady again by itself', async () => {
  const network = makeBadNetwork();
  const world = await startFaultWorld('rotating_grace');
  const anywhere = { host: '0.0.0.0' };
  const toDatabase = await startTcpProxy(world.databaseUrl, anywhere);
  const toProvider = await startTcpProxy(world.provider.url, anywhere);
  try {
    const hub = await world.startHub({
      machine: network,
      databaseUrl: world.databaseUrl.replace(/127\.0\.0\.1:\d+/, `${network.outside}:${toDatabase.port}`),
      edits: [findsProviderAt(network.outside)],
      settings: { PROVIDER_URL: `http://localhost:${toProvider.port}`, EGRESS_PRIVATE_CIDRS: `${network.outside}/32` },
    });
    const ids = await Promise.all(['acme', 'globex', 'initech'].map((customer) => world.connect(hub, customer)));
    const areServed = async () => {
      // What the caller's own wire does to a call is no answer either.
      const ask = (id: string) => new Vendor(hub).send<Credentials>('POST', paths.credentials(id), {}).catch(() => undefined);
      const answers = await Promise.all(ids.map(ask));
      return answers.every(
        (answer) => answer?.status === 200 && world.provider.ledger.isUsable(answer.body.token?.access_token ?? ''),
      );
    };

    network.lose(5);
    for (const wire of [toDatabase, toProvider])
      for (const direction of ['up', 'down'] as const) wire.poison(direction, { kind: 'latency', latencyMs: 100 });
    await world.makeDue();
    await eventually('everybody is served all the same', areServed, 60_000);
    await world.untilSteady(90_000);

    await world.makeDue();
    network.partition(true);
    await pause(partitionMs);
    network.partition(false);
    network.lose(0);
    for (const wire of [toDatabase, toProvider]) wire.heal();
    await world.untilSteady(90_000);
    await eventually('everybody is served again', areServed, 30_000);
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: ids.length });
  } finally {
    await world.stop();
    await toDatabase.stop();
    await toProvider.stop();
    network.remove();
  }
});
