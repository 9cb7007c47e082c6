import type { ConnectAnswer, Connection, FlowStatus, LogPage, Problem, Snapshot } from '#contract';

/** Tells whether a body is the answer it should be. */
export type AnswerCheck<Answer> = (body: unknown) => body is Answer;

/*
 * The answers come from our own server, over a request that carried our token; what is checked is whether it is our server of a version
 * we understand, and not a login page or a proxy's apology. So the outline is enough, and the schemas stay out of the first paint.
 * What strangers can send (the messages of windows, the address after a redirect) is checked against the contract's schemas.
 */

/** The first paint of an integration. */
export function isSnapshot(body: unknown): body is Snapshot {
  return (
    isRecord(body) &&
    isRecord(body['integration']) &&
    Array.isArray(body['permissions']) &&
    isListOf(body['connections'], isConnection)
  );
}

/** One connection. */
export function isConnection(body: unknown): body is Connection {
  return (
    hasTexts(body, 'id', 'configVar', 'label', 'status', 'connect') &&
    isRecord(body['component']) &&
    Array.isArray(body['missingFields']) &&
    isListOf(body['fields'], (field) => hasTexts(field, 'key', 'type', 'label'))
  );
}

/** An answer about something that was done to a connection: how it stands now is part of it. */
export function withConnection<Answer extends { readonly connection: Connection }>(body: unknown): body is Answer {
  return isRecord(body) && isConnection(body['connection']);
}

/** A flow to follow, in a window or with a code, or a connection that needed no sign-in. */
export function isConnectAnswer(body: unknown): body is ConnectAnswer {
  if (withConnection(body)) return true;
  if (!isRecord(body)) return false;
  return hasTexts(body['flow'], 'id', ...(body['kind'] === 'device' ? ['userCode', 'verificationUri'] : ['startSecret']));
}

/** Where a CONNECT stands. */
export function isFlowStatus(body: unknown): body is FlowStatus {
  return hasTexts(body, 'id', 'state') && (body['connection'] === undefined || isConnection(body['connection']));
}

/** A page of a log. */
export function isLogPage(body: unknown): body is LogPage {
  return isRecord(body) && isListOf(body['entries'], (entry) => hasTexts(entry, 'id', 'at', 'severity', 'code', 'message'));
}

/** An error answer of ours. */
export function isProblem(body: unknown): body is Problem {
  return hasTexts(body, 'code', 'detail') && (body['errors'] === undefined || Array.isArray(body['errors']));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function hasTexts(value: unknown, ...keys: string[]): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && keys.every((key) => typeof value[key] === 'string');
}

function isListOf(value: unknown, check: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(check);
}
