import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefinitionError, parseConfig } from '../../server/definitions/index.ts';
import { aConfig, aConfigVar, aFieldsConnection, anOAuthConnection, faultsOf, vendorClient } from './a-config.ts';

describe('parseConfig', () => {
  it('makes a config variable for a step whose component has none yet, and shares it with the next step', () => {
    const steps = [
      { key: 'list', component: 'acme', action: 'list' },
      { key: 'create', component: 'acme', action: 'create' },
    ];
    const integration = parseConfig(aConfig(anOAuthConnection(), {}, steps)).integrations.get('sync');
    assert.deepEqual(
      integration?.steps.map(({ configVar }) => configVar),
      ['acme', 'acme'],
    );
    assert.equal(integration.configVars.size, 1);
    assert.equal(integration.configVars.get('acme')?.label, 'Acme');
  });

  it('binds a step to the one config variable of its component, whatever its key', () => {
    const config = aConfig(anOAuthConnection(), { 'Acme Connection': { component: 'acme' } });
    const integration = parseConfig(config).integrations.get('sync');
    assert.equal(integration?.steps[0]?.configVar, 'Acme Connection');
    assert.equal(integration.configVars.get('Acme Connection')?.label, 'Acme Connection');
  });

  it('takes the named config variable where a component has two', () => {
    const configVars = { source: { component: 'acme' }, target: { component: 'acme' } };
    const steps = [{ key: 'list', component: 'acme', action: 'list', configVar: 'target' }];
    const integration = parseConfig(aConfig(anOAuthConnection(), configVars, steps)).integrations.get('sync');
    assert.equal(integration?.steps[0]?.configVar, 'target');
  });

  it('makes the preferred connection, and another key when the first is taken', () => {
    const config = {
      components: [
        { key: 'other', connections: [aFieldsConnection({}, { key: 'other' })] },
        {
          key: 'acme',
          connections: [aFieldsConnection({ host: {} }, { key: 'first' }), aFieldsConnection({}, { key: 'deprecated' })],
        },
      ],
      integrations: [
        {
          key: 'sync',
          name: 'Sync',
          configVars: { acme: { component: 'other' } },
          steps: [{ key: 'list', component: 'acme', action: 'list' }],
        },
      ],
    };
    const integration = parseConfig(config).integrations.get('sync');
    assert.equal(integration?.steps[0]?.configVar, 'acme-2');
    assert.equal(integration.configVars.get('acme-2')?.definition.key, 'first');
  });

  it('leaves a step without a connection alone', () => {
    const config = {
      components: [{ key: 'math' }],
      integrations: [{ key: 'sync', name: 'Sync', steps: [{ key: 'add', component: 'math', action: 'add' }] }],
    };
    assert.equal(parseConfig(config).integrations.get('sync')?.steps[0]?.configVar, undefined);
  });

  it('reads a reference in the long form, the short form, and a list alike', () => {
    const values = { clientId: { value: 'id', permissionAndVisibilityType: 'organization' } };
    const forms = [
      { acme: { dataType: 'connection', stableKey: 'stable', connection: { component: 'acme', key: 'acme', values } } },
      {
        acme: {
          stableKey: 'stable',
          component: 'acme',
          connection: 'acme',
          inputs: { clientId: { value: 'id', visibility: 'organization' } },
        },
      },
      [
        {
          key: 'acme',
          stableKey: 'stable',
          component: 'acme',
          inputs: { clientId: { value: 'id', visibility: 'organization' } },
        },
      ],
    ];
    const read = forms.map((form) =>
      parseConfig(aConfig(anOAuthConnection(), form)).integrations.get('sync')?.configVars.get('acme'),
    );
    assert.equal(read[0]?.stableKey, 'stable');
    assert.deepEqual(read[0].inputs.get('clientId')?.value, 'id');
    assert.deepEqual(read[1], read[0]);
    assert.deepEqual(read[2], read[0]);
  });

  it('reads a connection written in place', () => {
    const configVars = {
      'Acme ERP': {
        dataType: 'connection',
        stableKey: 's',
        inputs: { apiKey: { type: 'password', label: 'Key', required: true } },
      },
    };
    const config = aConfig(anOAuthConnection(), configVars, [
      { key: 'run', component: 'code', action: 'run', configVar: 'Acme ERP' },
    ]);
    const configVar = parseConfig(config).integrations.get('sync')?.configVars.get('Acme ERP');
    assert.equal(configVar?.definition.key, 'acmeERP');
    assert.equal(configVar.label, 'Acme ERP');
    assert.equal(configVar.definition.connect, 'fields');
    assert.equal(configVar.inputs.get('apiKey')?.visibility, 'customer');
  });

  it('gives definitions that share a key callbacks of their own', () => {
    const connection = anOAuthConnection({ key: 'oauth2' });
    const config = {
      components: [
        { key: 'acme', connections: [connection] },
        { key: 'zenith', connections: [connection, anOAuthConnection({ key: 'zenith-only' })] },
      ],
      integrations: [],
    };
    const { components } = parseConfig(config);
    const callbackKeys = [...components.values()].flatMap(({ connections }) =>
      [...connections.values()].map(({ callbackKey }) => callbackKey),
    );
    assert.deepEqual(callbackKeys, ['acme-oauth2', 'zenith-oauth2', 'zenith-only']);
  });

  it('freezes the model, maps included', () => {
    const model = parseConfig(aConfig(anOAuthConnection()));
    const configVar = model.integrations.get('sync')?.configVars.get('acme');
    assert.ok(configVar);
    assert.throws(() => Object.assign(configVar.definition, { key: 'other' }), TypeError);
    assert.throws(() => (model.integrations as Map<string, unknown>).set('x', {}), TypeError);
    assert.throws(() => (configVar.inputs as Map<string, unknown>).delete('clientId'), TypeError);
    assert.throws(() => (model.components as Map<string, unknown>).clear(), TypeError);
  });

  it('adds the client inputs that a definition with a catalog provider leaves out', () => {
    const configVar = aConfigVar({ key: 'acme', oauth2Type: 'authorization_code', provider: 'slack', inputs: {} }, vendorClient);
    assert.deepEqual([...configVar.inputs.keys()], ['clientId', 'clientSecret']);
    assert.equal(configVar.inputs.get('clientSecret')?.input.secret, true);
  });
});

