import * as v from 'valibot';
import { providerSchema, type ProviderInput } from '../../server/catalog/provider.ts';
import type { ResolvedOAuth } from '../../server/definitions/model.ts';

/** An OAuth client of a provider that follows the standards, with what a test wants different. */
export function anOAuthClient({
  facts = {},
  ...client
}: Partial<ResolvedOAuth> & { facts?: Partial<ProviderInput> } = {}): ResolvedOAuth {
  const tokenUrl = client.tokenUrl ?? 'https://provider.example/token';
  return {
    definitionKey: 'acme',
    provider: v.parse(providerSchema, {
      key: 'acme',
      label: 'Acme',
      docs: { url: 'https://provider.example/docs', checked: '2026-11-23' },
      ...facts,
      token: { clientAuth: 'post', ...facts.token },
    }),
    grant: 'authorization_code',
    authorizeUrl: 'https://provider.example/authorize',
    tokenUrl,
    refreshUrl: tokenUrl,
    clientId: 'client-1',
    clientSecret: 'client-secret-1',
    scopes: ['read', 'write'],
    resources: [],
    headers: {},
    allowedTokenParams: [],
    fingerprint: 'fingerprint-1',
    ...client,
  };
}
