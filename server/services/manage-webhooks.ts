import type * as v from 'valibot';
import type {
  DeliveryList,
  Webhook,
  WebhookList,
  webhookPatchSchema,
  webhookReplaySchema,
  webhookRequestSchema,
  webhookSecretRequestSchema,
  WebhookWithSecret,
} from '../contract/index.ts';
import { parseSafeUrl } from '../definitions/index.ts';
import type { WebhookRecord } from '../storage/index.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { generateWebhookSecret } from './webhook-signature.ts';

const maxEndpoints = 20;
const shownDeliveries = 100;

/** All endpoints, the oldest first. */
export async function listWebhooks(deps: Dependencies): Promise<WebhookList> {
  return { webhooks: (await deps.storage.webhooks.list()).map(toWebhook) };
}

/** @throws DomainError `not_found`. */
export async function readWebhook(deps: Dependencies, id: string): Promise<Webhook> {
  return toWebhook(await find(deps, id));
}

/**
 * Makes an endpoint that gets what happens from now on.
 * @returns it with its secret, which is never shown again.
 * @throws DomainError `invalid_request` for an address that may not be called, or when there are 20 already.
 */
export async function createWebhook(
  deps: Dependencies,
  request: v.InferOutput<typeof webhookRequestSchema>,
  actor: Actor,
): Promise<WebhookWithSecret> {
  checkUrl(request.url);
  if ((await deps.storage.webhooks.list()).length >= maxEndpoints) {
    throw refusal('url', `There are ${maxEndpoints} endpoints already. Delete one first.`);
  }
  const secret = generateWebhookSecret();
  const id = await deps.storage.webhooks.create({ url: request.url, eventTypes: request.events ?? null }, secret);
  await audit(deps, 'webhook.created', id, actor);
  return { ...(await readWebhook(deps, id)), secret };
}

/**
 * Changes an endpoint. Enabling one takes up from the first event that was not delivered.
 * @throws DomainError `not_found`, `invalid_request`.
 */
export async function updateWebhook(
  deps: Dependencies,
  id: string,
  { url, events, state }: v.InferOutput<typeof webhookPatchSchema>,
  actor: Actor,
): Promise<Webhook> {
  if (url !== undefined) checkUrl(url);
  const before = await find(deps, id);
  const stateChange =
    state === undefined || state === before.state
      ? {}
      : { state, disabledReason: state === 'disabled' ? ('by_request' as const) : null };
  if (state === 'enabled' && before.state === 'disabled') await deps.storage.webhooks.resume(id);
  const record = await deps.storage.webhooks.update(id, {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { eventTypes: events }),
    ...stateChange,
  });
  if (!record) throw new DomainError('not_found');
  await audit(deps, 'webhook.changed', id, actor);
  return toWebhook(record);
}

/** @throws DomainError `not_found`. */
export async function deleteWebhook(deps: Dependencies, id: string, actor: Actor): Promise<void> {
  if (!(await deps.storage.webhooks.remove(id))) throw new DomainError('not_found');
  await audit(deps, 'webhook.deleted', id, actor);
}

/**
 * A new secret; until the old one ends, deliveries are signed with both.
 * @throws DomainError `not_found`; `conflict` when somebody else is doing the same.
 */
export async function replaceWebhookSecret(
  deps: Dependencies,
  id: string,
  { oldEndsInSeconds }: v.InferOutput<typeof webhookSecretRequestSchema>,
  actor: Actor,
): Promise<WebhookWithSecret> {
  const endpoint = await find(deps, id);
  const [newest] = await deps.storage.webhooks.readSecrets(endpoint);
  const secret = generateWebhookSecret();
  const old = newest === undefined || oldEndsInSeconds === 0 ? [] : [{ ...newest, endsAt: Date.now() + oldEndsInSeconds * 1000 }];
  if (!(await deps.storage.webhooks.writeSecrets(endpoint, [{ secret }, ...old]))) throw new DomainError('conflict');
  await audit(deps, 'webhook.secret_replaced', id, actor);
  return { ...(await readWebhook(deps, id)), secret };
}

/**
 * Sends everything again that happened from a moment on, in order. What was already delivered arrives twice, under the same id.
 * @throws DomainError `not_found`.
 */
export async function replayWebhook(
  deps: Dependencies,
  id: string,
  { since }: v.InferOutput<typeof webhookReplaySchema>,
  actor: Actor,
): Promise<Webhook> {
  await find(deps, id);
  await deps.storage.webhooks.rewind(id, new Date(since));
  await audit(deps, 'webhook.replayed', id, actor);
  return readWebhook(deps, id);
}

/** @throws DomainError `not_found`. */
export async function listDeliveries(deps: Dependencies, id: string): Promise<DeliveryList> {
  await find(deps, id);
  const rows = await deps.storage.webhooks.deliveriesOf(id, shownDeliveries);
  return {
    deliveries: rows.map(({ eventId, type, state, attempts, status, error, dueAt, endedAt }) => ({
      event: eventId,
      type,
      state,
      attempts,
      ...(status === null ? {} : { status }),
      ...(error === null ? {} : { error }),
      ...(dueAt === null ? {} : { nextAttemptAt: dueAt.toISOString() }),
      ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    })),
  };
}

async function find(deps: Dependencies, id: string): Promise<WebhookRecord> {
  const record = await deps.storage.webhooks.find(id);
  if (!record) throw new DomainError('not_found');
  return record;
}

function checkUrl(url: string): void {
  if (!parseSafeUrl(url)) throw refusal('url', 'Use an https address (http only on localhost), without user name and fragment.');
}

function refusal(path: string, message: string): DomainError {
  return new DomainError('invalid_request', { errors: [{ path, code: 'invalid', message }] });
}

async function audit(deps: Dependencies, action: string, target: string, { name, requestId }: Actor): Promise<void> {
  const row = { customerId: 'vendor', action, target, actor: name };
  await deps.storage.journal.appendAudit({ ...row, ...(requestId === undefined ? {} : { requestId }) });
}

function toWebhook({ id, url, eventTypes, state, disabledReason, pending, createdAt }: WebhookRecord): Webhook {
  return {
    id,
    url,
    ...(eventTypes === null ? {} : { events: [...eventTypes] }),
    state,
    ...(disabledReason === null ? {} : { disabledReason }),
    pending,
    createdAt: createdAt.toISOString(),
  };
}
