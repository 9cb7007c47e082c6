import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { paths } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { rowsOf } from '../support/rows-of.ts';
import type { FaultWorld, Hub } from './fault-world.ts';
import type { ProviderStep } from './ledger-provider.ts';
import type { Random } from './random.ts';
import { startTcpProxy, type TcpProxy, type Toxic } from './tcp-proxy.ts';
import { Witness } from './witness.ts';

const connections = 40;
const servers = 2;
/** In seconds; most clocks are right. */
const clockErrors = [0, 0, 0, 0, 600, -600, 86_400, -86_400];

/** A minute is too long for a run, and so is the egress deadline that has to be shorter. */
const shortLease = {
  seconds: 10,
  edits: [
    { file: 'server/services/refresh-credential.ts', find: 'const leaseSeconds = 60;', replace: 'const leaseSeconds = 10;' },
    { file: 'server/egress/egress.ts', find: 'const callDeadlineSeconds = 20;', replace: 'const callDeadlineSeconds = 4;' },
  ],
} as const;

/** What a {@link Chaos} goes by. */
export interface ChaosOptions {
  readonly random: Random;
  readonly restartDatabase: () => Promise<void>;
  /** Is told each fault as it strikes. */
  readonly trace: (what: string) => void;
}

/** Servers, customers, and what befalls them. */
export class Chaos {
  /** Servers killed so far. */
  kills = 0;
  /** How often each kind of fault has struck. */
  readonly struck: Record<string, number> = {};
  readonly witness = new Witness();
  readonly #world: FaultWorld;
  readonly #random: Random;
  readonly #restartDatabase: () => Promise<void>;
  readonly #trace: (what: string) => void;
  readonly #ids: string[] = [];
  readonly #listeners = new Set<(step: ProviderStep) => void | Promise<void>>();
  readonly #clocks: FakeClock[] = [];
  /** What is done when nothing is in the way any more. */
  readonly #afterwards: (() => Promise<void>)[] = [];
  #wires: { provider: TcpProxy; database: TcpProxy } | undefined;
  #hubs: Hub[] = [];

  constructor(world: FaultWorld, { random, restartDatabase, trace }: ChaosOptions) {
    this.#world = world;
    this.#random = random;
    this.#restartDatabase = restartDatabase;
    this.#trace = trace;
  }