describe('the visibility of inputs', () => {
  const cases: readonly [
    name: string,
    connection: unknown,
    placements: Record<string, unknown>,
    key: string,
    expected: string,
  ][] = [
    ['is customer by default', aFieldsConnection({ host: {} }), {}, 'host', 'customer'],
    [
      'is customer for an ordinary input with a value',
      aFieldsConnection({ host: {} }),
      { host: { value: 'x' } },
      'host',
      'customer',
    ],
    ['is organization for an OAuth input with a value', anOAuthConnection(), vendorClient, 'clientId', 'organization'],
    ['is organization for an OAuth input with a default', anOAuthConnection(), {}, 'tokenUrl', 'organization'],
    ['is customer for an OAuth input nobody has filled in', anOAuthConnection(), {}, 'clientId', 'customer'],
    [
      'is customer for an OAuth input whose default is a placeholder',
      anOAuthConnection({ inputs: { scopes: { default: '<SCOPES>' } } }),
      {},
      'scopes',
      'customer',
    ],
    [
      'is organization for an address known from the provider',
      anOAuthConnection({ provider: 'slack', inputs: { tokenUrl: { label: 'Token URL' } } }),
      {},
      'tokenUrl',
      'organization',
    ],
    ['is what the vendor says', anOAuthConnection(), { scopes: { visibility: 'customer' } }, 'scopes', 'customer'],
    [
      'is what spectral calls it',
      aFieldsConnection({ host: {} }),
      { host: { permissionAndVisibilityType: 'embedded' } },
      'host',
      'embedded',
    ],
    [
      'is never customer for what is not shown',
      aFieldsConnection({ host: { shown: false } }),
      { host: { visibility: 'customer' } },
      'host',
      'organization',
    ],
    [
      'may be embedded for what is not shown',
      aFieldsConnection({ host: { shown: false } }),
      { host: { visibility: 'embedded' } },
      'host',
      'embedded',
    ],
  ];
  for (const [name, connection, placements, key, expected] of cases) {
    it(name, () => {
      assert.equal(aConfigVar(connection, placements).inputs.get(key)?.visibility, expected);
    });
  }

  it('is not wider than the variable’s own', () => {
    const connection = aFieldsConnection({ host: {}, port: {} });
    const configVar = aConfigVar(connection, { port: { visibility: 'organization' } }, { visibility: 'embedded' });
    assert.equal(configVar.inputs.get('host')?.visibility, 'embedded');
    assert.equal(configVar.inputs.get('port')?.visibility, 'organization');
  });
});

