import * as v from 'valibot';
import { eventSchema, type ConnectionEvent } from '../contract/index.ts';

/** The request is not from your connection server, was changed on the way, or is an old one sent again. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

/** What arrived. */
export interface ReceivedWebhook {
  /** The body byte for byte as it came, before any parsing. */
  readonly body: string;
  /** Of a `Headers` object, or of Node's `request.headers`. */
  readonly headers: Headers | Readonly<Record<string, string | string[] | undefined>>;
}

const toleranceSeconds = 300;

/**
 * Checks a delivered event and reads it. The same event may arrive more than once: remember the `id` of those you acted on.
 * @param secret of the endpoint, `whsec_…`.
 * @throws WebhookVerificationError when no signature fits, or the message is over five minutes old.
 * @see Standard Webhooks 1.0.0, "Verifying signatures"
 */
export async function verifyWebhook({ body, headers }: ReceivedWebhook, secret: string): Promise<ConnectionEvent> {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > toleranceSeconds) throw new WebhookVerificationError('The message is too old.');
  const key = await crypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (character) => character.charCodeAt(0)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of header(headers, 'webhook-signature').split(' ')) {
    const bytes = readSignature(signature);
    if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return v.parse(eventSchema, JSON.parse(body));
  }
  throw new WebhookVerificationError('No signature fits this endpoint\u2019s secret.');
}

function header(headers: ReceivedWebhook['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string') throw new WebhookVerificationError(`The header ${name} is missing.`);
  return value;
}

function readSignature(signature: string): Uint8Array<ArrayBuffer> | undefined {
  const base64 = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(signature)?.[1];
  return base64 === undefined ? undefined : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
