import { eventPageSchema, paths, type ConnectionEvent } from '../contract/index.ts';
import type { Sender } from './sender.ts';

/** Options of `client.events`. */
export interface EventsOptions {
  /** Where to start: a `cursor` that came with an event. Default: the oldest there is. */
  readonly cursor?: string;
  /** Only of this customer, by your own id. */
  readonly customer?: string;
  /** How many are fetched at a time, 1 to 500. Default 100. */
  readonly limit?: number;
}

/** An event, and where to start so that it and those before it do not come again. */
export interface EventAt {
  readonly event: ConnectionEvent;
  /** Of the page before, until the last event of a page. */
  readonly cursor: string;
}

/** Goes through the pages of `GET /v1/events` until there is no more. */
export async function* readEvents(send: Sender, { cursor: start = '0', ...query }: EventsOptions = {}): AsyncGenerator<EventAt> {
  let cursor = start;
  for (;;) {
    const { events, next } = await send('GET', paths.events({ ...query, cursor }), undefined, eventPageSchema);
    if (events.length === 0) return;
    for (const [index, event] of events.entries()) yield { event, cursor: index === events.length - 1 ? next : cursor };
    cursor = next;
  }
}
