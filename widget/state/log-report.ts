import type { LogEntry } from '#contract';

/**
 * The entries as a plain text for support: ids, times in UTC and codes, one entry a line. No names, sentences, addresses or scopes: what
 * is not needed to find the entries again on the server's side does not leave the page.
 */
export function logReport(connectionId: string, entries: readonly LogEntry[]): string {
  const head = [`connection ${word(connectionId)}`, `entries ${entries.length}, newest first, times in UTC`, ''];
  return [...head, ...entries.map(line), ''].join('\n');
}

function line({ id, at, severity, code, providerCode, advice = [], details = {} }: LogEntry): string {
  const facts = {
    entry: id,
    provider: providerCode,
    http: details['httpStatus'],
    request: details['requestId'],
    check: advice.map(({ check }) => check).join(',') || undefined,
  };
  const told = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${word(String(value))}`]));
  return [new Date(at).toISOString(), severity, word(code), ...told].join(' ');
}

/** One word of printable ASCII, so that no value can look like another line or fact. */
function word(value: string): string {
  return value.replace(/[^\x21-\x3c\x3e-\x7e]/g, '?').slice(0, 100);
}
