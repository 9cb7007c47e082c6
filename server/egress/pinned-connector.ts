import type { LookupFunction } from 'node:net';
import { isIPv6 } from 'node:net';
import { buildConnector } from 'undici';
import { canonicalAddress } from './address-policy.ts';
import { EgressError } from './errors.ts';
import type { Target } from './target.ts';

/** A certificate, with those that lead to its root if any, and its private key; PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** TLS settings that a deployment may add to. */
export interface TlsOptions {
  /** Certificates (PEM) to trust instead of the system's, for providers inside the vendor's own network. */
  readonly ca?: string | readonly string[];
}

/** {@link TlsOptions} and what is this call's own. */
export interface ConnectionTls extends TlsOptions {
  readonly clientCertificate?: ClientCertificate | undefined;
}

/**
 * Opens sockets to the target's approved addresses and no other: the name is not looked up again, and the address that the
 * socket really reached is compared before a byte of the request is written.
 */
export function createPinnedConnector(
  { url, addresses }: Target,
  { ca, clientCertificate }: ConnectionTls,
  timeoutMs: number,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    allowH2: false,
    autoSelectFamily: true,
    lookup: pinnedLookup(addresses),
    // Stated, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in somebody's environment does not reach here.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
    // A connector serves one call, so no connection or TLS session made with this certificate is ever used by another.
    ...(clientCertificate === undefined ? {} : { cert: clientCertificate.certificate, key: clientCertificate.privateKey }),
  });
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (addresses.includes(canonicalAddress(socket.remoteAddress ?? ''))) return callback(null, socket);
      socket.destroy();
      callback(new EgressError('egress_refused', { reason: 'address_changed', progress: 'not_sent', host: url.hostname }), null);
    });
  };
}

function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = answers;
    if (options.all === true) callback(null, answers);
    else callback(null, first?.address ?? '', first?.family);
  };
}
