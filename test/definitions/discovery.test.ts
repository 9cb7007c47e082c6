import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DefinitionError,
  parseConfig,
  resolveConnection,
  tidyServerAddress,
  type ConnectionInput,
  type Registration,
} from '../../server/definitions/index.ts';

/** Reads one definition of a server by its address. */
function parse(inputs: Record<string, ConnectionInput>, discovery: object = {}) {
  const connection = { key: 'server', label: 'Server', oauth2Type: 'authorization_code', provider: { discovery }, inputs };
  return parseConfig({
    components: [{ key: 'server', connections: [connection] }],
    integrations: [{ key: 'sync', name: 'Sync', configVars: { server: { component: 'server' } } }],
  });
}

const isUnsafe = (error: unknown) => error instanceof DefinitionError && error.code === 'unsafe_url';
const vendorsSecret = { type: 'password', default: 'the vendor’s own', shown: false } as const;
const clientId = { type: 'string', default: 'app', shown: false } as const;

describe('a definition of a server by its address', () => {
  it('asks for the address by itself', () => {
    const { inputs } = parse({}).integrations.get('sync')?.configVars.get('server') ?? {};
    assert.deepEqual([...(inputs?.keys() ?? [])], ['serverUrl']);
  });

  it('T04: may not send the vendor’s secret to an address that a customer types', () => {
    assert.throws(() => parse({ clientId, clientSecret: vendorsSecret }), isUnsafe);
  });

  it('T04: may send it where the vendor says which addresses there are', () => {
    const model = [{ label: 'Europe', value: 'https://eu.login.example' }];
    parse({ serverUrl: { type: 'string', model }, clientId, clientSecret: vendorsSecret });
    parse({ serverUrl: { type: 'string', hostSuffix: '.login.example' }, clientId, clientSecret: vendorsSecret });
    parse({
      serverUrl: { type: 'string', default: 'https://login.example', shown: false },
      clientId,
      clientSecret: vendorsSecret,
    });
  });

  it('may not also write down what is found out', () => {
    const hasFault = (error: unknown) => error instanceof DefinitionError && error.code === 'unsupported';
    assert.throws(() => parse({ tokenUrl: { type: 'string', default: 'https://login.example/token' } }), hasFault);
  });

  it('needs a client ID where only a static client is allowed', () => {
    const hasFault = (error: unknown) => error instanceof DefinitionError && error.code === 'missing';
    assert.throws(() => parse({}, { clients: ['static'] }), hasFault);
  });
});

describe('a client of a server by its address', () => {
  const serverUrl = 'https://login.example';
  const server = {
    issuer: serverUrl,
    authorizationEndpoint: `${serverUrl}/authorize`,
    tokenEndpoint: `${serverUrl}/token`,
    sendsIssuer: true,
    tokenAuthMethods: ['client_secret_basic', 'client_secret_post'],
    requiresDpop: false,
    dpopAlgorithms: [],
    issuesRefreshTokens: true,
    readsMetadataDocuments: false,
    scopes: [],
  };
  const authenticationOf = (written: object, client: Registration['client']) => {
    const provider = { discovery: {}, ...written };
    const inputs = { clientId: { type: 'string' }, clientSecret: { type: 'password' } };
    const connection = { key: 'server', label: 'Server', oauth2Type: 'authorization_code', provider, inputs };
    const configVar = parseConfig({
      components: [{ key: 'server', connections: [connection] }],
      integrations: [{ key: 'sync', name: 'Sync', configVars: { server: { component: 'server' } } }],
    })
      .integrations.get('sync')
      ?.configVars.get('server');
    assert.ok(configVar);
    const values = new Map(Object.entries({ serverUrl, clientId: 'own', clientSecret: 's' }));
    const resolved = resolveConnection(configVar, values, { serverUrl, server, client });
    return resolved.ok ? resolved.client.provider.token.clientAuth : resolved;
  };

  it('authenticates as its definition says, where somebody filled it in', () => {
    assert.equal(authenticationOf({ token: { clientAuth: 'post' } }, { way: 'static' }), 'post');
    assert.equal(authenticationOf({}, { way: 'static' }), 'basic');
  });

  it('authenticates as it was registered, whatever its definition says', () => {
    const client = { way: 'registration', clientId: 'given', clientSecret: 's', tokenAuthMethod: 'client_secret_basic' } as const;
    assert.equal(authenticationOf({ token: { clientAuth: 'post' } }, client), 'basic');
  });
});

describe('an address as it is pasted', () => {
  for (const [pasted, kept] of [
    ['mcp.example.com', 'https://mcp.example.com'],
    ['mcp.example.com:8443/mcp?x=1', 'https://mcp.example.com:8443/mcp?x=1'],
    ['https://login.example/.well-known/openid-configuration', 'https://login.example'],
    ['https://login.example/tenant/.well-known/openid-configuration', 'https://login.example/tenant'],
    ['login.example/.well-known/oauth-authorization-server/tenant', 'https://login.example/tenant'],
    ['https://mcp.example.com/.well-known/oauth-protected-resource/mcp', 'https://mcp.example.com/mcp'],
    ['https://mcp.example.com/mcp', 'https://mcp.example.com/mcp'],
    ['http://mcp.example.com', 'http://mcp.example.com'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['user@mcp.example.com', 'user@mcp.example.com'],
    ['my server', 'my server'],
  ] as const) {
    it(`${pasted} is kept as ${kept}`, () => assert.equal(tidyServerAddress(pasted), kept));
  }
});
