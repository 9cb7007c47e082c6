import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { paths } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import type { FaultWorld, Hub } from './fault-world.ts';
import type { Random } from './random.ts';

const connections = 40;
const servers = 2;

/** Servers, customers, and what befalls them. */
export class Chaos {
  /** Servers killed so far. */
  kills = 0;
  readonly #world: FaultWorld;
  readonly #random: Random;
  readonly #ids: string[] = [];
  #hubs: Hub[] = [];

  constructor(world: FaultWorld, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  async begin(): Promise<void> {
    this.#hubs = await Promise.all(Array.from({ length: servers }, () => this.#world.startHub()));
    for (let customer = 0; customer < connections; customer += 1) {
      this.#ids.push(await this.#world.connect(this.#hub(), `customer-${customer}`));
    }
  }

  /** Renewals fall due, and while they are under way something happens. */
  async strike(killsOnly: boolean): Promise<void> {
    const faults = killsOnly
      ? [() => this.#kill()]
      : [
          () => this.#kill(),
          () => this.#freeze(),
          () => this.#providerOutage(),
          () => this.#slowAnswers(),
          () => this.#disconnect(),
          () => this.#reconnect(),
          () => this.#callers(),
          () => this.#unrelatedWrites(),
        ];
    await this.#world.makeDue();
    await this.#random.pick(faults)();
  }

  /** Whatever was broken works again; waits until the servers have dealt with it. */
  async rest(): Promise<void> {
    this.#world.provider.isDown = false;
    this.#world.provider.onStep = () => undefined;
    await this.#world.untilSteady();
    await this.#world.untilRevoked();
  }

  #hub(): Hub {
    return this.#random.pick(this.#hubs);
  }

  /** At a step of a refresh, not after a time. */
  async #kill(): Promise<void> {
    const victim = this.#hub();
    const step = this.#random.pick(['received', 'committed', 'first_byte', 'answered'] as const);
    const nth = this.#random.below(connections / 2);
    const struck = Promise.withResolvers<undefined>();
    let seen = 0;
    this.#world.provider.onStep = (at) => {
      if (at !== step || seen++ < nth) return;
      struck.resolve(undefined);
    };
    await Promise.race([struck.promise, pause(10_000)]);
    await victim.kill();
    this.kills += 1;
    this.#world.provider.onStep = () => undefined;
    this.#hubs = [...this.#hubs.filter((hub) => hub !== victim), await this.#world.startHub()];
  }

  /** R06: longer than a lease is too long for a run; its end is brought forward instead. */
  async #freeze(): Promise<void> {
    const victim = this.#hub();
    victim.process.child.kill('SIGSTOP');
    await pause(500 + this.#random.below(1_500));
    await this.#world.database.db.execute(
      sql`update credentials set lease_until = now(), refresh_due_at = now() where lease_until is not null`,
    );
    await pause(500 + this.#random.below(1_500));
    victim.process.child.kill('SIGCONT');
    await pause(500);
  }

  async #providerOutage(): Promise<void> {
    this.#world.provider.isDown = true;
    await pause(1_000 + this.#random.below(2_000));
    this.#world.provider.isDown = false;
  }

  async #slowAnswers(): Promise<void> {
    const step = this.#random.pick(['received', 'committed'] as const);
    const delay = 200 + this.#random.below(3_000);
    this.#world.provider.onStep = (at) => (at === step ? pause(delay) : undefined);
    await pause(delay + 500);
    this.#world.provider.onStep = () => undefined;
  }

  async #disconnect(): Promise<void> {
    for (let count = 0; count < 3; count += 1) {
      await new Vendor(this.#hub()).send('POST', paths.vendorDisconnect(this.#random.pick(this.#ids)));
    }
  }

  async #reconnect(): Promise<void> {
    for (let count = 0; count < 3; count += 1) {
      await this.#world.connect(this.#hub(), `customer-${this.#random.below(connections)}`);
    }
  }

  async #callers(): Promise<void> {
    const asked = Array.from({ length: 100 }, () => ({ hub: this.#hub(), id: this.#random.pick(this.#ids) }));
    await Promise.all(asked.map(({ hub, id }) => new Vendor(hub).send('POST', paths.credentials(id), { minTtlSeconds: 300 })));
  }

  /** R12: other columns move while a refresh is under way. */
  async #unrelatedWrites(): Promise<void> {
    const asked = Array.from({ length: 50 }, () => ({ hub: this.#hub(), id: this.#random.pick(this.#ids) }));
    await Promise.all(asked.map(({ hub, id }) => new Vendor(hub).send('POST', paths.usage(id), { outcome: 'used' })));
  }
}
