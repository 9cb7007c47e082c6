import { component, defineConnections, integration, oauth2Connection } from '../../server/definitions/index.ts';

/**
 * Definitions of servers that customers name by their address, each as a vendor would write it.
 * @param directory where DIDs are looked up.
 */
export function byUrlConfig(directory = 'https://plc.directory') {
  const byUrl = (key: string, label: string, definition: Partial<Parameters<typeof oauth2Connection>[0]>) =>
    component({
      key,
      display: { label, description: '' },
      connections: [
        oauth2Connection({ key, display: { label, description: '' }, oauth2Type: 'authorization_code', ...definition }),
      ],
    });
  const scopes = { type: 'string', label: 'Scopes', default: 'openid offline_access api:read', shown: false } as const;
  return defineConnections({
    components: [
      byUrl('mcp', 'MCP server', { provider: { discovery: {} } }),
      byUrl('bluesky', 'Bluesky', {
        provider: {
          discovery: { assumesMetadataDocument: true, hasLocalhostClient: true },
          dpop: true,
          token: { answer: { keep: ['sub'] } },
        },
        inputs: { scopes: { type: 'string', label: 'Scopes', default: 'atproto transition:generic', shown: false } },
      }),
      byUrl('account', 'Bluesky account', {
        provider: { discovery: { start: 'atproto_account', directory, hasLocalhostClient: true }, dpop: true, revoke: {} },
        inputs: { scopes: { type: 'string', label: 'Scopes', default: 'atproto transition:generic', shown: false } },
      }),
      byUrl('company', 'Company login', {
        provider: { discovery: { start: 'issuer', clientName: 'Vendor app' }, authorize: { params: { prompt: 'consent' } } },
        inputs: { scopes },
      }),
      byUrl('closed', 'Closed company login', {
        provider: { discovery: { start: 'issuer' }, authorize: { params: { prompt: 'consent' } } },
        inputs: {
          scopes,
          clientId: { type: 'string', label: 'Client ID' },
          clientSecret: { type: 'password', label: 'Client secret' },
        },
      }),
    ],
    integrations: [
      integration({
        key: 'sync',
        name: 'Sync',
        configVars: {
          mcp: { component: 'mcp' },
          bluesky: { component: 'bluesky' },
          account: { component: 'account' },
          company: { component: 'company' },
          closed: { component: 'closed' },
        },
      }),
    ],
  });
}