describe('a faulty definition', () => {
  const acmeVar = (inputs: unknown, members: object = {}) =>
    aConfig(anOAuthConnection(), { acme: { component: 'acme', inputs, ...members } });
  const at = 'integrations[0].configVars.acme';
  const cases: readonly [name: string, config: unknown, path: string, code: string][] = [
    ['nothing at all', undefined, '', 'missing'],
    ['a list instead of an object', { components: {}, integrations: [] }, 'components', 'wrong_shape'],
    ['no integrations', { components: [] }, 'integrations', 'missing'],
    ['a component without a key', { components: [{ connections: [] }], integrations: [] }, 'components[0].key', 'missing'],
    [
      'two components of one key',
      { components: [{ key: 'a' }, { key: 'a' }], integrations: [] },
      'components[1].key',
      'duplicate_key',
    ],
    [
      'an unknown input type',
      aConfig(aFieldsConnection({ host: { type: 'number' } })),
      'components[0].connections[0].inputs.host.type',
      'wrong_shape',
    ],
    [
      'an unknown grant',
      aConfig(anOAuthConnection({ oauth2Type: 'implicit' })),
      'components[0].connections[0].oauth2Type',
      'wrong_shape',
    ],
    [
      'a grant type override',
      aConfig(anOAuthConnection({ oauth2Config: { overrideGrantType: 'password' } })),
      'components[0].connections[0].oauth2Config.overrideGrantType',
      'unsupported',
    ],
    [
      'a callback parameter that would set the redirect URI',
      aConfig(anOAuthConnection({ oauth2Config: { allowedTokenParams: ['realm', 'redirect_uri'] } })),
      'components[0].connections[0].oauth2Config.allowedTokenParams',
      'unsupported',
    ],
    [
      'no token endpoint',
      aConfig({ key: 'acme', oauth2Type: 'client_credentials', inputs: {} }),
      'components[0].connections[0]',
      'missing',
    ],
    [
      'an unknown provider',
      aConfig(anOAuthConnection({ provider: 'slak' })),
      'components[0].connections[0].provider',
      'unknown_provider',
    ],
    [
      'an unknown provider to extend',
      aConfig(anOAuthConnection({ provider: { extends: 'slak' } })),
      'components[0].connections[0].provider.extends',
      'unknown_provider',
    ],
    [
      'a provider fact that does not exist',
      aConfig(anOAuthConnection({ provider: { token: { clientauth: 'basic' } } })),
      'components[0].connections[0].provider.token.clientauth',
      'wrong_shape',
    ],
    [
      'a provider parameter that would override the state',
      aConfig(anOAuthConnection({ provider: { authorize: { params: { state: 'x' } } } })),
      'components[0].connections[0].provider.authorize.params',
      'invalid_value',
    ],
    [
      'a provider with a tenant but no input for it',
      aConfig(anOAuthConnection({ provider: 'zendesk' })),
      'components[0].connections[0].provider',
      'invalid_template',
    ],
    [
      'an authorize URL that is not https',
      aConfig(anOAuthConnection({ inputs: { authorizeUrl: { default: 'http://auth.acme.example/' } } })),
      'components[0].connections[0].inputs.authorizeUrl.default',
      'invalid_url',
    ],
    [
      'a slot that names nothing',
      aConfig(aFieldsConnection({ url: { type: 'template', templateValue: 'https://{{#shop}}.acme.example' } })),
      'components[0].connections[0].inputs.url.templateValue',
      'invalid_template',
    ],
    [
      'a template that refers to a template',
      aConfig(
        aFieldsConnection({
          a: {},
          b: { type: 'template', templateValue: '{{#a}}/x' },
          c: { type: 'template', templateValue: '{{#b}}/y' },
        }),
      ),
      'components[0].connections[0].inputs.c.templateValue',
      'invalid_template',
    ],
    [
      'a slot without its hash',
      aConfig(aFieldsConnection({ a: {}, b: { type: 'template', templateValue: '{{#a}} {{a}}' } })),
      'components[0].connections[0].inputs.b.templateValue',
      'invalid_template',
    ],
    [
      'a template without its text',
      aConfig(aFieldsConnection({ b: { type: 'template' } })),
      'components[0].connections[0].inputs.b.templateValue',
      'missing',
    ],
    [
      'a host suffix without its dot',
      aConfig(aFieldsConnection({ shop: { hostSuffix: 'myshopify.com' } })),
      'components[0].connections[0].inputs.shop.hostSuffix',
      'invalid_value',
    ],
    [
      'showWhen of an unknown input',
      aConfig(aFieldsConnection({ a: { showWhen: { field: 'b', equals: 'x' } } })),
      'components[0].connections[0].inputs.a.showWhen',
      'unknown_input',
    ],
    [
      'a default that is no list for a list',
      aConfig(aFieldsConnection({ a: { collection: 'valuelist', default: 'x' } })),
      'components[0].connections[0].inputs.a.default',
      'wrong_shape',
    ],
    [
      'a test request with an unknown slot',
      aConfig(aFieldsConnection({ a: {} }, { test: { url: 'https://api.acme.example/{{#b}}' } })),
      'components[0].connections[0].test.url',
      'invalid_template',
    ],
    ['a value for an unknown input', acmeVar({ clientID: { value: 'x' } }), `${at}.inputs.clientID`, 'unknown_input'],
    ['a value of the wrong shape', acmeVar({ clientId: { value: { a: 1 } } }), `${at}.inputs.clientId.value`, 'wrong_shape'],
    [
      'a placeholder for a value',
      acmeVar({ clientId: { value: '<CLIENT_ID>' } }),
      `${at}.inputs.clientId.value`,
      'invalid_value',
    ],
    ['an insecure token URL', acmeVar({ tokenUrl: { value: 'http://x.example' } }), `${at}.inputs.tokenUrl.value`, 'invalid_url'],
    [
      'a value from another variable',
      acmeVar({ clientId: { configVar: 'x' } }),
      `${at}.inputs.clientId.configVar`,
      'unsupported',
    ],
    ['an unknown visibility', acmeVar({ clientId: { visibility: 'public' } }), `${at}.inputs.clientId.visibility`, 'wrong_shape'],
    ['another data type', acmeVar({}, { dataType: 'string' }), `${at}.dataType`, 'unsupported'],
    [
      'an unknown component',
      aConfig(anOAuthConnection(), { acme: { component: 'acne' } }),
      `${at}.component`,
      'unknown_component',
    ],
    [
      'an unknown connection',
      aConfig(anOAuthConnection(), { acme: { connection: { component: 'acme', key: 'basic', values: {} } } }),
      `${at}.connection.key`,
      'unknown_connection',
    ],
    ['a variable of nothing', aConfig(anOAuthConnection(), { acme: { stableKey: 'x' } }), at, 'missing'],
    [
      'a listed variable without a key',
      aConfig(anOAuthConnection(), [{ component: 'acme' }]),
      'integrations[0].configVars[0].key',
      'missing',
    ],
    [
      'two variables of one stable key',
      aConfig(anOAuthConnection(), { a: { component: 'acme', stableKey: 's' }, b: { component: 'acme', stableKey: 's' } }, []),
      'integrations[0].configVars.b.stableKey',
      'duplicate_key',
    ],
    [
      'a step that could use either of two variables',
      aConfig(anOAuthConnection(), { a: { component: 'acme' }, b: { component: 'acme' } }),
      'integrations[0].steps[0].configVar',
      'ambiguous_config_var',
    ],
    [
      'a step that names an unknown variable',
      aConfig(anOAuthConnection(), {}, [{ key: 's', component: 'acme', action: 'a', configVar: 'x' }]),
      'integrations[0].steps[0].configVar',
      'unknown_config_var',
    ],
    [
      'a step of an unknown component',
      aConfig(anOAuthConnection(), {}, [{ key: 's', component: 'acne', action: 'a' }]),
      'integrations[0].steps[0].component',
      'unknown_component',
    ],
    [
      'two steps of one key',
      aConfig(anOAuthConnection(), {}, [
        { key: 's', component: 'acme', action: 'a' },
        { key: 's', component: 'acme', action: 'b' },
      ]),
      'integrations[0].steps[1].key',
      'duplicate_key',
    ],
  ];
  for (const [name, config, path, code] of cases) {
    it(`is told by its path: ${name}`, () => {
      const [fault] = faultsOf(config);
      assert.deepEqual({ path: fault?.path, code: fault?.code }, { path, code });
      assert.match(fault?.message ?? '', /^[A-Z].{10,}\.$/s);
    });
  }

  it('tells all its faults at once, in order', () => {
    const faults = faultsOf(
      aConfig(anOAuthConnection({ inputs: { tokenUrl: { default: 'ftp://x' } } }), {
        acme: { component: 'acme', inputs: { nope: {} } },
      }),
    );
    assert.deepEqual(
      faults.map(({ code }) => code),
      ['invalid_url', 'unknown_input'],
    );
  });

  it('never repeats a value, which may be a secret', () => {
    const secret = 'hunter2-s3cret';
    const faults = faultsOf(
      aConfig(anOAuthConnection({ oauth2Type: secret, inputs: { clientSecret: { type: secret, default: { secret } } } }), {
        acme: { component: 'acme', inputs: { clientSecret: { value: { secret }, visibility: secret } } },
      }),
    );
    assert.ok(faults.length > 1);
    assert.doesNotMatch(JSON.stringify(faults), /s3cret/);
  });

  it('is one error whose message has a line per fault', () => {
    assert.throws(
      () => parseConfig({ components: [{}], integrations: [{}] }),
      (error) =>
        error instanceof DefinitionError && error.message.split('\n').length === error.faults.length && error.code === 'missing',
    );
  });
});