  /** @param killsOnly without the wires and wrong clocks that mixed faults want. */
  async begin(killsOnly: boolean): Promise<void> {
    const { provider, databaseUrl } = this.#world;
    provider.onStep = async (step) => void (await Promise.all([...this.#listeners].map(async (listen) => listen(step))));
    provider.retryAfterSeconds = 1;
    if (!killsOnly) this.#wires = { provider: await startTcpProxy(provider.url), database: await startTcpProxy(databaseUrl) };
    this.#hubs = await Promise.all(Array.from({ length: servers }, () => this.#start()));
    for (let customer = 0; customer < connections; customer += 1) {
      this.#ids.push(await this.#world.connect(this.#hub(), `customer-${customer}`));
    }
  }

  /** Renewals fall due, and while they are under way something happens; half of the time in bad weather. */
  async strike(killsOnly: boolean): Promise<void> {
    const events = {
      kill: () => this.#kill(['received', 'committed', 'first_byte', 'answered'], this.#random.below(connections / 4)),
      'kill in an exchange': () => this.#killInExchange(),
      'kill in a revocation': () => this.#killInRevocation(),
      freeze: () => this.#freeze(),
      'database restart': () => this.#restart(),
      disconnect: () => this.#disconnect(),
      reconnect: () => this.#reconnect(),
      callers: () => this.#callers(),
      writes: () => this.#writes(),
    };
    const name = killsOnly ? 'kill' : this.#random.pick(Object.keys(events) as (keyof typeof events)[]);
    const clear = killsOnly || this.#random.below(2) === 0 ? () => undefined : this.#weather();
    this.#count(name);
    this.#trace(name);
    // Otherwise ever more of them wait for their lease to end, and few are left to be met by the next one.
    if (killsOnly) await this.#world.endLeasesOfTheDead();
    await this.#world.makeDue();
    try {
      await events[name]();
    } finally {
      clear();
    }
    for (const act of this.#afterwards.splice(0)) await act();
  }

  /** Whatever was broken works again; waits until the servers have dealt with it. */
  async rest(): Promise<void> {
    await this.#sweepStranded();
    await this.#untilSteady();
    // A request that was given up may end a grant that was renewed meanwhile. Only the next renewal can tell, and has to.
    // Those of which a bad wire swallowed the rest never come.
    for (let waited = 0; waited < 5_000 && this.#world.provider.underWay > 0; waited += 100) await pause(100);
    await this.#world.makeDue();
    await this.#untilSteady();
    await this.#world.untilRevoked();
    await this.witness.readBack(this.#hub());
  }

  /** I7, and no help; on a busy machine a little later. */
  async #untilSteady(): Promise<void> {
    if (this.#wires) await this.#world.untilSteady(70_000, 'stay');
    else await this.#world.untilSteady();
  }

  async end(): Promise<void> {
    await Promise.all([this.#wires?.provider.stop(), this.#wires?.database.stop()]);
    for (const clock of this.#clocks) clock.remove();
  }

  #count(name: string): void {
    this.struck[name] = (this.struck[name] ?? 0) + 1;
  }

  #hub(): Hub {
    return this.#random.pick(this.#hubs);
  }

  async #start(): Promise<Hub> {
    const { provider, databaseUrl } = this.#world;
    if (!this.#wires) return this.#world.startHub();
    const { provider: toProvider, database } = this.#wires;
    const error = this.#random.pick(clockErrors);
    const clock = error === 0 ? undefined : createFakeClock(error);
    if (clock) {
      this.#clocks.push(clock);
      this.#count('wrong clock');
    }
    const settings = { PROVIDER_URL: new URL(toProvider.through(provider.url)).origin, ...clock?.environment };
    return this.#world.startHub({ databaseUrl: database.through(databaseUrl), settings, edits: shortLease.edits });
  }

  /** A server dies, and another one takes its place as soon as nothing is in the way. */
  async #replace(victim: Hub): Promise<void> {
    await victim.kill();
    this.kills += 1;
    this.#hubs = this.#hubs.filter((hub) => hub !== victim);
    this.#afterwards.push(async () => void this.#hubs.push(await this.#start()));
  }

  /** Resolves at the step, or after ten seconds without it. */
  async #until(steps: readonly ProviderStep[], nth = 0): Promise<void> {
    const step = this.#random.pick(steps);
    const met = Promise.withResolvers<undefined>();
    let seen = 0;
    const listen = (at: ProviderStep) => {
      if (at === step && seen++ === nth) met.resolve(undefined);
    };
    this.#listeners.add(listen);
    await Promise.race([met.promise, pause(10_000)]);
    this.#listeners.delete(listen);
  }

  /** What lasts while other things happen. @returns what ends it. */
  #weather(): () => void {
    const { provider } = this.#world;
    const kinds = {
      'provider down': () => {
        provider.isDown = true;
        return () => (provider.isDown = false);
      },
      'slow answers': () => {
        const slow = this.#random.pick(['received', 'committed'] as const);
        const delay = 200 + this.#random.below(3_000);
        const listen = (step: ProviderStep) => (step === slow ? pause(delay) : undefined);
        this.#listeners.add(listen);
        return () => this.#listeners.delete(listen);
      },
      '429 storm': () => {
        provider.limited.add('app');
        return () => provider.limited.delete('app');
      },
      'bad wire to the provider': () => this.#poison('provider'),
      'bad wire to the database': () => this.#poison('database'),
    };
    const name = this.#random.pick(Object.keys(kinds) as (keyof typeof kinds)[]);
    this.#count(name);
    this.#trace(`  in ${name}`);
    return kinds[name]();
  }

  #poison(end: 'provider' | 'database'): () => void {
    const toxic = this.#random.pick<Toxic>([
      { kind: 'latency', latencyMs: 200, jitterMs: 300 },
      { kind: 'bandwidth', bytesPerSecond: 4_000 },
      { kind: 'slow_close', delayMs: 1_000 },
      { kind: 'timeout', timeoutMs: 2_000 },
      { kind: 'reset_peer' },
      { kind: 'slicer', bytes: 16 },
      { kind: 'limit_data', bytes: 600 },
    ]);
    this.#count(toxic.kind);
    this.#trace(`  by ${JSON.stringify(toxic)}`);
    this.#wires?.[end].poison(this.#random.pick(['up', 'down'] as const), toxic);
    return () => this.#wires?.[end].heal();
  }

  /** At a step, not after a time. */
  async #kill(steps: readonly ProviderStep[], nth: number): Promise<void> {
    const victim = this.#hub();
    await this.#until(steps, nth);
    await this.#replace(victim);
  }

