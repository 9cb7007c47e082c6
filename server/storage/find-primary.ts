import { openPool } from './postgres-driver.ts';
import { dial, dialing, type ServerAddress } from './postgres-socket.ts';

/** How long a server may say nothing. Nobody waits for it where another one answers. */
const silenceMs = 5_000;

/**
 * Which of several servers takes writes: the first to say so. The driver's own way with several hosts takes a hot standby for one, and while
 * none can be reached it tries again for ever, without a pause or an error.
 * @param servers the database's URL on each of them.
 * @throws what the first of them said when none does; `25006` for a standby.
 */
export async function findPrimary(servers: readonly string[]): Promise<ServerAddress> {
  try {
    return await Promise.any(servers.map(addressIfPrimary));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

async function addressIfPrimary(url: string): Promise<ServerAddress> {
  const address = Promise.withResolvers<ServerAddress>();
  const probe = openPool(url, {
    max: 1,
    prepare: false,
    connect_timeout: silenceMs / 1000,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: 'connection-config' },
    ...dialing((found) => {
      address.resolve(found);
      return Promise.resolve(dial(found, { ms: silenceMs }));
    }),
  });
  try {
    const [answer] = await probe<{ reads: boolean }[]>`
      select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as reads`;
    if (answer?.reads !== false) throw Object.assign(new Error('the server takes no writes'), { code: '25006' });
    return await address.promise;
  } finally {
    void probe.end({ timeout: 0 });
  }
}
