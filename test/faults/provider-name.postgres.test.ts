import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'drizzle-orm';
import type { Edit } from '../attacks/attack-case.ts';
import { startDnsServer, type DnsServer } from '../support/dns-server.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startFaultWorld, type FaultWorld } from './fault-world.ts';
import { seedHerd } from './seed-herd.ts';

// A provider without TLS has to be on localhost; to this server the name means nothing.
const name = 'localhost';

/** The system's resolver asks the servers of this machine; here it asks the one that a test holds in its hand. */
const askInstead = (address: string): readonly Edit[] => [
  { file: 'server/egress/target.ts', find: 'if (isLocalhost(hostname))', replace: 'if (isLocalhost(hostname) && false)' },
  {
    file: 'server/egress/egress.ts',
    find: 'const answers = await dns.lookup(hostname, { all: true });',
    replace: `
    const resolver = new (await import('node:dns/promises')).Resolver({ timeout: 60_000, tries: 1 });
    resolver.setServers(['${address}']);
    const answers = (await resolver.resolve4(hostname)).map((address) => ({ address }));`,
  },
];

interface Scene {
  readonly world: FaultWorld;
  readonly dns: DnsServer;
  /** One renewal falls due, and this is what becomes of it. */
  renews(expected: Dealt): Promise<void>;
}

interface Dealt {
  readonly version: number;
  readonly failures: number;
  readonly status: string;
  readonly warning: string | null;
  readonly outcome: string;
}

async function play(act: (scene: Scene) => Promise<void>): Promise<void> {
  const world = await startFaultWorld('rotating_strict');
  const dns = await startDnsServer();
  try {
    dns.answer(name, ['127.0.0.1']);
    const [id] = await seedHerd(world, 100);
    const url = new URL(world.provider.url);
    await world.startHub({ edits: askInstead(dns.address), settings: { PROVIDER_URL: `http://${name}:${url.port}` } });
    const attempts = sql`select 1 from credential_attempts where outcome <> 'intent'`;
    await act({
      world,
      dns,
      renews: async (expected) => {
        const before = (await rowsOf(world.database, attempts)).length;
        await world.database.db.execute(sql`
          update credentials set refresh_due_at = now(), expires_at = now() + interval '1 hour' where connection_id = ${id}`);
        await eventually('dealt with', async () => (await rowsOf(world.database, attempts)).length > before, 45_000);
        const look = async () =>
          rowsOf<Dealt>(
            world.database,
            sql`
            select c.version, c.failures, n.status, n.warning,
              (select outcome from credential_attempts a where a.connection_id = n.id order by a.ended_at desc limit 1) as outcome
            from credentials c join connections n on n.id = c.connection_id where n.id = ${id}`,
          );
        // What a connection says of it follows what the journal says.
        await eventually('it says so', async () => isDeepStrictEqual((await look())[0], expected)).catch(() => undefined);
        assert.deepEqual((await look())[0], expected);
      },
    });
  } finally {
    await world.stop();
    await dns.stop();
  }
}

/** As nothing had been sent: the connection says what is wrong, and stays what it was. */
const unsent = { version: 1, status: 'active', warning: 'provider_unreachable', outcome: 'not_sent' };
const renewed = { version: 2, failures: 0, status: 'active', warning: null, outcome: 'stored' };

describe('R20: names are not what they were', { concurrency: 3 }, () => {
  for (const trouble of ['SERVFAIL', 'silence', []] as const) {
    it(`R20 ${trouble === 'silence' ? 'a name server that never answers' : trouble.toString() || 'NXDOMAIN'} delays a renewal, paints nothing red and sends nothing`, () =>
      play(async ({ world, dns, renews }) => {
        dns.answer(name, trouble);
        await renews({ ...unsent, failures: 1 });
        assert.equal(world.provider.ledger.refreshes, 0);
        dns.answer(name, ['127.0.0.1']);
        await renews(renewed);
        assert.equal(world.provider.ledger.refreshes, 1);
      }));
  }

  it('R20 a slow name server delays a renewal and nothing else', () =>
    play(async ({ dns, renews }) => {
      dns.delayMs = 3_000;
      await renews(renewed);
    }));

  it('R20 an answer that changes while a call is under way does not move it; one that turns private is not followed', () =>
    play(async ({ world, dns, renews }) => {
      // Nothing listens at the second address, and what a second question would bring is refused.
      dns.answer(name, ['127.0.0.1'], ['10.0.0.1']);
      dns.asked.length = 0;
      await renews(renewed);
      assert.deepEqual(dns.asked, [name], 'one question for one call');
      await renews({ ...unsent, version: 2, failures: 1, warning: 'egress_refused' });
      assert.equal(world.provider.ledger.refreshes, 1);
      dns.answer(name, ['127.0.0.1']);
      await renews({ ...renewed, version: 3 });
    }));
});
