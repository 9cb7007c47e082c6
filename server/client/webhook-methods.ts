import * as v from 'valibot';
import {
  deliveryListSchema,
  paths,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
  type DeliveryList,
  type Webhook,
  type WebhookPatch,
  type WebhookRequest,
  type WebhookWithSecret,
} from '../contract/index.ts';
import type { Sender } from './sender.ts';

/** Where events are sent: the vendor's endpoints. All of them throw ConnectionServerError, `not_found` for an unknown id. */
export interface WebhookMethods {
  list(): Promise<readonly Webhook[]>;
  /** The answer holds the secret, this once. */
  create(request: WebhookRequest): Promise<WebhookWithSecret>;
  read(id: string): Promise<Webhook>;
  update(id: string, patch: WebhookPatch): Promise<Webhook>;
  delete(id: string): Promise<void>;
  /** @param oldEndsInSeconds how long deliveries are signed with the old one as well. Default a day. */
  replaceSecret(id: string, oldEndsInSeconds?: number): Promise<WebhookWithSecret>;
  /** Sends everything again that happened from this moment on. */
  replay(id: string, since: Date): Promise<Webhook>;
  /** The newest 100 first. */
  deliveries(id: string): Promise<DeliveryList['deliveries']>;
}

/** The methods over one way to send. */
export function webhookMethods(send: Sender): WebhookMethods {
  return {
    list: async () => (await send('GET', paths.webhooks, undefined, webhookListSchema)).webhooks,
    create: (request) => send('POST', paths.webhooks, request, webhookWithSecretSchema),
    read: (id) => send('GET', paths.webhook(id), undefined, webhookSchema),
    update: (id, patch) => send('PATCH', paths.webhook(id), patch, webhookSchema),
    delete: (id) => send('DELETE', paths.webhook(id), undefined, v.undefined()),
    replaceSecret: (id, oldEndsInSeconds) =>
      send('POST', paths.webhookSecret(id), oldEndsInSeconds === undefined ? {} : { oldEndsInSeconds }, webhookWithSecretSchema),
    replay: (id, since) => send('POST', paths.webhookReplay(id), { since: since.toISOString() }, webhookSchema),
    deliveries: async (id) => (await send('GET', paths.webhookDeliveries(id), undefined, deliveryListSchema)).deliveries,
  };
}
