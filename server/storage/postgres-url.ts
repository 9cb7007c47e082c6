/** What a database URL says, in parts that the driver understands. */
export interface PostgresUrl {
  /** The same URL for each of its hosts. */
  readonly servers: readonly [string, ...string[]];
  /** Which of them to use is found out: the one that takes writes. */
  readonly seeksPrimary: boolean;
  /** Named prepared statements; false with `?prepare=false`. */
  readonly prepare: boolean;
}

/** `target_session_attrs` that make sense for a server, which writes; the words are libpq's. */
const writable = ['read-write', 'primary', 'any'];

/**
 * Reads `postgres://user:password@host:port,host:port/database?parameter=value`, which `URL` cannot: it knows no list of hosts.
 * @see PostgreSQL 18, section 32.1.1.3 "Specifying Multiple Hosts"
 */
export function parsePostgresUrl(url: string): PostgresUrl {
  const [address = '', query] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const prepare = parameters.get('prepare') !== 'false';
  const target = parameters.get('target_session_attrs');
  for (const ours of ['prepare', 'target_session_attrs']) parameters.delete(ours);
  const [, before = '', hosts = '', after = ''] = /^(\w+:\/\/(?:[^@/]*@)?)([^/]*)(.*)$/.exec(address) ?? [];
  const rest = parameters.size === 0 ? after : `${after}?${parameters}`;
  const [first = '', ...others] = hosts.split(',').map((host) => before + host + rest);
  return { servers: [first, ...others], seeksPrimary: others.length > 0 || (target !== null && target !== 'any'), prepare };
}

/** Whether a URL asks for a server that only reads. */
export function asksForReader(url: string): boolean {
  const target = new URLSearchParams(url.split('?', 2)[1]).get('target_session_attrs');
  return target !== null && !writable.includes(target);
}
