import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as spectral from '@prismatic-io/spectral';
import * as ours from '../../server/definitions/index.ts';
import { effectiveValues, parseConfig, resolveOAuth, type ConnectionConfigVar } from '../../server/definitions/index.ts';
import { aConfig } from './a-config.ts';

/** Definitions as authors write them for spectral 10, made with the real functions. */
const shop = spectral.oauth2Connection({
  key: 'shopOAuth',
  display: {
    label: 'Shop OAuth 2.0',
    description: 'Connects a shop',
    icons: { avatarPath: 'avatar.png', oauth2ConnectionIconPath: 'button.png' },
  },
  oauth2Type: spectral.OAuth2Type.AuthorizationCode,
  oauth2PkceMethod: spectral.OAuth2PkceMethod.S256,
  oauth2Config: { allowedTokenParams: ['realm'] },
  inputs: spectral.templateConnectionInputs(
    {
      shopName: {
        label: 'Shop',
        type: 'string',
        required: true,
        shown: true,
        comments: 'The part before <strong>.shop.example</strong>',
      },
      scopes: { label: 'Scopes', type: 'string', shown: false, default: 'read_orders' },
      clientId: { label: 'API Key', type: 'string', required: true },
      clientSecret: { label: 'API Secret', type: 'password', required: true, writeOnly: true },
      headers: { label: 'Headers', type: 'string', collection: 'keyvaluelist', default: [{ key: 'X-Api', value: '2' }] },
    },
    {
      authorizeUrl: { label: 'Authorize URL', type: 'template', templateValue: 'https://{{#shopName}}.shop.example/authorize' },
      tokenUrl: { label: 'Token URL', type: 'template', templateValue: 'https://{{#shopName}}.shop.example/token' },
    },
    spectral.OAuth2Type.AuthorizationCode,
  ),
});

const basic = spectral.connection({
  key: 'basic',
  display: { label: 'Basic', description: '' },
  inputs: {
    username: { label: 'User name', type: 'string', required: true, example: 'jane' },
    password: { label: 'Password', type: 'password', required: true },
    useTls: { label: 'TLS', type: 'boolean', required: true },
    region: { label: 'Region', type: 'string', default: '', model: [{ label: 'Europe', value: 'eu' }] },
    hosts: { label: 'Hosts', type: 'string', collection: 'valuelist', default: ['a'] },
  },
});

const onPrem = spectral.onPremConnection({
  key: 'onPrem',
  display: { label: 'On-premise', description: '' },
  inputs: {
    host: { label: 'Host', type: 'string', onPremControlled: true, required: true },
    port: { label: 'Port', type: 'string', onPremControlled: true, default: '5432' },
  },
});

function theVariable(connection: unknown, placements: Record<string, unknown> = {}): ConnectionConfigVar {
  const config = aConfig(connection, { acme: { component: 'acme', inputs: placements } });
  const configVar = parseConfig(config).integrations.get('sync')?.configVars.get('acme');
  assert.ok(configVar);
  return configVar;
}

