import * as v from 'valibot';
import type { StartedFlow } from '#contract';
import type { ReturnPage } from './redirect-return.ts';

const keyOf = (connectionId: string) => `connection-config:flow:${connectionId}`;

/** An id is no secret: only the session of who began a flow may ask for it. */
const rememberedSchema = v.object({ id: v.string(), expiresAt: v.pipe(v.string(), v.isoTimestamp()) });

/** The storage of this tab and origin; a getter, since a page in a sandbox may not even look at it. */
export type TabStorage = Pick<ReturnPage, 'sessionStorage'>;

/** Keeps in mind which flow a window is open for, so that a page that is loaded again meanwhile follows that and begins no second one. */
export function rememberFlow(page: TabStorage, connectionId: string, { id, expiresAt }: StartedFlow): void {
  try {
    page.sessionStorage.setItem(keyOf(connectionId), JSON.stringify({ id, expiresAt }));
  } catch {
    // Without a storage a reload forgets the window, and the page asks for the connection's state as ever.
  }
}

/** The flow that has ended, or was given up, is of no interest any more. */
export function forgetFlow(page: TabStorage, connectionId: string): void {
  try {
    page.sessionStorage.removeItem(keyOf(connectionId));
  } catch {
    // Nothing was kept.
  }
}

/** @returns the id of the flow that is still open as far as this tab knows. @param now milliseconds since 1970. */
export function recallFlow(page: TabStorage, connectionId: string, now = Date.now()): string | undefined {
  try {
    const stored: unknown = JSON.parse(page.sessionStorage.getItem(keyOf(connectionId)) ?? 'null');
    return v.is(rememberedSchema, stored) && Date.parse(stored.expiresAt) > now ? stored.id : undefined;
  } catch {
    return undefined;
  }
}
