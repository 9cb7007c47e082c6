import { component, connection, defineConnections, integration, oauth2Connection } from '../../server/definitions/index.ts';
import type { ProviderInput } from '../../server/catalog/provider.ts';
import type { AuthorizationServer } from './authorization-server.ts';

/** What a test wants different of {@link syncConfig}. */
export interface SyncOverrides {
  readonly tokenUrl?: string;
  readonly testUrl?: string;
  /** `null`: the app has no revocation endpoint. */
  readonly revokeUrl?: string | null;
  /** Facts of the provider `erp` in place of the usual ones. */
  readonly facts?: Partial<ProviderInput>;
  /** Scopes of the app with a sign-in that a customer must grant. */
  readonly requiredScopes?: string[];
}

/** Definitions of one vendor under test: an app with a sign-in, one with client credentials, one with keys. */
export function syncConfig({ issuer, client }: Pick<AuthorizationServer, 'issuer' | 'client'>, overrides: SyncOverrides = {}) {
  const provider = {
    key: 'erp',
    label: 'ERP',
    authorize: { params: { prompt: 'consent' } },
    token: { clientAuth: 'basic' as const },
    refresh: { rotation: 'rotating_strict' as const },
    revoke: { scope: 'grant' as const },
    docs: { url: 'https://github.com/panva/node-oidc-provider', checked: '2026-11-23' },
    ...overrides.facts,
  };
  return defineConnections({
    components: [
      component({
        key: 'erp',
        display: { label: 'ERP', description: '' },
        connections: [
          oauth2Connection({
            key: 'erp',
            display: { label: 'ERP', description: 'Sign in.' },
            translations: { 'pt-BR': { label: 'Financeiro', description: 'Entre na sua conta.' } },
            oauth2Type: 'authorization_code',
            ...(overrides.requiredScopes === undefined ? {} : { oauth2Config: { requiredScopes: overrides.requiredScopes } }),
            provider,
            inputs: {
              authorizeUrl: { label: 'Authorize URL', type: 'string', default: `${issuer}/auth`, shown: false },
              tokenUrl: { label: 'Token URL', type: 'string', default: overrides.tokenUrl ?? `${issuer}/token`, shown: false },
              ...(overrides.revokeUrl === null
                ? {}
                : {
                    revokeUrl: {
                      label: 'Revoke URL',
                      type: 'string' as const,
                      default: overrides.revokeUrl ?? `${issuer}/token/revocation`,
                      shown: false,
                    },
                  }),
              scopes: { label: 'Scopes', type: 'string', default: 'openid offline_access api:read', shown: false },
              clientId: { label: 'Client ID', type: 'string', default: client.id, shown: false },
              clientSecret: { label: 'Client secret', type: 'password', default: client.secret, shown: false },
            },
          }),
        ],
      }),
      component({
        key: 'machine',
        display: { label: 'Machine', description: '' },
        connections: [
          oauth2Connection({
            key: 'machine',
            display: { label: 'Machine', description: 'Client credentials.' },
            oauth2Type: 'client_credentials',
            provider: { ...provider, key: 'machine' },
            inputs: {
              tokenUrl: { label: 'Token URL', type: 'string', default: `${issuer}/token`, shown: false },
              scopes: { label: 'Scopes', type: 'string', default: 'api:read', shown: false },
              clientId: { label: 'App ID', type: 'string', required: true },
              clientSecret: { label: 'App key', type: 'password', required: true },
            },
          }),
        ],
      }),
      component({
        key: 'warehouse',
        display: { label: 'Warehouse', description: '' },
        connections: [
          connection({
            key: 'warehouse',
            display: { label: 'Warehouse', description: 'Keys.' },
            translations: {
              de: {
                label: 'Lager',
                description: 'Schlüssel.',
                inputs: {
                  accessKey: { label: 'Zugangsschlüssel', comments: 'Beginnt mit `AK`.', placeholder: 'AK…' },
                  region: { label: 'Region des Lagers', model: { eu: 'Europa', us: 'Amerika' } },
                },
              },
            },
            ...(overrides.testUrl === undefined
              ? {}
              : { test: { url: overrides.testUrl, headers: { 'x-access-key': '{{#accessKey}}' } } }),
            inputs: {
              host: { label: 'Host', type: 'string', required: true },
              accessKey: { label: 'Access key', type: 'password', required: true },
              note: { label: 'Note', type: 'text' },
              region: {
                label: 'Region',
                type: 'string',
                default: 'eu',
                model: [
                  { label: 'Europe', value: 'eu' },
                  { label: 'America', value: 'us' },
                ],
              },
            },
          }),
        ],
      }),
    ],
    integrations: [
      integration({
        key: 'sync',
        name: 'Sync',
        steps: [
          { key: 'pull', name: 'Pull', component: 'erp', action: 'pull' },
          { key: 'push', name: 'Push', component: 'erp', action: 'push' },
          { key: 'count', name: 'Count', component: 'machine', action: 'count' },
          { key: 'store', name: 'Store', component: 'warehouse', action: 'store' },
        ],
      }),
      integration({
        key: 'placed',
        name: 'Placed',
        configVars: {
          // The vendor's backend sets the note; only the vendor's own staff sees the region.
          shelf: {
            component: 'warehouse',
            inputs: { note: { visibility: 'embedded' }, region: { visibility: 'organization' } },
          },
          partner: {
            component: 'erp',
            oauth2Config: {
              oAuthSuccessRedirectUri: 'https://app.vendor.example/connected?from=erp',
              oAuthFailureRedirectUri: 'https://app.vendor.example/not-connected',
            },
          },
        },
      }),
    ],
  });
}
