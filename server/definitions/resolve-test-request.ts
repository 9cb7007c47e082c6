import type { FieldValue } from '../contract/index.ts';
import { plainInputs } from './effective-values.ts';
import type { ConnectionConfigVar, TestRequest } from './model.ts';
import { isHeaderValue } from './resolve-oauth.ts';
import { fillText, fillUrl } from './template.ts';

/** A test request ready to be sent. */
export interface ResolvedTestRequest {
  readonly method: TestRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The test request of a connection with its slots filled, by the same rules as any other address.
 * @param values what {@link effectiveValues} gives.
 * @returns undefined when none is declared, a value is missing, or one does not fit its place.
 */
export function resolveTestRequest(
  configVar: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
): ResolvedTestRequest | undefined {
  const { test } = configVar.definition;
  if (!test) return undefined;
  const url = fillUrl(test.url, plainInputs(configVar), values);
  if (!url.ok) return undefined;
  const headers: [string, string][] = [];
  for (const [name, template] of Object.entries(test.headers)) {
    const filled = fillText(template, values);
    if (!filled.ok || !isHeaderValue(filled.text)) return undefined;
    headers.push([name, filled.text]);
  }
  return { method: test.method, url: url.text, headers: Object.fromEntries(headers) };
}
