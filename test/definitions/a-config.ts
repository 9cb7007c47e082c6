import { DefinitionError, parseConfig, type ConnectionConfigVar, type DefinitionFault } from '../../server/definitions/index.ts';

/** The inputs an ordinary OAuth definition has. */
export const oauthInputs = {
  authorizeUrl: { label: 'Authorize URL', type: 'string', required: true, default: 'https://auth.acme.example/authorize' },
  tokenUrl: { label: 'Token URL', type: 'string', required: true, default: 'https://auth.acme.example/token' },
  scopes: { label: 'Scopes', type: 'string', default: 'read write' },
  clientId: { label: 'App ID', type: 'string', required: true },
  clientSecret: { label: 'App secret', type: 'password', required: true },
};

/** A vendor's own OAuth client, as placements. */
export const vendorClient = { clientId: { value: 'vendor-client' }, clientSecret: { value: 'vendor-secret' } };

/** An OAuth definition with the members given here changed; inputs are added. */
export function anOAuthConnection({ inputs, ...members }: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    key: 'acme',
    display: { label: 'Acme', description: 'An app' },
    oauth2Type: 'authorization_code',
    inputs: { ...oauthInputs, ...(inputs as object | undefined) },
    ...members,
  };
}

/** A definition made of fields. */
export function aFieldsConnection(
  inputs: Record<string, unknown>,
  members: Record<string, unknown> = {},
): Record<string, unknown> {
  return { key: 'acme', display: { label: 'Acme', description: '' }, inputs, ...members };
}

/** A configuration with one component `acme`, one integration `sync`, and one step of that component. */
export function aConfig(connection: unknown, configVars: unknown = {}, steps: unknown = undefined): unknown {
  return {
    components: [{ key: 'acme', display: { label: 'Acme', description: '' }, connections: [connection] }],
    integrations: [
      { key: 'sync', name: 'Sync', steps: steps ?? [{ key: 'list', component: 'acme', action: 'list' }], configVars },
    ],
  };
}

/** The config variable `acme` of a definition, with these placements (values and visibilities per input). */
export function aConfigVar(
  connection: unknown,
  placements: Record<string, unknown> = {},
  members: Record<string, unknown> = {},
): ConnectionConfigVar {
  const config = aConfig(connection, { acme: { component: 'acme', inputs: placements, ...members } });
  const configVar = parseConfig(config).integrations.get('sync')?.configVars.get('acme');
  if (!configVar) throw new Error('the configuration has no such variable');
  return configVar;
}

/** The faults of a configuration that must not be accepted. */
export function faultsOf(config: unknown): readonly DefinitionFault[] {
  try {
    parseConfig(config);
  } catch (error) {
    if (error instanceof DefinitionError) return error.faults;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
