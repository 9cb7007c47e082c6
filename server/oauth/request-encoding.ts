import type { Provider } from '../catalog/provider.ts';
import type { ProtocolStep } from './classify-failure.ts';

/** How a provider wants one of its calls written. */
export interface RequestFacts {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly body: 'form' | 'json' | 'query';
  readonly clientAuth: Provider['token']['clientAuth'];
  /** Standard parameters and what they are called here. */
  readonly rename: Readonly<Record<string, string>>;
}

/** A call written down, ready to send. */
export interface EncodedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/** The facts for one step: a refresh and a revocation may differ from the code exchange, and are like it in what they do not say. */
export function requestFacts({ token, refresh, revoke }: Provider, step: ProtocolStep): RequestFacts {
  const { method, body, clientAuth, rename } = token;
  if (step === 'refresh') {
    return { method: refresh.method ?? method, body: refresh.body ?? body, clientAuth: refresh.clientAuth ?? clientAuth, rename };
  }
  // RFC 9126 section 2.1; a server that takes something else does so at its token endpoint.
  if (step === 'push') return { method: 'POST', body: 'form', clientAuth, rename: {} };
  if (step !== 'revoke' || revoke === undefined) return { method, body, clientAuth, rename };
  return {
    method: revoke.method,
    body: revoke.tokenIn === 'query' ? 'query' : (revoke.body ?? body),
    clientAuth: revoke.clientAuth ?? clientAuth,
    rename: { ...rename, ...revoke.rename, token: revoke.tokenParam },
  };
}

/** Writes parameters the way the facts say: under the provider's names, as a form, as JSON, or in the address. */
export function encodeRequest(url: string, parameters: URLSearchParams, { method, body, rename }: RequestFacts): EncodedRequest {
  const nameOf = (name: string) => (Object.hasOwn(rename, name) ? (rename[name] ?? name) : name);
  const named = new URLSearchParams([...parameters].map(([name, value]): [string, string] => [nameOf(name), value]));
  if (body === 'query' || method === 'GET') return { url: withQuery(url, named), method, headers: {} };
  if (named.size === 0) return { url, method, headers: {} };
  if (body === 'form') return { url, method, headers: {}, body: named };
  const headers = { 'content-type': 'application/json' };
  return { url, method, headers, body: JSON.stringify(Object.fromEntries(named)) };
}

/** What is asked for beats what the address already has. */
function withQuery(address: string, parameters: URLSearchParams): string {
  const url = new URL(address);
  for (const [name, value] of parameters) url.searchParams.set(name, value);
  return url.href;
}
