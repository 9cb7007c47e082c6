import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { defaultRateLimits, type RateLimits } from './services/rate-limits.ts';
import { parseSessionKeys, type SessionKey } from './services/session-keys.ts';
import { asksForReader } from './storage/index.ts';
import { parseEncryptionKeys, type EncryptionKey } from './vault/index.ts';

/** A setting is missing or wrong. The message is one line that says which and what to do; it never repeats a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The server's settings, checked. */
export interface Config {
  readonly port: number;
  /** Where browsers reach the server, without a trailing slash. */
  readonly publicUrl: string;
  /** Absent: the embedded database in `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly apiKeys: readonly string[];
  /** Public keys of session tokens that the vendor's backend signs itself; empty: it does not. */
  readonly sessionKeys: readonly SessionKey[];
  readonly allowedOrigins: readonly string[];
  /** The name of the vendor's product, for the hosted page. */
  readonly vendorName?: string;
  /** Path of the vendor's definitions: `.ts`, `.js` or `.json`. */
  readonly connectionsConfig: string;
  /** Private address ranges the server may call, as CIDRs; none by default. */
  readonly privateCidrs: readonly string[];
  /** How long, in days, and how many lines of each connection's log are kept. */
  readonly logRetention: { readonly days: number; readonly lines: number };
  /** How many days ahead of a connection's end its customer is told, at most. */
  readonly endNoticeDays: number;
  /** Folder on a durable disk for what the database has not taken yet; absent: in memory only. */
  readonly spoolDir?: string;
  /** How many calls a second all servers together make with one OAuth client. */
  readonly clientCallsPerSecond: number;
  /** What is not as by default of how often callers may ask, in a minute. */
  readonly rateLimits: Partial<RateLimits>;
  /** How many proxies stand before the server; absent: nobody has said. */
  readonly trustedProxies?: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const isLocal = (url: URL) =>
  url.hostname === 'localhost' || url.hostname.endsWith('.localhost') || url.hostname === '127.0.0.1' || url.hostname === '[::1]';

const webUrl = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol),
    'must be a URL such as https://connections.vendor.example',
  ),
  v.check(
    (text) => !URL.canParse(text) || new URL(text).protocol === 'https:' || isLocal(new URL(text)),
    'must be https (http is for localhost only): its sign-in cookie needs a secure origin',
  ),
);
const list = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
);
const origin = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be origins such as https://app.vendor.example, without a path',
  ),
);

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

const wholeNumber = v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1'), v.transform(Number));

const rateLimitNames = Object.keys(defaultRateLimits);

/** `sessions=600, tests=20`: what is not named stays as it is. */
const rateLimits = v.pipe(
  list,
  v.everyItem(
    (entry) => {
      const [name = '', count = ''] = entry.split('=');
      return rateLimitNames.includes(name) && /^[1-9]\d{0,5}$/.test(count) && entry === `${name}=${count}`;
    },
    `must be such as "sessions=600, tests=20", in a minute each; there are ${rateLimitNames.join(', ')}`,
  ),
  v.transform((entries) => Object.fromEntries(entries.map((entry) => entry.split('='))) as Record<string, string>),
  v.transform((counts): Partial<RateLimits> =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])),
  ),
);

const environmentSchema = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'must be a port number'),
      v.transform(Number),
      v.maxValue(65_535, 'must be a port number'),
    ),
    '8787',
  ),
  PUBLIC_URL: v.optional(webUrl),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^postgres(ql)?:\/\/[^/]/, 'must be such as postgres://user:password@host:5432/database'),
      v.check(
        (url) => !asksForReader(url),
        'asks for a server that only reads: target_session_attrs must be read-write, or left out',
      ),
    ),
  ),
  DATA_DIR: v.optional(v.string(), '.data'),
  API_KEY: v.pipe(
    list,
    v.minLength(1, 'must be at least one key'),
    v.everyItem((key) => key.length >= 24, 'must be at least 24 characters; make one with: openssl rand -hex 32'),
  ),
  ALLOWED_ORIGINS: v.optional(v.pipe(list, v.array(origin)), ''),
  CONNECTIONS_CONFIG: v.string(),
  EGRESS_PRIVATE_CIDRS: v.optional(
    v.pipe(list, v.everyItem(isCidr, 'must be ranges such as 10.0.0.0/8, with commas between')),
    '',
  ),
  LOG_RETENTION_DAYS: v.optional(wholeNumber, '90'),
  LOG_RETENTION_LINES: v.optional(wholeNumber, '1000'),
  END_NOTICE_DAYS: v.optional(wholeNumber, '7'),
  SPOOL_DIR: v.optional(v.string()),
  VENDOR_NAME: v.optional(v.string()),
  CLIENT_CALLS_PER_SECOND: v.optional(wholeNumber, '5'),
  RATE_LIMITS: v.optional(rateLimits, ''),
  TRUSTED_PROXIES: v.optional(
    v.pipe(v.string(), v.regex(/^\d$/, 'must be how many proxies stand before the server, 0 to 9'), v.transform(Number)),
  ),
  LOG_LEVEL: v.optional(
    v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
    'info',
  ),
});

