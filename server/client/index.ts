/** Entry point `connection-config/client`: the connection server for the vendor's backend and integration code. */
export { authorizedFetch } from './authorized-fetch.ts';
export { ConnectionError, ConnectionServerError, ForeignHostError } from './connection-error.ts';
export { createClient, type Client, type ClientOptions, type Connection, type ConnectionRef } from './create-client.ts';
export type { EventAt, EventsOptions } from './read-events.ts';
export type { WebhookMethods } from './webhook-methods.ts';
export { createDpopProof, type DpopKey, type DpopRequest } from '../contract/index.ts';
export type {
  ConnectionEvent,
  ConnectionSummary,
  Credentials,
  SessionAnswer,
  SessionRequest,
  Token,
  UsageRequest,
} from '../contract/index.ts';
export { verifyWebhook, WebhookVerificationError, type ReceivedWebhook } from './verify-webhook.ts';
