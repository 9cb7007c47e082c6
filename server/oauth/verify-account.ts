import { isAccountDid } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { discoverResource } from './discover-resource.ts';
import { ProviderError } from './errors.ts';
import { readAccount } from './resolve-account.ts';
import { revokeToken } from './revocation.ts';
import type { TokenSet } from './token-set.ts';

const verificationTimeoutMs = 20_000;

/**
 * Whether fresh tokens are those of the account that was named; where a server was named, whether the account is one of that server, since
 * any server can claim to speak for any account. Tokens of another account are given back.
 * @returns what is kept of the account: its DID and its server, `pds`, which is where its API is.
 * @see https://atproto.com/specs/oauth, "Identity Authentication", 2026-11-28
 * @throws ProviderError `wrong_account`, `issuer_mismatch`; what looking the account up meets.
 */
export async function verifyAccount(
  client: ResolvedOAuth,
  tokens: TokenSet,
  fetch: EgressFetch,
): Promise<Readonly<Record<string, string>>> {
  const { mustBe, provider } = client;
  if (mustBe === undefined || provider.discovery === undefined) return {};
  const did = tokens.accountId ?? '';
  if (!isAccountDid(did)) throw new ProviderError('provider_protocol_error', { progress: 'received' });
  if (mustBe.did !== undefined && did !== mustBe.did) {
    await giveBack(client, tokens, fetch);
    throw new ProviderError('wrong_account', { progress: 'received' });
  }
  const request = { fetch, signal: AbortSignal.timeout(verificationTimeoutMs) };
  const { server } = await readAccount(did, { ...request, directory: provider.discovery.directory });
  const authorizers = (await discoverResource(new URL(server), request))?.authorizationServers ?? [];
  const isAuthorizer = authorizers.some((issuer) => URL.parse(issuer)?.href === new URL(mustBe.issuer).href);
  if (!isAuthorizer) throw new ProviderError('issuer_mismatch', { progress: 'received' });
  return { did, pds: server };
}

/** A person with several accounts picked another one: nothing of it is to stay. That it is not stored is what counts. */
async function giveBack(
  client: ResolvedOAuth,
  { refreshToken, accessToken, dpopKey }: TokenSet,
  fetch: EgressFetch,
): Promise<void> {
  if (client.revokeUrl === undefined) return;
  const kind = refreshToken === undefined ? 'access_token' : 'refresh_token';
  await revokeToken({ client, dpopKey, token: refreshToken ?? accessToken, kind }, fetch).catch(() => undefined);
}
