import dns from 'node:dns/promises';
import packageJson from 'connection-config/package.json' with { type: 'json' };
import { createAddressPolicy } from './address-policy.ts';
import { EgressError } from './errors.ts';
import type { ClientCertificate, TlsOptions } from './pinned-connector.ts';
import { send, type AnswerLimits, type OutgoingRequest } from './send.ts';
import { parseTargetUrl, resolveTarget, type Resolve } from './target.ts';

/** What a whole call takes at most, names and all, where the policy says nothing else. */
export const callDeadlineSeconds = 20;

/** What may be called, and how much may come back. */
export interface EgressPolicy extends Partial<AnswerLimits> {
  /**
   * Private ranges that may be called, over http and on any port too. Default none; anything else must be https on port 443
   * or 8443 of a public address.
   */
  readonly privateCidrs?: readonly string[];
  /** For the whole call, name lookup to last byte, in milliseconds. Default 20 000. */
  readonly totalTimeoutMs?: number;
  /** Decoded bytes. Default 262 144. */
  readonly maxBodyBytes?: number;
  /** Default 16 384. */
  readonly maxHeaderBytes?: number;
  readonly tls?: TlsOptions;
}

/** A request, in the part of `RequestInit` that this product needs. Unknown members, such as `redirect`, are ignored. */
export interface EgressInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | Headers;
  readonly body?: string | URLSearchParams | null | undefined;
  /** Who we are, to a server that asks for a certificate in the handshake (RFC 8446 section 4.3.2). For this call alone. */
  readonly clientCertificate?: ClientCertificate | undefined;
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * A `fetch` that keeps to an {@link EgressPolicy}. Redirects are handed back as they came, never followed. There are no
 * cookies, no proxies and no caching, and the body is already in memory when the promise resolves.
 * @throws EgressError
 */
export type EgressFetch = (url: string | URL, init?: EgressInit) => Promise<Response>;

/**
 * Judges an address as a call to it would be judged, without calling: for one that is stored now and called, or shown to a browser, later.
 * @throws EgressError `egress_refused`, or `provider_unreachable` when its name does not resolve.
 */
export type TargetCheck = (url: string | URL) => Promise<void>;

/**
 * The text records of a name. None, also when the name is unknown or no name server answers in time: what is only looked up in case it is
 * there must hold nothing up.
 */
export type TextLookup = (hostname: string) => Promise<readonly string[]>;

/** The one way out to the network. */
export interface Egress {
  readonly fetch: EgressFetch;
  readonly check: TargetCheck;
  readonly lookupText: TextLookup;
  /** Aborts the calls under way and refuses new ones. */
  close(): Promise<void>;
}

/** Parts that tests replace. */
export interface EgressParts {
  /** Default: the system's resolver (`getaddrinfo`), all answers. */
  readonly resolve?: Resolve;
}

const textLookupTimeoutMs = 5_000;
const userAgent = `connection-config/${packageJson.version}`;

/**
 * Creates the safe client of security-relevant outbound calls. Proxy settings of the environment are not read: a deployment
 * that must use a proxy puts it at the network level, where this policy cannot be bypassed by it.
 */
export function createEgress(policy: EgressPolicy = {}, parts: EgressParts = {}): Egress {
  const addresses = createAddressPolicy(policy.privateCidrs ?? []);
  const limits: AnswerLimits = {
    totalTimeoutMs: policy.totalTimeoutMs ?? callDeadlineSeconds * 1000,
    maxBodyBytes: policy.maxBodyBytes ?? 262_144,
    maxHeaderBytes: policy.maxHeaderBytes ?? 16_384,
  };
  const resolve = parts.resolve ?? resolveWithSystem;
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  const call = async (input: string | URL, init: EgressInit): Promise<Response> => {
    const url = parseTargetUrl(input);
    const signals = [closing.signal, AbortSignal.timeout(limits.totalTimeoutMs), ...(init.signal ? [init.signal] : [])];
    const signal = AbortSignal.any(signals);
    const target = await untilAborted(resolveTarget(url, addresses, resolve), signal, url.hostname);
    return send(target, outgoingRequest(init), limits, { ...policy.tls, clientCertificate: init.clientCertificate }, signal);
  };

  return {
    check: async (input) => {
      const url = parseTargetUrl(input);
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limits.totalTimeoutMs)]);
      await untilAborted(resolveTarget(url, addresses, resolve), signal, url.hostname);
    },
    fetch: (input, init = {}) => {
      const answer = call(input, init);
      const settled: Promise<unknown> = answer.catch(() => undefined).finally(() => underWay.delete(settled));
      underWay.add(settled);
      return answer;
    },
    lookupText: async (hostname) => {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(textLookupTimeoutMs)]);
      // A record comes in pieces of at most 255 bytes (RFC 1035 section 3.3.14).
      const records = await untilAborted(dns.resolveTxt(hostname), signal, hostname).catch(() => []);
      return records.map((pieces) => pieces.join(''));
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

async function resolveWithSystem(hostname: string): Promise<readonly string[]> {
  const answers = await dns.lookup(hostname, { all: true });
  return answers.map(({ address }) => address);
}

function outgoingRequest(init: EgressInit): OutgoingRequest {
  const headers = new Headers(init.headers);
  if (init.body instanceof URLSearchParams && !headers.has('content-type')) {
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade', 'cookie'])
    headers.delete(name);
  // A compressed answer would be counted before it is unpacked, so ask for none.
  headers.set('accept-encoding', 'identity');
  headers.set('user-agent', userAgent);
  const body = init.body === undefined || init.body === null ? null : String(init.body);
  return { method: init.method ?? 'GET', headers: Object.fromEntries(headers), body };
}

/** Name lookups cannot be cancelled; the caller is freed all the same. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, host: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => {
    const reason = signal.reason instanceof Error && signal.reason.name === 'TimeoutError' ? 'dns_timeout' : 'aborted';
    reject(new EgressError('timeout', { reason, progress: 'not_sent', host }, { cause: signal.reason }));
  };
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
