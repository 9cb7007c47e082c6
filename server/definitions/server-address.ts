import { readAccountName } from '../contract/index.ts';

const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Something with a dot, or an address of IPv4, and perhaps a port and a path: how people write an address without its beginning. */
const withoutScheme = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?([/?].*)?$/i;
/** Where metadata lies: behind an issuer (OpenID Connect Discovery 1.0 section 4), or before its path (RFC 8414 section 3.1; RFC 9728). */
const metadataPlace = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server|oauth-protected-resource)(\/[^?#]*)?$/;

/**
 * The address of a server as a customer pasted it, in the spelling that is kept: `https://` where nothing else was said, and without the
 * place of the metadata, which is what many administration pages show to copy.
 * @param takesAccounts the name of an account may stand there too.
 */
export function tidyServerAddress(pasted: string, takesAccounts = false): string {
  if (takesAccounts && readAccountName(pasted)) return pasted.replace(/^(@|at:\/\/)/, '');
  const address = !hasScheme.test(pasted) && withoutScheme.test(pasted) ? `https://${pasted}` : pasted;
  return address.replace(metadataPlace, (_place, path: string | undefined) => path ?? '');
}
