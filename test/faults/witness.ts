import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import type { Hub } from './fault-world.ts';

/** What is known when everything has come to rest. */
interface Rest {
  /** Connections that have tokens. */
  readonly connected: ReadonlySet<string>;
  /** The connection that a token of the provider's was granted to. */
  readonly connectionOf: (accessToken: string) => string | undefined;
}

type Deed = 'connected' | 'disconnected';

/**
 * What callers were told while servers were under faults, to be held against what is found at rest. I5: nobody was given another
 * connection's token, nor one whose end had passed. I6: what was answered with success is there. A request that broke may have been done
 * or not, and binds nobody.
 */
export class Witness {
  readonly #handedOver: { readonly id: string; readonly token: string }[] = [];
  readonly #found: string[] = [];
  /** The last deed on each connection; undefined when nobody knows whether it was done. */
  readonly #deeds = new Map<string, Deed | undefined>();
  /** The name last given to each customer, and those that may have been given since. */
  readonly #names = new Map<string, { accepted?: string; perhaps: string[] }>();

  /** Asks for a token. */
  async askForToken(hub: Hub, id: string): Promise<void> {
    const answer = await new Vendor(hub)
      .send<Credentials>('POST', paths.credentials(id), { minTtlSeconds: 300 })
      .catch(() => undefined);
    const token = answer?.status === 200 ? answer.body.token : undefined;
    if (token === undefined) return;
    this.#handedOver.push({ id, token: token.access_token });
    if (token.expires_at !== undefined && Date.parse(token.expires_at) < Date.now() - answerMs) {
      this.#found.push(`I5 ${id}: a token was handed over whose end had passed, ${token.expires_at}`);
    }
  }

  /** @param act rejects, or resolves with whether it was answered with success. */
  async see(id: string, deed: Deed, act: Promise<boolean>): Promise<void> {
    const isDone = await act.catch(() => false);
    this.#deeds.set(id, isDone ? deed : undefined);
  }

  /** Gives a customer another name. */
  async rename(hub: Hub, customer: string, name: string): Promise<void> {
    const known = this.#names.get(customer) ?? { perhaps: [] };
    known.perhaps.push(name);
    this.#names.set(customer, known);
    const answer = await new Vendor(hub).send('PUT', paths.customer(customer), { name }).catch(() => undefined);
    if (answer?.status === 200) this.#names.set(customer, { accepted: name, perhaps: [] });
  }

  /** Reads what was written, when everything is at rest. */
  async readBack(hub: Hub): Promise<void> {
    for (const [customer, { accepted, perhaps }] of this.#names) {
      const { body } = await new Vendor(hub).send<{ name?: string }>('GET', paths.customer(customer));
      if (accepted === undefined || body.name === accepted || perhaps.includes(body.name ?? '')) continue;
      this.#found.push(`I6 ${customer}: is called ${body.name}, though ${accepted} was accepted`);
    }
  }

  /** What was told and is not so. */
  contradictions({ connected, connectionOf }: Rest): string[] {
    const foreign = this.#handedOver
      .filter(({ id, token }) => connectionOf(token) !== id)
      .map(({ id, token }) => `I5 ${id}: was given a token of ${connectionOf(token) ?? 'nobody'}`);
    const undone = [...this.#deeds]
      .filter(([id, deed]) => deed !== undefined && connected.has(id) !== (deed === 'connected'))
      .map(([id, deed]) => `${deed === 'connected' ? 'I6' : 'I3'} ${id}: was ${deed}, and is not`);
    return [...this.#found, ...foreign, ...undone];
  }
}

/** How long an answer may be on its way, on a busy machine: a token may end meanwhile. */
const answerMs = 5_000;