  async #killInExchange(): Promise<void> {
    const victim = this.#hub();
    const customer = this.#random.below(connections);
    const connected = this.#connect(victim, customer);
    await this.#until(['granted', 'granted_answered']);
    await this.#replace(victim);
    await connected;
    this.#afterwards.push(() => this.#sweepStranded());
  }

  /** Sign-ins whose server is dead are told as soon as a server looks for them; a test does not wait for their time to be up. */
  async #sweepStranded(): Promise<void> {
    const stranded = () => rowsOf(this.#world.database, sql`select 1 from flows where state = 'exchanging'`);
    if ((await stranded()).length === 0) return;
    await this.#world.database.db.execute(
      sql`update flows set expires_at = now() - interval '3 minutes' where state = 'exchanging'`,
    );
    // It looks when it starts.
    this.#hubs.push(await this.#start());
    await eventually('sign-ins without a server are told', async () => (await stranded()).length === 0, 60_000);
    await this.#hubs.shift()?.kill();
  }

  async #killInRevocation(): Promise<void> {
    const victim = this.#hub();
    const id = this.#random.pick(this.#ids);
    const disconnected = this.#disconnectOne(victim, id);
    await this.#until(['revocation_received', 'revoked']);
    await this.#replace(victim);
    await disconnected;
  }

  /** R06: half of the time for longer than its leases last. */
  async #freeze(): Promise<void> {
    const victim = this.#hub();
    const isLong = this.#random.below(2) === 0;
    await this.#until(['received', 'committed', 'answered'], this.#random.below(connections / 2));
    victim.process.child.kill('SIGSTOP');
    await pause((isLong ? shortLease.seconds * 1000 : 0) + 500 + this.#random.below(2_000));
    victim.process.child.kill('SIGCONT');
    await pause(500);
  }

  /** R09: as a power cut would, with renewals under way. */
  async #restart(): Promise<void> {
    await this.#until(['received', 'committed', 'answered'], this.#random.below(connections / 2));
    await this.#restartDatabase();
    const isThere = () => rowsOf(this.#world.database, sql`select 1`).then(Boolean, () => false);
    await eventually('the database is back', isThere, 30_000);
  }

  async #disconnect(): Promise<void> {
    for (let count = 0; count < 3; count += 1) await this.#disconnectOne(this.#hub(), this.#random.pick(this.#ids));
  }

  #disconnectOne(hub: Hub, id: string): Promise<void> {
    const answer = new Vendor(hub).send('POST', paths.vendorDisconnect(id));
    return this.witness.see(
      id,
      'disconnected',
      answer.then(({ status }) => status === 200),
    );
  }

  async #reconnect(): Promise<void> {
    for (let count = 0; count < 3; count += 1) await this.#connect(this.#hub(), this.#random.below(connections));
  }

  #connect(hub: Hub, customer: number): Promise<void> {
    const connected = this.#world.connect(hub, `customer-${customer}`).then(() => true);
    return this.witness.see(this.#ids[customer] ?? '', 'connected', connected);
  }

  async #callers(): Promise<void> {
    const asked = Array.from({ length: 100 }, () => ({ hub: this.#hub(), id: this.#random.pick(this.#ids) }));
    await Promise.all(asked.map(({ hub, id }) => this.witness.askForToken(hub, id)));
  }

  /** R12: other columns, and other rows, move while a refresh is under way. */
  async #writes(): Promise<void> {
    const asked = Array.from({ length: 50 }, () => ({ hub: this.#hub(), id: this.#random.pick(this.#ids) }));
    await Promise.all([
      ...asked.map(({ hub, id }) => new Vendor(hub).send('POST', paths.usage(id), { outcome: 'used' }).catch(() => undefined)),
      ...Array.from({ length: 10 }, (_, index) => {
        const customer = `customer-${(this.#random.below(4) + index * 4) % connections}`;
        return this.witness.rename(this.#hub(), customer, `Name ${this.#random.below(1_000_000)}`);
      }),
    ]);
  }
}
