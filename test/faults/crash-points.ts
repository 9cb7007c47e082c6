import type { Edit } from '../attacks/attack-case.ts';
import type { ProviderStep } from './ledger-provider.ts';

/** A place to die at: in the server's own steps by an edit of its source, on the wire by what the provider has seen. */
export type CrashPoint =
  { readonly name: string; readonly edit: Edit } | { readonly name: string; readonly provider: ProviderStep };

/** A place among the server's own steps. */
export type OwnPoint = Extract<CrashPoint, { edit: Edit }>;

const refresh = 'server/services/refresh-credential.ts';
const renewed = 'server/services/store-refreshed.ts';
const store = 'server/storage/credential-store.ts';
const callback = 'server/services/complete-connect.ts';
const settle = 'server/services/settle-flow.ts';
const grant = 'server/services/store-grant.ts';
const safekeeping = 'server/services/safekeeping.ts';

/** What befalls a server, as a statement of its own program. */
export const accidents = {
  killed: "process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined);",
  /** Until the process is ended for it. */
  outOfMemory: 'for (const hoard = []; ; ) hoard.push(new Array(1_000_000).fill(0.5));',
  /** Nothing runs for ten seconds, the first time. */
  stalled: 'globalThis.stalled ??= Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);',
} as const;

/** It happens before the statement that `find` begins. */
export const before = (file: string, find: string, accident: string): Edit => ({ file, find, replace: `${accident} ${find}` });

/** Between an answer and its word in the database. */
export const answerRead = (accident: string): OwnPoint => ({
  name: 'answer read, nothing stored',
  edit: before(refresh, 'return keepRefreshed(deps, found, lease, client, renewal);', accident),
});

/** With the lease in hand and nothing sent. */
export const leaseTaken = (accident: string): OwnPoint => ({
  name: 'after lease and intent',
  edit: before(refresh, 'const { credential } = lease;', accident),
});

/** With everything read, and nothing sent. */
export const aboutToSend = (accident: string): OwnPoint => ({
  name: 'about to send',
  edit: before(refresh, 'renewal = await requestTokens(', accident),
});

/** With the request out, and its answer unread. */
export const answerUnread = (accident: string): OwnPoint => ({
  name: 'sent, and the answer unread',
  edit: {
    file: refresh,
    find: 'const set = await refreshTokens({ client, refreshToken, dpopKey }, fetch);',
    replace: `const asked = refreshTokens({ client, refreshToken, dpopKey }, fetch);
      await new Promise((resolve) => setTimeout(resolve, 50)); ${accident} const set = await asked;`,
  },
});

/** With the statement out that stores, and the database's answer unread. */
export const storeUnread = (accident: string): OwnPoint => ({
  name: 'the database asked to store, its answer not awaited',
  edit: {
    file: store,
    find: 'const [row] = await written;',
    replace: `void written.catch(() => undefined); await new Promise(setImmediate); ${accident} const [row] = await written;`,
  },
});

const { killed } = accidents;

/** Every step of a refresh, in order. */
export const crashPoints: readonly CrashPoint[] = [
  // Leases and intents are one statement, so there is no moment between them.
  {
    name: 'lease and intent committed, their holder not told',
    edit: before(store, 'return rows.map(({ fence', `if (rows.length > 0) { ${killed} }`),
  },
  leaseTaken(killed),
  aboutToSend(killed),
  { name: 'sent', provider: 'received' },
  { name: 'decided at the provider, nothing answered', provider: 'committed' },
  { name: 'first byte of the answer', provider: 'first_byte' },
  answerRead(killed),
  storeUnread(killed),
  {
    name: 'committed, nothing recorded',
    edit: before(renewed, "deps.metrics.refreshFinished(configVar.definition.key, outcome === 'superseded' ?", killed),
  },
  { name: 'before the event', edit: before(renewed, "await recordFinding(deps, record, () => ({ code: 'recovered'", killed) },
];

/** Every step from a callback to a connection. */
export const exchangePoints: readonly (CrashPoint & {
  /** Whether the tokens are stored: never, by then, or at the next start, where there is a spool. */
  readonly stored: 'never' | 'by then' | 'with a spool';
})[] = [
  {
    name: 'before the code is sent',
    edit: before(callback, 'return finishAuthorization(client, { query, redirectUri, secrets }, deps.fetch);', killed),
    stored: 'never',
  },
  { name: 'granted at the provider, nothing answered', provider: 'granted', stored: 'never' },
  { name: 'answer received', edit: before(settle, "if (!grant) return { kind: 'waiting' };", killed), stored: 'never' },
  {
    name: 'answer received and spooled',
    edit: before(safekeeping, 'for (let pauseMs = firstPauseMs;', killed),
    stored: 'with a spool',
  },
  {
    name: 'stored, nothing committed',
    edit: before(grant, 'for (const remark of remarksOn(grant, isOtherAccount))', killed),
    stored: 'with a spool',
  },
  {
    name: 'committed, nobody told',
    edit: before(grant, "if (flow) deps.metrics.flowFinished(flow.definitionKey, refusal ?? 'connected');", killed),
    stored: 'by then',
  },
];

/** Places where a server's loop is stalled. */
export const stallPoints: readonly OwnPoint[] = [leaseTaken, answerUnread, answerRead, storeUnread].map((at) =>
  at(accidents.stalled),
);
