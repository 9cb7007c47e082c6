import type { BindAnswer } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/index.ts';
import { beginAuthorization, type BegunAuthorization } from '../oauth/index.ts';
import type { FlowRecord } from '../storage/index.ts';
import { hashToken } from '../vault/index.ts';
import { onBehalfOf, type Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { describeFailure, failFlow } from './fail-flow.ts';
import { configVarOf, withSaved, type FoundConnection, type FoundWithSaved } from './find-connection.ts';
import { traceOf } from './record-change.ts';
import { resolveClient } from './resolve-client.ts';

/** What the start page has in hand: the flow it was told of, and where the message really came from. */
export interface FlowBinding {
  readonly flowId: string;
  readonly startSecret: string;
  /** Origin of the page that sent flow and secret to the window; empty in redirect mode, where there is no other page. */
  readonly pageOrigin: string;
  /** The value of this browser's binding cookie. */
  readonly browserToken: string;
}

/**
 * Binds a flow to the browser that opened the start page: step 2 of 3. Only now do the state, the PKCE verifier and the authorization
 * URL come to be, and only the browser holding the cookie can finish. Next: {@link completeConnect} at the callback.
 * @throws DomainError `flow_not_bound` for a wrong secret, a foreign page or a flow that has begun already; `session_revoked`,
 * `definition_changed`, `missing_fields`; in our codes what the provider said when it had to be asked first, and the flow has then failed.
 */
export async function bindFlow(unbound: Dependencies, window: FlowBinding): Promise<BindAnswer> {
  const pageOrigin = window.pageOrigin === '' ? undefined : window.pageOrigin;
  const flow = await unbound.storage.flows.findStartable(window.flowId, hashToken(window.startSecret), pageOrigin);
  if (!flow) throw new DomainError('flow_not_bound');
  if (!flow.isSessionAlive) throw new DomainError('session_revoked');
  const deps = onBehalfOf(unbound, flow);
  const found = await findOfFlow(deps, flow);
  const client = await resolveClient(deps, found, await found.readSaved());
  if (client.fingerprint !== flow.fingerprint) throw new DomainError('definition_changed');

  const { url, state, secrets } = await begin(deps, flow, found, client);
  const binding = { browserHash: hashToken(window.browserToken), stateHash: hashToken(state), secrets };
  const trace = traceOf(found.record, { code: 'sign_in_started', actor: { name: `user:${flow.userId}` } });
  if (!(await deps.storage.flows.bind(flow, binding, trace))) throw new DomainError('flow_not_bound');
  return { authorizationUrl: url };
}

/** Before anything is stored, and in no transaction: some providers are asked over the network here. */
async function begin(
  deps: Dependencies,
  flow: FlowRecord,
  found: FoundConnection,
  client: ResolvedOAuth,
): Promise<BegunAuthorization> {
  try {
    return await beginAuthorization(client, flow.redirectUri, deps.fetch);
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    await failFlow(deps, flow, ['created'], found, failure);
    throw new DomainError(failure.code, { cause: error });
  }
}

/**
 * The connection a flow is for.
 * @throws DomainError `flow_superseded` when it was deleted or is no longer declared.
 */
export async function findOfFlow(deps: Dependencies, flow: FlowRecord): Promise<FoundWithSaved> {
  const stored = await deps.storage.use.findOf(flow.customerId, flow.connectionId);
  const record = stored?.record;
  const configVar = record && configVarOf(deps.model, record);
  if (!record || !configVar || configVar.definition.callbackKey !== flow.definitionKey) throw new DomainError('flow_superseded');
  return withSaved({ record, configVar }, stored);
}
