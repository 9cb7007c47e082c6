import {
  component,
  defineConnections,
  integration,
  oauth2Connection,
  type WrittenConfig,
} from '../../server/definitions/index.ts';
import { rotationClasses, type RotationClass } from '../../server/catalog/provider.ts';

/** Connections of one customer in the integration `herd`. */
export const herdPerCustomer = 100;

/** The app, as one of the clients that are registered there. */
const ledger = (url: string, rotation: RotationClass, key: string, clientId: string) =>
  component({
    key,
    display: { label: 'Ledger' },
    connections: [
      oauth2Connection({
        key,
        display: { label: 'Ledger' },
        oauth2Type: 'authorization_code',
        provider: {
          key: 'ledger',
          label: 'Ledger',
          authorize: { url: `${url}/authorize` },
          token: { url: `${url}/token`, clientAuth: 'post' },
          refresh: { rotation },
          revoke: { url: `${url}/revoke`, scope: 'token' },
          docs: { url: 'https://www.rfc-editor.org/rfc/rfc6749', checked: '2026-11-23' },
        },
        inputs: {
          clientId: { label: 'Client ID', type: 'string', default: clientId, shown: false },
          clientSecret: { label: 'Client secret', type: 'password', default: 'the-app-secret', shown: false },
        },
      }),
    ],
  });

/** One app at a ledger provider. */
export const faultConfig = (url: string, rotation: RotationClass): WrittenConfig =>
  defineConnections({
    components: [ledger(url, rotation, 'ledger', 'app'), ledger(url, rotation, 'calm', 'calm')],
    integrations: [
      integration({ key: 'calm', name: 'Calm', steps: [{ key: 'pull', name: 'Pull', component: 'calm', action: 'pull' }] }),
      integration({
        key: 'herd',
        name: 'Herd',
        configVars: Object.fromEntries(
          Array.from({ length: herdPerCustomer }, (_, number) => [`ledger${number}`, { component: 'ledger' }]),
        ),
      }),
      integration({ key: 'sync', name: 'Sync', steps: [{ key: 'pull', name: 'Pull', component: 'ledger', action: 'pull' }] }),
    ],
  });

/** The definitions that server processes under faults are started with. */
export default faultConfig(
  process.env['PROVIDER_URL'] ?? 'http://127.0.0.1:1',
  rotationClasses.find((name) => name === process.env['PROVIDER_ROTATION']) ?? 'rotating_strict',
);