const hints: Record<string, string> = {
  API_KEY: 'the key your backend sends; make one with: openssl rand -hex 32',
  CONNECTIONS_CONFIG: 'the path of your definitions, for example ./connections.config.ts',
};

/**
 * Reads the settings from environment variables.
 * @throws ConfigError one line for the first setting that is missing or wrong.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable is how shells and compose files say "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = v.safeParse(environmentSchema, given);
  if (!result.success) {
    const [issue] = result.issues;
    const name = String(issue.path?.[0]?.key ?? '');
    throw new ConfigError(
      given[name] === undefined ? `${name} is not set: it is ${hints[name] ?? 'required'}.` : `${name} ${issue.message}.`,
    );
  }
  const env = result.output;
  const publicUrl = new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`);
  if (publicUrl.pathname !== '/' || publicUrl.search !== '' || publicUrl.hash !== '') {
    throw new ConfigError(
      'PUBLIC_URL must not have a path: the sign-in cookie and the callback URLs live at the root of their host.',
    );
  }
  return {
    port: env.PORT,
    publicUrl: publicUrl.origin,
    ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
    dataDir: env.DATA_DIR,
    encryptionKeys: readEncryptionKeys(given.ENCRYPTION_KEY),
    apiKeys: env.API_KEY,
    sessionKeys: readSessionKeys(given.SESSION_KEYS),
    allowedOrigins: env.ALLOWED_ORIGINS,
    connectionsConfig: env.CONNECTIONS_CONFIG,
    privateCidrs: env.EGRESS_PRIVATE_CIDRS,
    logRetention: { days: env.LOG_RETENTION_DAYS, lines: env.LOG_RETENTION_LINES },
    endNoticeDays: env.END_NOTICE_DAYS,
    ...(env.SPOOL_DIR === undefined ? {} : { spoolDir: env.SPOOL_DIR }),
    ...(env.VENDOR_NAME === undefined ? {} : { vendorName: env.VENDOR_NAME }),
    clientCallsPerSecond: env.CLIENT_CALLS_PER_SECOND,
    rateLimits: env.RATE_LIMITS,
    ...(env.TRUSTED_PROXIES === undefined ? {} : { trustedProxies: env.TRUSTED_PROXIES }),
    logLevel: env.LOG_LEVEL,
  };
}

/** Never made up when it is missing: a key that is lost with the process loses every credential with it. */
function readEncryptionKeys(text: string | undefined): EncryptionKey[] {
  if (text === undefined)
    throw new ConfigError('ENCRYPTION_KEY is not set: it seals every stored credential; make one with: openssl rand -base64 32');
  try {
    return parseEncryptionKeys(text);
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'ENCRYPTION_KEY is not valid.');
  }
}

/** A JSON Web Key Set, or the path of a file with one. */
function readSessionKeys(text: string | undefined): SessionKey[] {
  if (text === undefined) return [];
  try {
    return parseSessionKeys(JSON.parse(text.trimStart().startsWith('{') ? text : readFileSync(text, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ConfigError('SESSION_KEYS is not JSON: it is a JSON Web Key Set, or the path of one.');
    if (error instanceof Error && 'syscall' in error) throw new ConfigError('SESSION_KEYS names a file that cannot be read.');
    throw new ConfigError(error instanceof Error ? error.message : 'SESSION_KEYS is not valid.');
  }
}
