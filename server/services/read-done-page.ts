import { isErrorCode, type ErrorCode } from '../contract/index.ts';
import { inLanguage } from '../definitions/index.ts';
import { configVarOf } from './find-connection.ts';
import type { Dependencies } from './dependencies.ts';

/** What the default completion page says. Nobody is asked who they are: it names no customer, no account and no secret. */
export interface DonePage {
  readonly flowId: string;
  readonly label: string;
  /** Absent when the sign-in succeeded. */
  readonly code?: ErrorCode;
  /** BCP 47 tag of the language the flow was begun in; null when it was not told. */
  readonly locale: string | null;
  /** The page that began the flow, told to ask the server. */
  readonly openerOrigin: string;
}

/** The outcome of a flow for its completion page; undefined for an unknown flow or one that is still open. */
export async function readDonePage(deps: Dependencies, flowId: string): Promise<DonePage | undefined> {
  const flow = await deps.storage.flows.find(flowId);
  if (!flow || flow.state === 'created' || flow.state === 'authorizing' || flow.state === 'parked') return undefined;
  const record = await deps.storage.connections.find(flow.customerId, flow.connectionId);
  const configVar = record && configVarOf(deps.model, record);
  const label = configVar ? inLanguage(configVar, flow.locale ?? '').label : '';
  const code = flow.state === 'succeeded' ? undefined : isErrorCode(flow.code) ? flow.code : 'internal_error';
  return { flowId: flow.id, label, locale: flow.locale, openerOrigin: flow.pageOrigin, ...(code === undefined ? {} : { code }) };
}
