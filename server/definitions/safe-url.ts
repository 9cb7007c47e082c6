const localHost = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;
const printableAscii = /^[\x21-\x7e]+$/;
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether text is one label of a host name in lower case (RFC 1123 section 2.1). */
export function isDnsLabel(text: string): boolean {
  return dnsLabel.test(text);
}

/** Whether text is a host name in lower case: labels joined by single dots, at most 253 characters. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && text.split('.').every(isDnsLabel);
}

/**
 * Reads an address that may be called or opened: `https:`, or `http:` on this machine; no user name, password or fragment; nothing that
 * parsers read differently (backslashes, blanks, control characters, letters beyond ASCII: write international hosts in punycode).
 * Whether the host is public is for the egress to judge.
 */
export function parseSafeUrl(text: string): URL | undefined {
  if (!printableAscii.test(text) || /[\\#]/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return undefined;
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || authorityOf(text).includes('@')) return undefined;
  const isIpv6 = url.hostname.startsWith('[');
  if (!isIpv6 && !isHostName(url.hostname)) return undefined;
  return url.protocol === 'https:' || localHost.test(url.hostname) ? url : undefined;
}

/** The part between `://` and the path, of an address that has it. */
export function authorityOf(text: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
}

/**
 * Reads a custom redirect: an address that {@link parseSafeUrl} takes and that is spelled the way a browser would spell it. Whatever a
 * parser would have to correct (upper case, default ports, dot segments, encoded hosts) is refused, as are encoded control characters.
 */
export function parseExactRedirect(text: string): URL | undefined {
  const url = parseSafeUrl(text);
  if (!url || (url.href !== text && url.href !== `${text}/`)) return undefined;
  return /%(0|1|7f|5c)/i.test(text) ? undefined : url;
}
