const maxLength = 200;
const redacted = '[redacted]';

const headers = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+/gi;
const assignments =
  /\b([\w-]*(?:token|secret|password|passwd|api[_-]?key|authorization|cookie|code|verifier|assertion|state))(["']?\s*[:=]\s*["']?)[^\s"'&,;}]+/gi;
const jsonWebToken = /\beyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g;
const urlTail = /(https?:\/\/)(?:[^\s/?#"'@]*@)?([^\s/?#"']*)([^\s?#"']*)[?#][^\s"']*/g;
const longRun = /[A-Za-z0-9_+=~-]{24,}/g;

/** `con_` and 22 characters (our ids), a UUID, or plain words such as `provider_protocol_error`. */
const harmless = /^(?:[a-z]{2,4}_[A-Za-z0-9_-]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]+(?:[_-][a-z]+)*)$/;

/**
 * Makes text fit for a log line: what looks like a secret is replaced, queries and fragments of URLs are cut off, control and
 * bidirectional characters are escaped, and it ends after 200 characters.
 *
 * The second line of defence only. The first is that a log call takes nothing but allow-listed fields.
 */
export function scrub(text: string): string {
  const clean = text
    .replace(urlTail, '$1$2$3')
    .replace(headers, `$1 ${redacted}`)
    .replace(jsonWebToken, redacted)
    .replace(assignments, `$1$2${redacted}`)
    .replace(longRun, (run) => (harmless.test(run) ? run : redacted));
  return escapeInvisible(clean.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean);
}

/**
 * A log line is one line, and reads in the order it was written.
 * @see OWASP ASVS 5.0 16.4.1; Unicode Technical Report 36 section 3.1 (bidirectional controls)
 */
function escapeInvisible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
