import { EgressError } from '../egress/index.ts';
import type { Delivery, DeliveryOutcome } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { toEvent } from './read-events.ts';
import { webhookHeaders } from './webhook-signature.ts';

/** How long a claimed delivery is left to its holder, in seconds: one call at the egress deadline, and room. */
export const deliveryHoldSeconds = 60;

/**
 * Seconds from one try to the next: ten tries over about three days. After the last, the endpoint is disabled.
 * @see Standard Webhooks 1.0.0, "Deliverability and reliability"
 */
export const retryPlan: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Tries one delivery. An answer of 2xx is a success; 410 says that nobody will ever listen there again. */
export async function deliverWebhook(deps: Dependencies, delivery: Delivery): Promise<void> {
  const { webhooks } = deps.storage;
  const outcome = await send(deps, delivery);
  const { status } = outcome;
  if (status !== undefined && status >= 200 && status < 300) return webhooks.end(delivery, 'delivered', outcome);
  const pauseSeconds = retryPlan[delivery.attempts];
  // A tenth either way, so that what failed together does not come back together.
  if (status !== 410 && pauseSeconds !== undefined) {
    return webhooks.retry(delivery, outcome, pauseSeconds * (0.9 + 0.2 * Math.random()));
  }
  await webhooks.end(delivery, 'failed', outcome);
  await webhooks.update(delivery.endpoint.id, { state: 'disabled', disabledReason: status === 410 ? 'gone' : 'unreachable' });
  deps.log.error({ webhookId: delivery.endpoint.id, status, code: outcome.error }, 'a webhook endpoint was disabled');
}

async function send(deps: Dependencies, { endpoint, event }: Delivery): Promise<DeliveryOutcome> {
  const secrets = await deps.storage.webhooks.readSecrets(endpoint);
  const current = secrets.filter(({ endsAt }) => endsAt === undefined || endsAt > Date.now()).map(({ secret }) => secret);
  const body = JSON.stringify(toEvent(deps, event));
  const headers = webhookHeaders(current, { id: event.id, timestamp: Math.floor(Date.now() / 1000), body });
  try {
    const answer = await deps.fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: answer.status };
  } catch (error) {
    if (error instanceof EgressError) return { error: error.code };
    throw error;
  }
}
