import { component, defineConnections, integration, OAuth2Type, oauth2Connection } from '../../server/definitions/index.ts';
import type { AuthorizationServer } from './authorization-server.ts';

/** Definitions of one vendor under test: an app that is connected by entering a code. Customers may change its scopes. */
export function deviceConfig({ issuer, client }: Pick<AuthorizationServer, 'issuer' | 'client'>) {
  return defineConnections({
    components: [
      component({
        key: 'screen',
        display: { label: 'Screen', description: '' },
        connections: [
          oauth2Connection({
            key: 'screen',
            display: { label: 'Screen', description: 'Enter a code.' },
            oauth2Type: OAuth2Type.DeviceCode,
            provider: {
              key: 'screen',
              label: 'Screen',
              device: { url: `${issuer}/device/auth` },
              token: { url: `${issuer}/token`, clientAuth: 'basic' },
              revoke: { url: `${issuer}/token/revocation` },
              docs: { url: 'https://github.com/panva/node-oidc-provider', checked: '2026-11-23' },
            },
            inputs: {
              scopes: { label: 'Scopes', type: 'string' },
              clientId: { label: 'Client ID', type: 'string', default: 'screen', shown: false },
              clientSecret: { label: 'Client secret', type: 'password', default: client.secret, shown: false },
            },
          }),
        ],
      }),
    ],
    integrations: [
      integration({
        key: 'screens',
        name: 'Screens',
        configVars: { screen: { component: 'screen' } },
      }),
    ],
  });
}
