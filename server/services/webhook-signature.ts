import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new signing secret: `whsec_` and 32 random bytes in base64. @see Standard Webhooks 1.0.0, "Signature scheme" */
export function generateWebhookSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/** What a delivery carries to be verified by. */
export interface SignedMessage {
  /** The event's id: the same at every try, so that a receiver can tell a repetition. */
  readonly id: string;
  /** Seconds since 1970 of this try; receivers refuse an old one. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of a delivery. While a secret is being replaced there is a signature by each, so that receivers can change over at leisure.
 * @see Standard Webhooks 1.0.0, "Webhook headers"
 */
export function webhookHeaders(secrets: readonly string[], { id, timestamp, body }: SignedMessage): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
