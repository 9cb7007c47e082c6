import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RotationClass } from '../../server/catalog/provider.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { ProviderLedger } from './provider-ledger.ts';

/** The steps of one refresh, as the provider sees them, and of a sign-in. */
export type ProviderStep =
  /** A code was traded: the grant is in the books, nothing is answered. */
  | 'granted'
  /** And the whole answer has left. */
  | 'granted_answered'
  /** The whole request has arrived; nothing is decided. */
  | 'received'
  /** The rotation is in the books; nothing is answered. */
  | 'committed'
  /** The first bytes of the answer have left. */
  | 'first_byte'
  /** The whole answer has left. */
  | 'answered'
  /** A revocation has arrived; nothing is decided. */
  | 'revocation_received'
  /** The grant is over; nothing is answered. */
  | 'revoked';

/** A provider on loopback that keeps books of its own and consents to every sign-in at once. */
export interface LedgerProvider {
  readonly url: string;
  readonly ledger: ProviderLedger;
  /** Called at every step; what it returns is awaited. */
  onStep: (step: ProviderStep) => void | Promise<void>;
  /** Answers refreshes and revocations with 503 without looking at them. */
  isDown: boolean;
  /** Clients that ask too often: their refreshes are answered 429, and come again in `retryAfterSeconds`. */
  readonly limited: Set<string>;
  retryAfterSeconds: number;
  /** Called with the client of each refresh that arrives. */
  onRefresh: (clientId: string) => void;
  /** Requests that have arrived and are not answered; those whose caller has given up among them. */
  readonly underWay: number;
  stop(): Promise<void>;
}

/** Starts one. */
export async function startLedgerProvider(rotation: RotationClass): Promise<LedgerProvider> {
  const ledger = new ProviderLedger(rotation);
  const stateOf = new Map<string, string>();

  const refresh = async (value: string, response: ServerResponse): Promise<void> => {
    await provider.onStep('received');
    if (provider.isDown) return void response.writeHead(503).end();
    const decided = ledger.refresh(value);
    await provider.onStep('committed');
    const body = JSON.stringify(decided);
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    response.writeHead('error' in decided ? 400 : 200, headers);
    await new Promise<void>((resolve) => response.write(body.slice(0, 10), () => resolve()));
    await provider.onStep('first_byte');
    await new Promise<void>((resolve) => response.end(body.slice(10), () => resolve()));
    await provider.onStep('answered');
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://provider');
    if (url.pathname === '/authorize') {
      const callback = new URL(url.searchParams.get('redirect_uri') ?? '');
      const code = randomBytes(8).toString('hex');
      stateOf.set(code, url.searchParams.get('state') ?? '');
      callback.searchParams.set('code', code);
      callback.searchParams.set('state', stateOf.get(code) ?? '');
      return void response.writeHead(302, { location: callback.href }).end();
    }
    const form = new URLSearchParams(await text(request));
    const clientId = form.get('client_id') ?? '';
    if (url.pathname === '/revoke') {
      await provider.onStep('revocation_received');
      if (provider.isDown) return void response.writeHead(503).end();
      ledger.revoke(form.get('token') ?? '');
      await provider.onStep('revoked');
      return void response.writeHead(200).end();
    }
    if (form.get('grant_type') === 'refresh_token') {
      provider.onRefresh(clientId);
      if (provider.limited.has(clientId))
        return void response.writeHead(429, { 'retry-after': String(provider.retryAfterSeconds) }).end();
      return refresh(form.get('refresh_token') ?? '', response);
    }
    const granted = JSON.stringify(ledger.grant(stateOf.get(form.get('code') ?? '')));
    await provider.onStep('granted');
    response.writeHead(200, { 'content-type': 'application/json' });
    await new Promise<void>((resolve) => response.end(granted, () => resolve()));
    await provider.onStep('granted_answered');
  };
  // Where the connection breaks, nobody is left to be answered.
  let underWay = 0;
  const server = createServer((request, response) => {
    underWay += 1;
    void answer(request, response)
      .catch(() => response.destroy())
      .finally(() => (underWay -= 1));
  });
  const port = await listenOnLoopback(server);
  const provider: LedgerProvider = {
    url: `http://127.0.0.1:${port}`,
    ledger,
    onStep: () => undefined,
    isDown: false,
    limited: new Set(),
    retryAfterSeconds: 5,
    onRefresh: () => undefined,
    get underWay() {
      return underWay;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
}
