import type { Edit } from '../attacks/attack-case.ts';
import type { ProviderStep } from './ledger-provider.ts';

/** A place in a refresh to die at: in the server's own steps by an edit of its source, on the wire by what the provider has seen. */
export type CrashPoint =
  { readonly name: string; readonly edit: Edit } | { readonly name: string; readonly provider: ProviderStep };

const refresh = 'server/services/refresh-credential.ts';
const renewed = 'server/services/store-refreshed.ts';
const store = 'server/storage/credential-store.ts';
const die = "process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined);";

const before = (file: string, find: string, first = ''): Edit => ({ file, find, replace: `${first} ${die} ${find}` });

/** Every step of a refresh, in order. */
export const crashPoints: readonly CrashPoint[] = [
  { name: 'before the lease is committed', edit: before(store, 'return leases;') },
  { name: 'after lease and intent', edit: before(refresh, 'const { credential } = lease;') },
  { name: 'sent', provider: 'received' },
  { name: 'decided at the provider, nothing answered', provider: 'committed' },
  { name: 'first byte of the answer', provider: 'first_byte' },
  {
    name: 'answer read, nothing stored',
    edit: before(refresh, 'return keepRefreshed(deps, found, lease, client, renewal);'),
  },
  {
    name: 'the database asked to store, its answer not awaited',
    edit: before(store, 'const [row] = await written;', 'void written.execute(); await new Promise(setImmediate);'),
  },
  {
    name: 'committed, nothing recorded',
    edit: before(renewed, "deps.metrics.refreshFinished(configVar.definition.key, outcome === 'superseded' ?"),
  },
  { name: 'before the event', edit: before(renewed, "await recordFinding(deps, record, () => ({ code: 'recovered'") },
];