describe('definitions made with spectral 10', () => {
  it('are read: an OAuth connection with templated addresses', () => {
    const configVar = theVariable(shop, { clientId: { value: 'id' }, clientSecret: { value: 'secret' } });
    const { definition } = configVar;
    assert.equal(definition.connect, 'popup');
    assert.equal(definition.label, 'Shop OAuth 2.0');
    assert.equal(definition.icon, undefined);
    assert.deepEqual(definition.allowedTokenParams, ['realm']);
    const resolved = resolveOAuth(configVar, effectiveValues(configVar, new Map([['shopName', 'Harbor']])));
    assert.ok(resolved.ok);
    assert.equal(resolved.client.authorizeUrl, 'https://harbor.shop.example/authorize');
    assert.deepEqual(resolved.client.headers, { 'X-Api': '2' });
    assert.deepEqual(resolved.client.scopes, ['read_orders']);
  });

  it('are read: fields, booleans as text, empty defaults as none', () => {
    const { inputs } = theVariable(basic);
    assert.equal(inputs.get('useTls')?.input.default, 'false');
    assert.equal(inputs.get('region')?.input.default, undefined);
    assert.deepEqual(inputs.get('hosts')?.input.default, ['a']);
    assert.equal(inputs.get('password')?.input.secret, true);
  });

  it('are read: on-premise connections, as the fields they are', () => {
    assert.deepEqual([...theVariable(onPrem).inputs.keys()], ['host', 'port']);
  });

  it('are read from a component that spectral has converted', () => {
    const converted = spectral.component({
      key: 'shop',
      public: false,
      display: { label: 'Shop', description: '', iconPath: 'icon.png' },
      actions: {},
      connections: [shop, basic],
    });
    const config = {
      components: [converted],
      integrations: [{ key: 'sync', name: 'Sync', steps: [{ key: 's', component: 'shop', action: 'a' }] }],
    };
    const model = parseConfig(config);
    const definition = model.components.get('shop')?.connections.get('shopOAuth');
    const written = theVariable(shop).definition;
    assert.deepEqual(
      definition?.inputs.map(({ key, type, template, label, secret }) => ({ key, type, template, label, secret })),
      written.inputs.map(({ key, type, template, label, secret }) => ({ key, type, template, label, secret })),
    );
    assert.equal(definition?.description, 'Connects a shop');
  });

  it('are read: config variables by reference and in place', () => {
    const inPlace = spectral.connectionConfigVar({
      stableKey: 'in-place',
      dataType: 'connection',
      oauth2Type: spectral.OAuth2Type.ClientCredentials,
      inputs: {
        tokenUrl: {
          label: 'Token URL',
          type: 'string',
          default: 'https://auth.acme.example/token',
          permissionAndVisibilityType: 'organization',
        },
        scopes: { label: 'Scopes', type: 'string', default: 'read' },
        clientId: { label: 'Client ID', type: 'string', required: true, visibleToOrgDeployer: false },
        clientSecret: { label: 'Client secret', type: 'password', required: true },
      },
    });
    const model = parseConfig(aConfig(basic, { 'In Place': inPlace }, []));
    const configVar = model.integrations.get('sync')?.configVars.get('In Place');
    assert.equal(configVar?.definition.connect, 'direct');
    assert.equal(configVar.definition.key, 'inPlace');
    assert.equal(configVar.inputs.get('clientId')?.hiddenFromOrganization, true);
  });

  it('fit our own functions’ types, and come out the same', () => {
    const converted = ours.component({ key: 'shop', display: { label: 'Shop' }, connections: [shop, basic] });
    assert.deepEqual(converted.connections, [shop, basic]);
    assert.equal(ours.oauth2Connection(shop), shop);
    assert.equal(ours.connection(basic), basic);
    assert.equal(ours.OAuth2Type.AuthorizationCode, String(spectral.OAuth2Type.AuthorizationCode));
    assert.equal(ours.OAuth2PkceMethod.S256, String(spectral.OAuth2PkceMethod.S256));
  });

  it('may carry members of an older or newer library', () => {
    const noisy = {
      ...basic,
      icons: 3,
      newMember: () => 1,
      inputs: { host: { type: 'string', label: 'Host', clean: () => 1, dataSource: 'x', language: null, example: 3 } },
    };
    assert.equal(theVariable(noisy).inputs.get('host')?.input.label, 'Host');
  });
});

describe('definitions written for spectral 8 and 9', () => {
  it('are read: label, comments and icon at the top', () => {
    const legacy = {
      key: 'oauth2',
      label: 'Legacy OAuth',
      comments: 'From before',
      iconPath: 'https://cdn.acme.example/icon.svg',
      oauth2Type: 'authorization_code',
      required: true,
      inputs: {
        authorizeUrl: {
          label: 'Authorize URL',
          placeholder: 'URL',
          type: 'string',
          required: true,
          shown: false,
          default: 'https://a.example/auth?access_type=offline',
        },
        tokenUrl: { label: 'Token URL', type: 'string', required: true, shown: false, default: 'https://a.example/token' },
        revokeUrl: { label: 'Revoke URL', type: 'string', required: true, shown: false, default: 'https://a.example/revoke' },
        scopes: { label: 'Scopes', type: 'string', required: false, default: '' },
        clientId: { label: 'Client ID', type: 'string', required: true, shown: true },
        clientSecret: { label: 'Client Secret', type: 'password', required: true, shown: true },
      },
    };
    const { definition, inputs } = theVariable(legacy);
    assert.equal(definition.label, 'Legacy OAuth');
    assert.equal(definition.description, 'From before');
    assert.equal(definition.icon, 'https://cdn.acme.example/icon.svg');
    assert.equal(definition.provider?.revoke?.method, 'POST');
    assert.equal(inputs.get('clientId')?.visibility, 'customer');
  });

  it('are read: a component with its label in display and connections without descriptions', () => {
    const { definition } = theVariable({
      key: 'apiKey',
      label: 'API key',
      inputs: { apiKey: { label: 'API key', type: 'password', clean: String } },
    });
    assert.equal(definition.description, '');
    assert.equal(definition.connect, 'fields');
  });
});

describe('templateConnectionInputs', () => {
  it('joins without changing its arguments', () => {
    const inputs = { shop: { type: 'string' as const, label: 'Shop' } };
    const joined = ours.templateConnectionInputs(inputs, {
      url: { type: 'template', templateValue: 'https://{{#shop}}.acme.example' },
    });
    assert.deepEqual(Object.keys(joined), ['shop', 'url']);
    assert.deepEqual(Object.keys(inputs), ['shop']);
  });
});
