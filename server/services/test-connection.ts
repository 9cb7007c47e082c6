import { resolveTestRequest } from '../definitions/index.ts';
import { EgressError } from '../egress/index.ts';
import type { ErrorCode } from '../contract/index.ts';
import { fetchWithToken } from '../oauth/index.ts';
import type { ConnectionRecord, Details } from '../storage/index.ts';
import { freshTokens } from './hand-over.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import type { FoundConnection } from './find-connection.ts';
import { recordFinding, type Happening } from './record-change.ts';
import { recordingUnopenable } from './record-unopenable.ts';
import { readValues } from './resolve-client.ts';

/** What a test request found: never the third party's answer, only its status. */
export interface TestOutcome {
  readonly ok: boolean;
  readonly code?: ErrorCode;
  readonly providerStatus?: number;
  /** For the log, and for what to check. */
  readonly details?: Details;
}

/**
 * Sends the definition's test request with the saved values. A refusal (401 or 403, or the declared failure in a 200) turns the
 * connection red; an outage does not.
 * @throws DomainError `not_configured` when there is nothing to test with, `not_found` when no test is declared.
 */
export async function testConnection(deps: Dependencies, found: FoundConnection, actor: Actor): Promise<TestOutcome> {
  if (found.configVar.definition.test === undefined) throw new DomainError('not_found');
  if (found.record.status === 'not_configured') throw new DomainError('not_configured');
  const outcome = await recordingUnopenable(deps, found, () => sendTestRequest(deps, found));
  await recordFinding(deps, found.record, (current) =>
    // Values saved while the request was on its way have not been tested.
    current.revision === found.record.revision ? happening(current, outcome, actor) : undefined,
  );
  return outcome;
}

async function sendTestRequest(deps: Dependencies, found: FoundConnection): Promise<TestOutcome> {
  const { configVar } = found;
  const request = resolveTestRequest(configVar, await readValues(deps, found));
  if (!request) throw new DomainError('not_configured');
  const { url, ...init } = request;
  try {
    const response =
      configVar.definition.grant === undefined
        ? await deps.fetch(url, init)
        : await fetchWithToken(
            (await freshTokens(deps, found, { minTtlSeconds: 30 })).tokens,
            url,
            init,
            deps.fetch,
            configVar.definition.provider?.api,
          );
    const body = await response.text();
    const failed = !response.ok || saysFailure(configVar.definition.test?.failWhen, body);
    const { status: providerStatus } = response;
    const details = { httpStatus: providerStatus, endpoint: withoutQuery(request.url) };
    return failed ? { ok: false, providerStatus, code: testFailureCode(providerStatus), details } : { ok: true, providerStatus };
  } catch (error) {
    if (error instanceof EgressError) {
      const { reason, progress, host } = error;
      const details = { reason, progress, endpoint: withoutQuery(request.url), ...(host === undefined ? {} : { host }) };
      return { ok: false, code: error.code === 'egress_refused' ? 'egress_refused' : 'provider_unreachable', details };
    }
    if (error instanceof DomainError) return { ok: false, code: error.code };
    throw error;
  }
}

function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

function testFailureCode(status: number): ErrorCode {
  return status >= 500 || status === 429 ? 'provider_error' : 'test_failed';
}

function saysFailure(failWhen: { member: string; equals: unknown } | undefined, body: string): boolean {
  if (!failWhen) return false;
  try {
    const parsed: unknown = JSON.parse(body);
    return (
      typeof parsed === 'object' && parsed !== null && (parsed as Record<string, unknown>)[failWhen.member] === failWhen.equals
    );
  } catch {
    return true;
  }
}

function happening(record: ConnectionRecord, outcome: TestOutcome, actor: Actor): Happening {
  const { details = {} } = outcome;
  if (outcome.ok) {
    // A test is not a use, so it cannot turn a connection green; it does end a red that a test or bad keys had caused.
    const mended = record.reason === 'test_failed' || record.reason === 'use_failed' || record.reason === 'credentials_rejected';
    return { code: 'test_passed', details, actor, ...(mended ? { status: { status: 'configured' as const } } : {}) };
  }
  const code = outcome.code ?? 'test_failed';
  return code === 'test_failed'
    ? { code, details, actor, status: { status: 'error', reason: 'test_failed' } }
    : { code, details, actor };
}
