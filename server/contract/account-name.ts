/** What a person calls an account of the AT Protocol: its handle or its DID. */
export type AccountName = { readonly handle: string } | { readonly did: string };

/** @see https://atproto.com/specs/handle, "Handle Identifier Syntax", 2026-11-28 */
const handleSyntax = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Names that are nobody's, or of this machine or network. @see the same, "Additional Non-Syntax Restrictions" */
const reservedEnd = /\.(alt|arpa|example|internal|invalid|local|localhost|onion)$/;

/** Whether text is a DID of one of the two methods that accounts may have. @see https://atproto.com/specs/did, 2026-11-28 */
export function isAccountDid(text: string): boolean {
  return /^did:plc:[a-z2-7]{24}$/.test(text) || /^did:web:[a-z0-9.-]+(%3A\d{1,5})?$/.test(text);
}

/** Reads a name as people write it, also `@alice.example.com` and `at://alice.example.com`. Undefined for anything else, an address too. */
export function readAccountName(text: string): AccountName | undefined {
  const name = text.replace(/^(@|at:\/\/)/, '');
  if (isAccountDid(name)) return { did: name };
  const handle = name.toLowerCase();
  const isHandle = handle.length <= 253 && handleSyntax.test(handle) && !reservedEnd.test(handle);
  return isHandle ? { handle } : undefined;
}
