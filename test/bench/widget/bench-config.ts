import { component, connection, defineConnections, integration, oauth2Connection } from '../../../server/definitions/index.ts';

/** How many connections the long page has. */
export const manyConnections = 200;

const warehouse = component({
  key: 'warehouse',
  display: { label: 'Warehouse', description: '' },
  connections: [
    connection({
      key: 'warehouse',
      display: { label: 'Warehouse', description: 'Keys.' },
      inputs: {
        host: { label: 'Host', type: 'string', required: true },
        port: { label: 'Port', type: 'string', required: true },
        database: { label: 'Database', type: 'string', required: true },
        user: { label: 'User', type: 'string', required: true },
        accessKey: { label: 'Access key', type: 'password', required: true },
        note: { label: 'Note', type: 'string' },
      },
    }),
  ],
});

const erp = component({
  key: 'erp',
  display: { label: 'ERP', description: '' },
  connections: [
    oauth2Connection({
      key: 'erp',
      display: { label: 'ERP', description: 'Sign in.' },
      oauth2Type: 'authorization_code',
      provider: {
        key: 'erp',
        label: 'ERP',
        authorize: {},
        token: { clientAuth: 'basic' },
        refresh: { rotation: 'rotating_strict' },
        revoke: { scope: 'grant' },
        docs: { url: 'https://www.rfc-editor.org/rfc/rfc6749', checked: '2026-11-23' },
      },
      inputs: {
        authorizeUrl: { label: 'Authorize URL', type: 'string', default: 'https://erp.example/authorize', shown: false },
        tokenUrl: { label: 'Token URL', type: 'string', default: 'https://erp.example/token', shown: false },
        scopes: { label: 'Scopes', type: 'string', default: 'api:read', shown: false },
        clientId: { label: 'Client ID', type: 'string', default: 'id', shown: false },
        clientSecret: { label: 'Client secret', type: 'password', default: 'secret', shown: false },
      },
    }),
  ],
});

/** `form`: a form of six fields and an OAuth connection. `many`: both kinds in turn. */
export function benchConfig() {
  const many: Record<string, { component: string }> = {};
  for (let index = 0; index < manyConnections; index += 1) {
    many[`connection${index}`] = { component: index % 2 === 0 ? 'warehouse' : 'erp' };
  }
  return defineConnections({
    components: [warehouse, erp],
    integrations: [
      integration({
        key: 'form',
        name: 'Form',
        configVars: { store: { component: 'warehouse' }, account: { component: 'erp' } },
      }),
      integration({ key: 'many', name: 'Many', configVars: many }),
    ],
  });
}
