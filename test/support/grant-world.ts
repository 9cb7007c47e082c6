import { paths } from '../../server/contract/index.ts';
import { component, defineConnections, integration, oauth2Connection } from '../../server/definitions/index.ts';
import type { WrittenOAuth2Connection } from '../../server/definitions/authoring.ts';
import { startAuthorizationServer, type AuthorizationServer, type AuthorizationServerOptions } from './authorization-server.ts';
import { Vendor } from './callers.ts';
import { startConnectionServer, type TestServer } from './connection-server.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { freePort } from './free-port.ts';

/** A connection server with one connection named `app`, the provider it is made at, a database, and the vendor's backend. */
export interface GrantWorld {
  readonly database: TestDatabase;
  readonly provider: AuthorizationServer;
  readonly server: TestServer;
  readonly vendor: Vendor;
  /** Stops all of it and leaves nothing behind. */
  stop(): Promise<void>;
}

/** The only connection of a vendor, in the integration `sync`. */
export function configWith(connection: Omit<WrittenOAuth2Connection, 'key'>) {
  return defineConnections({
    components: [component({ key: 'app', connections: [oauth2Connection({ ...connection, key: 'app' })] })],
    integrations: [integration({ key: 'sync', name: 'Sync', steps: [{ key: 'use', component: 'app', action: 'use' }] })],
  });
}

/**
 * @param describe the connection, once the provider's address is known.
 * @param options how the provider differs from an ordinary one.
 */
export async function startGrantWorld(
  describe: (provider: AuthorizationServer) => Omit<WrittenOAuth2Connection, 'key'>,
  options: Omit<AuthorizationServerOptions, 'redirectUris'> & { readonly background?: boolean } = {},
): Promise<GrantWorld> {
  const { background, ...behaviour } = options;
  const database = await openTestDatabase();
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}${paths.oauthCallback('app')}`];
  const provider = await startAuthorizationServer({ ...behaviour, redirectUris });
  const server = await startConnectionServer({
    database,
    port,
    config: configWith(describe(provider)),
    ...(background === undefined ? {} : { background }),
  });
  return {
    database,
    provider,
    server,
    vendor: new Vendor(server),
    stop: async () => {
      await server.close();
      await provider.stop();
      await database.close();
    },
  };
}

/** Facts and inputs of a client of the {@link AuthorizationServer} that signs a person in. */
export function signInAt({ issuer, client }: AuthorizationServer): Omit<WrittenOAuth2Connection, 'key'> & {
  provider: object;
} {
  return {
    display: { label: 'App' },
    oauth2Type: 'authorization_code',
    provider: {
      key: 'app',
      label: 'App',
      authorize: { url: `${issuer}/auth`, issuer, params: { prompt: 'consent' } },
      token: { url: `${issuer}/token`, clientAuth: 'basic' },
      revoke: { url: `${issuer}/token/revocation` },
    },
    inputs: {
      scopes: { default: 'openid offline_access api:read', shown: false },
      clientId: { default: client.id, shown: false },
      clientSecret: { type: 'password', default: client.secret, shown: false },
    },
  };
}
