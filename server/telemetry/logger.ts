import pino, { type DestinationStream } from 'pino';
import { scrub } from '../redaction/scrub.ts';
import { standardOutput } from './standard-output.ts';

/** From the most to the least talkative. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * The only fields a log line can have. Ids, codes and counts; never a name, a value, a header, a body or a full URL.
 * A field that is missing here is dropped at run time too.
 */
const allowedFields = [
  'requestId',
  'method',
  'route',
  'status',
  'durationMs',
  'code',
  'providerCode',
  'httpStatus',
  'retryAfterSeconds',
  'progress',
  'reason',
  'host',
  'customerId',
  'connectionId',
  'instanceId',
  'sessionId',
  'flowId',
  'revocationId',
  'webhookId',
  'definition',
  'provider',
  'integration',
  'configVar',
  'field',
  'from',
  'to',
  'outcome',
  'actor',
  'task',
  'count',
  'attempt',
  'generation',
  'version',
  'nextTryAt',
  'port',
  'url',
  'signal',
] as const;

/** Fields of one line. `error` is reduced to its class, its code and where it was thrown; messages of foreign errors may quote data. */
export type LogFields = { readonly [Name in (typeof allowedFields)[number]]?: string | number | boolean | undefined } & {
  readonly error?: unknown;
};

/** Writes structured lines. Every line has a plain sentence; what varies goes into fields. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds these fields to every line, for example the request id. */
  child(fields: LogFields): Logger;
}

/** How to log. */
export interface LoggerOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Default standard output, which nobody waits for. */
  readonly destination?: DestinationStream;
  /** Default `connection-config`. */
  readonly name?: string;
}

/** A logger of JSON lines. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { name: options.name ?? 'connection-config' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = pino(settings, options.destination ?? standardOutput());

  const writer = (level: LogLevel & keyof Logger, inherited: LogFields) => (fields: LogFields, message: string) => {
    // Scrubbing costs more than the rest of a line, and most debug lines are never written.
    if (lines.isLevelEnabled(level)) lines[level](printable({ ...inherited, ...fields }), scrub(message));
  };
  const withFields = (inherited: LogFields): Logger => ({
    debug: writer('debug', inherited),
    info: writer('info', inherited),
    warn: writer('warn', inherited),
    error: writer('error', inherited),
    child: (fields) => withFields({ ...inherited, ...fields }),
  });
  return withFields({});
}

function printable(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const name of allowedFields) {
    const value = fields[name];
    if (typeof value === 'string') line[name] = scrub(value);
    else if (typeof value === 'number' || typeof value === 'boolean') line[name] = value;
  }
  if (fields.error !== undefined) line['error'] = printableError(fields.error);
  return line;
}

function printableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: scrub(error.name),
    ...(typeof code === 'string' ? { code: scrub(code) } : {}),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => scrub(line.trim())),
    ...(error.cause === undefined ? {} : { cause: printableError(error.cause) }),
  };
}
