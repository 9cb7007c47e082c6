import { connectionListSchema, paths, type ConnectionSummary } from '../contract/index.ts';
import type { Sender } from './sender.ts';

/** Every connection that has been set up for so many days and not used since, page by page. @param days 1 to 9,999. */
export async function* readUnusedConnections(send: Sender, days: number): AsyncIterable<ConnectionSummary> {
  for (let cursor: string | undefined; ;) {
    const query = new URLSearchParams({ unusedForDays: String(days), ...(cursor === undefined ? {} : { cursor }) });
    const { connections, next } = await send('GET', `${paths.connections}?${query}`, undefined, connectionListSchema);
    yield* connections;
    if (next === undefined) return;
    cursor = next;
  }
}
