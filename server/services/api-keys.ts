import type { SettingsStore } from '../storage/index.ts';
import { equalHashes, hashToken } from '../vault/index.ts';

/** How long a server may go on trusting a key it has looked up, in milliseconds: the longest a revoked key lives. */
export const apiKeyTrustMs = 1_000;

/** Whether a token is one of the vendor's API keys, and not revoked. */
export type ApiKeyCheck = (token: string) => Promise<boolean>;

type Settings = Pick<SettingsStore, 'read' | 'put'>;

/**
 * The check of one server: keys come from its settings, by hash, and revocations from the database that all servers share, looked up
 * once a second for a key in use.
 * @param now milliseconds of a clock that never goes back; default the process' own.
 */
export function createApiKeyCheck(
  hashes: readonly Buffer[],
  settings: Pick<Settings, 'read'>,
  now: () => number = () => performance.now(),
): ApiKeyCheck {
  const trustedUntil = new Map<Buffer, number>();
  return async (token) => {
    const hash = hashToken(token);
    const known = hashes.find((candidate) => equalHashes(candidate, hash));
    if (known === undefined) return false;
    const askedAt = now();
    if (askedAt < (trustedUntil.get(known) ?? 0)) return true;
    if ((await settings.read(settingOf(known))) !== undefined) return false;
    trustedUntil.set(known, askedAt + apiKeyTrustMs);
    return true;
  };
}

/** Ends a key for good, on every server of this database within {@link apiKeyTrustMs}, though their settings may still list it. */
export async function revokeApiKey(settings: Pick<Settings, 'put'>, key: string): Promise<void> {
  await settings.put(settingOf(hashToken(key)), Buffer.from(new Date().toISOString()));
}

function settingOf(hash: Buffer): string {
  return `revoked_api_key:${hash.toString('hex')}`;
}
