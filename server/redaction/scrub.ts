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

/** Shorter values are words of everyday, and a text without them would say nothing. */
const shortestSecret = 6;

/**
 * Makes text fit for a log line: known secrets and what looks like one are replaced, queries and fragments of URLs are cut off, control
 * and bidirectional characters are escaped, and it ends after 200 characters.
 *
 * The second line of defence only. The first is that a log line takes nothing but allow-listed fields.
 * @param secrets values that must not be in it, as they are or encoded (URL, form, base64, base64url, hex); those of fewer than six
 * characters are not looked for.
 */
export function scrub(text: string, secrets: readonly string[] = []): string {
  const clean = withoutValues(text, secrets)
    .replace(urlTail, '$1$2$3')
    .replace(headers, `$1 ${redacted}`)
    .replace(jsonWebToken, redacted)
    .replace(assignments, `$1$2${redacted}`)
    .replace(longRun, (run) => (harmless.test(run) ? run : redacted));
  return escapeInvisible(clean.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean);
}

function withoutValues(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter((secret) => secret.length >= shortestSecret).flatMap(spellingsOf);
  // The longest first: a secret may be part of another.
  return [...new Set(spellings)]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, spelling) => rest.replaceAll(spelling, redacted), text);
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const urlEncoded = encodeURIComponent(secret.toWellFormed());
  return [
    secret,
    urlEncoded,
    urlEncoded.replaceAll('%20', '+'),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
  ];
}

/**
 * A log line is one line, and reads in the order it was written.
 * @see OWASP ASVS 5.0 16.4.1; Unicode Technical Report 36 section 3.1 (bidirectional controls)
 */
function escapeInvisible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
