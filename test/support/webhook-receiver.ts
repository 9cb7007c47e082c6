import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from './loopback-server.ts';

/** One delivery as it arrived. */
export interface ReceivedDelivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { id: string; type: string; data: { connection: string } };
}

/** The vendor's endpoint for events, on loopback. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedDelivery[];
  /** The status it answers with. Default 204. */
  status: number;
  /** Resolves once `count` deliveries have arrived in all. */
  whenReceived(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on 127.0.0.1. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedDelivery[] = [];
  let announce = (): void => undefined;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    received.push({ headers: request.headers, body, event: JSON.parse(body) as ReceivedDelivery['event'] });
    response.writeHead(receiver.status).end();
    announce();
  });
  const port = await listenOnLoopback(server);
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/events`,
    received,
    status: 204,
    whenReceived: async (count) => {
      while (received.length < count) await new Promise<void>((resolve) => (announce = resolve));
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
