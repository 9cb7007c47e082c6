/** Entry point `connection-config/client`: the connection server for the vendor's backend and integration code. */
export { authorizedFetch } from './authorized-fetch.ts';
export { ConnectionError, ConnectionServerError } from './connection-error.ts';
export { createClient, type Client, type ClientOptions, type ConnectionRef } from './create-client.ts';
export { createDpopProof, type DpopKey, type DpopRequest } from '../contract/index.ts';
export type { ConnectionEvent, Credentials, SessionAnswer, SessionRequest, Token, UsageRequest } from '../contract/index.ts';
export { verifyWebhook, WebhookVerificationError, type ReceivedWebhook } from './verify-webhook.ts';
