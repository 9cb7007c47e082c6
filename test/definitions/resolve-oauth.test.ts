import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldValue } from '../../server/contract/index.ts';
import { effectiveValues, resolveOAuth, resolveTestRequest, type ResolvedOAuth } from '../../server/definitions/index.ts';
import { aConfig, aConfigVar, aFieldsConnection, anOAuthConnection, faultsOf, oauthInputs, vendorClient } from './a-config.ts';

function resolve(
  connection: unknown,
  placements: Record<string, unknown> = vendorClient,
  stored: Record<string, FieldValue> = {},
) {
  const configVar = aConfigVar(connection, placements);
  return resolveOAuth(configVar, effectiveValues(configVar, new Map(Object.entries(stored))));
}

function clientOf(...args: Parameters<typeof resolve>): ResolvedOAuth {
  const resolved = resolve(...args);
  assert.ok(resolved.ok, JSON.stringify(resolved));
  return resolved.client;
}

describe('resolveOAuth', () => {
  it('gives the whole client, with standard facts by default', () => {
    const client = clientOf(anOAuthConnection());
    assert.equal(client.authorizeUrl, 'https://auth.acme.example/authorize');
    assert.equal(client.refreshUrl, client.tokenUrl);
    assert.equal(client.revokeUrl, undefined);
    assert.equal(client.clientSecret, 'vendor-secret');
    assert.deepEqual(client.scopes, ['read', 'write']);
    assert.equal(client.provider.authorize.pkce, 'S256');
    assert.equal(client.provider.refresh.rotation, 'rotating_strict');
    assert.match(client.fingerprint, /^[0-9a-f]{64}$/);
  });

  it('takes the definition’s PKCE method over the provider’s', () => {
    assert.equal(clientOf(anOAuthConnection({ provider: 'slack' })).provider.authorize.pkce, 'none');
    assert.equal(clientOf(anOAuthConnection({ provider: 'slack', oauth2PkceMethod: 'S256' })).provider.authorize.pkce, 'S256');
  });

  it('keeps the parameters in an authorize URL', () => {
    const authorizeUrl = { default: 'https://auth.acme.example/authorize?access_type=offline&user_scope=a%20b' };
    assert.equal(clientOf(anOAuthConnection({ inputs: { authorizeUrl } })).authorizeUrl, authorizeUrl.default);
  });

  it('takes addresses from the catalog where the definition has none', () => {
    const client = clientOf(
      { key: 'zd', oauth2Type: 'authorization_code', provider: 'zendesk', inputs: { subdomain: { required: true } } },
      vendorClient,
      {
        subdomain: 'harbor',
      },
    );
    assert.equal(client.tokenUrl, 'https://harbor.zendesk.com/oauth/tokens');
    assert.equal(client.provider.token.body, 'json');
  });

  it('fills the client ID into GitHub’s revocation address', () => {
    const client = clientOf({ key: 'gh', oauth2Type: 'authorization_code', provider: 'github', inputs: {} });
    assert.equal(client.revokeUrl, 'https://api.github.com/applications/vendor-client/grant');
  });

  it('overlays a catalog entry, and removes facts with null', () => {
    const provider = { extends: 'slack', revoke: null, token: { clientAuth: 'basic' } };
    const client = clientOf(anOAuthConnection({ provider }));
    assert.equal(client.provider.token.clientAuth, 'basic');
    assert.equal(client.provider.token.answer.errorWhen?.member, 'ok');
    assert.equal(client.provider.revoke, undefined);
    assert.equal(client.revokeUrl, undefined);
  });

  it('does not borrow from the catalog because of a like-named key', () => {
    const client = clientOf(anOAuthConnection({ provider: { key: 'slack', label: 'Our Slack' } }));
    assert.equal(client.provider.label, 'Our Slack');
    assert.equal(client.provider.revoke, undefined);
  });

  it('separates scopes at blanks, and at commas where the provider does', () => {
    const scopes = { default: ' a,b  c a ' };
    assert.deepEqual(clientOf(anOAuthConnection({ inputs: { scopes } })).scopes, ['a,b', 'c', 'a']);
    assert.deepEqual(clientOf(anOAuthConnection({ provider: 'slack', inputs: { scopes } })).scopes, ['a', 'b', 'c']);
  });

  it('tells what is missing', () => {
    assert.deepEqual(resolve(anOAuthConnection(), {}), { ok: false, missing: ['clientId', 'clientSecret'] });
    const shop = { shop: {}, tokenUrl: { type: 'template', templateValue: 'https://{{#shop}}.acme.example/token' } };
    assert.deepEqual(resolve(anOAuthConnection({ inputs: shop })), { ok: false, missing: ['shop'] });
  });

  it('does without a secret for a public client', () => {
    const connection = anOAuthConnection({ inputs: { clientSecret: { type: 'password' } } });
    assert.equal(clientOf(connection, { clientId: { value: 'id' } }).clientSecret, undefined);
  });

  it('needs a secret for client credentials', () => {
    const { authorizeUrl: _none, ...inputs } = oauthInputs;
    const connection = { key: 'cc', oauth2Type: 'client_credentials', inputs: { ...inputs, clientSecret: { type: 'password' } } };
    assert.deepEqual(resolve(connection, { clientId: { value: 'id' } }), { ok: false, missing: ['clientSecret'] });
    assert.equal(clientOf(connection).authorizeUrl, undefined);
  });

  it('T04: names the value that does not fit', () => {
    const shop = { shop: {}, tokenUrl: { type: 'template', templateValue: 'https://{{#shop}}.acme.example/token' } };
    assert.deepEqual(resolve(anOAuthConnection({ inputs: shop }), vendorClient, { shop: 'evil.example/' }), {
      ok: false,
      invalid: { key: 'shop', code: 'invalid_host' },
    });
  });

  it('T04: holds a customer to the choices even when something else is stored', () => {
    const tokenUrl = { label: 'Region', default: '', model: [{ label: 'EU', value: 'https://eu.acme.example/token' }] };
    const connection = anOAuthConnection({ inputs: { tokenUrl } });
    assert.equal(
      clientOf(connection, vendorClient, { tokenUrl: 'https://eu.acme.example/token' }).tokenUrl,
      'https://eu.acme.example/token',
    );
    assert.deepEqual(resolve(connection, vendorClient, { tokenUrl: 'https://evil.example/token' }), {
      ok: false,
      invalid: { key: 'tokenUrl', code: 'not_a_choice' },
    });
  });

  const headerAttacks: readonly (readonly [string, string])[] = [
    ['X-Api', 'a\r\nHost: evil'],
    ['X Api', 'a'],
    ['', 'a'],
    ['Host', 'evil.example'],
    ['content-length', '0'],
    ['X-Api', '\u2603'],
  ];
  for (const [key, value] of headerAttacks) {
    it(`refuses the header ${JSON.stringify(`${key}: ${value}`)}`, () => {
      const headers = { collection: 'keyvaluelist', type: 'text', label: 'Headers' };
      assert.deepEqual(resolve(anOAuthConnection({ inputs: { headers } }), vendorClient, { headers: [{ key, value }] }), {
        ok: false,
        invalid: { key: 'headers', code: 'wrong_shape' },
      });
    });
  }
});

describe('an address to push requests to', () => {
  it('comes from the provider’s facts or an input', () => {
    const pushedUrl = 'https://auth.acme.example/push';
    assert.equal(clientOf(anOAuthConnection({ provider: { authorize: { pushedUrl } } })).pushedUrl, pushedUrl);
    assert.equal(clientOf(anOAuthConnection({ inputs: { pushedUrl: { default: pushedUrl } } })).pushedUrl, pushedUrl);
    assert.equal(clientOf(anOAuthConnection()).pushedUrl, undefined);
  });

  it('must be known where nothing else is taken', () => {
    const provider = { authorize: { requirePushed: true } };
    assert.equal(faultsOf(aConfig(anOAuthConnection({ provider })))[0]?.code, 'missing');
  });

  it('T04: is no customer’s to choose while the secret is the vendor’s', () => {
    const config = aConfig(anOAuthConnection({ inputs: { pushedUrl: { label: 'Push URL' } } }), {
      acme: { component: 'acme', inputs: vendorClient },
    });
    assert.equal(faultsOf(config)[0]?.code, 'unsafe_url');
  });
});

describe('the fingerprint', () => {
  const base = clientOf(anOAuthConnection()).fingerprint;
  it('is the same for the same settings', () => {
    assert.equal(clientOf(anOAuthConnection()).fingerprint, base);
  });
  const changes: readonly [name: string, connection: unknown, placements?: Record<string, unknown>][] = [
    ['the authorize URL', anOAuthConnection({ inputs: { authorizeUrl: { default: 'https://auth.acme.example/other' } } })],
    ['the token URL', anOAuthConnection({ inputs: { tokenUrl: { default: 'https://auth.acme.example/other' } } })],
    ['the refresh URL', anOAuthConnection({ inputs: { refreshUrl: { default: 'https://auth.acme.example/refresh' } } })],
    ['the revoke URL', anOAuthConnection({ inputs: { revokeUrl: { default: 'https://auth.acme.example/revoke' } } })],
    ['the scopes', anOAuthConnection({ inputs: { scopes: { default: 'read' } } })],
    ['the client ID', anOAuthConnection(), { ...vendorClient, clientId: { value: 'other' } }],
    ['the client secret', anOAuthConnection(), { ...vendorClient, clientSecret: { value: 'other' } }],
    ['the client authentication', anOAuthConnection({ provider: { token: { clientAuth: 'basic' } } })],
    [
      'the address requests are pushed to',
      anOAuthConnection({ inputs: { pushedUrl: { default: 'https://auth.acme.example/push' } } }),
    ],
    ['keys that tokens are bound to', anOAuthConnection({ provider: { dpop: true } })],
    ['PKCE', anOAuthConnection({ provider: { authorize: { pkce: 'none' } } })],
  ];
  for (const [name, connection, placements] of changes) {
    it(`changes with ${name}`, () => {
      assert.notEqual(clientOf(connection, placements ?? vendorClient).fingerprint, base);
    });
  }
});

describe('who decides where the client secret goes', () => {
  const at = 'integrations[0].configVars.acme';
  const template = (text: string) => ({ type: 'template', templateValue: text });
  const origin = { baseUrl: { label: 'Address' }, tokenUrl: template('{{#baseUrl}}/token') };
  const customers = {};

  const refused: readonly [name: string, connection: unknown, placements: Record<string, unknown>][] = [
    ['a token URL that customers type', anOAuthConnection(), { ...vendorClient, tokenUrl: { visibility: 'customer' } }],
    ['a token URL nobody filled in', anOAuthConnection({ inputs: { tokenUrl: { label: 'Token URL' } } }), vendorClient],
    ['a revoke URL that customers type', anOAuthConnection({ inputs: { revokeUrl: { label: 'Revoke URL' } } }), vendorClient],
    ['a refresh URL that customers type', anOAuthConnection({ inputs: { refreshUrl: { label: 'Refresh URL' } } }), vendorClient],
    ['an origin that customers type', anOAuthConnection({ inputs: origin }), vendorClient],
    [
      'a whole host that customers type',
      anOAuthConnection({ inputs: { ...origin, tokenUrl: template('https://{{#baseUrl}}/token') } }),
      vendorClient,
    ],
    [
      'a domain under .com',
      anOAuthConnection({ inputs: { ...origin, tokenUrl: template('https://{{#baseUrl}}.com/token') } }),
      vendorClient,
    ],
    [
      'a default client secret and an origin that customers type',
      anOAuthConnection({ inputs: { ...origin, clientSecret: { type: 'password', default: 'from-the-author' } } }),
      customers,
    ],
    [
      'an embedded client secret and an origin that customers type',
      anOAuthConnection({ inputs: origin }),
      { clientSecret: { visibility: 'embedded' } },
    ],
  ];
  for (const [name, connection, placements] of refused) {
    it(`T04: refuses, when the secret is the vendor's, ${name}`, () => {
      const [fault] = faultsOf(aConfig(connection, { acme: { component: 'acme', inputs: placements } }));
      assert.deepEqual({ path: fault?.path, code: fault?.code }, { path: at, code: 'unsafe_url' });
    });
  }

  const allowed: readonly [name: string, connection: unknown, placements: Record<string, unknown>][] = [
    ['a customer who brings the whole client', anOAuthConnection({ inputs: origin }), customers],
    [
      'a choice of origins',
      anOAuthConnection({ inputs: { ...origin, baseUrl: { model: [{ label: 'EU', value: 'https://eu.acme.example' }] } } }),
      vendorClient,
    ],
    [
      'a choice of token URLs',
      anOAuthConnection({ inputs: { tokenUrl: { model: [{ label: 'EU', value: 'https://eu.acme.example' }] } } }),
      vendorClient,
    ],
    [
      'an origin with a promised suffix',
      anOAuthConnection({ inputs: { ...origin, baseUrl: { hostSuffix: '.acme.example' } } }),
      vendorClient,
    ],
    [
      'an origin that the vendor’s backend sets',
      anOAuthConnection({ inputs: origin }),
      { ...vendorClient, baseUrl: { visibility: 'embedded' } },
    ],
    [
      'one label of a fixed host',
      anOAuthConnection({ inputs: { shop: {}, tokenUrl: template('https://{{#shop}}.acme.example/token') } }),
      vendorClient,
    ],
  ];
  for (const [name, connection, placements] of allowed) {
    it(`allows ${name}`, () => {
      assert.ok(aConfigVar(connection, placements));
    });
  }

  it('T04: also refuses it for the variable that a step makes by itself', () => {
    const connection = anOAuthConnection({
      inputs: { ...origin, clientSecret: { type: 'password', default: 'from-the-author' } },
    });
    assert.equal(faultsOf(aConfig(connection))[0]?.code, 'unsafe_url');
  });

  it('T04: refuses a test that would take the access token to a host customers type', () => {
    const connection = anOAuthConnection({ inputs: { api: {} }, test: { url: '{{#api}}/me' } });
    assert.deepEqual(faultsOf(aConfig(connection, { acme: { component: 'acme', inputs: vendorClient } }))[0]?.path, `${at}.test`);
  });

  it('T04: refuses a test that would take the vendor’s key to a host customers type', () => {
    const connection = aFieldsConnection(
      { host: {}, key: { type: 'password' } },
      { test: { url: '{{#host}}/me', headers: { 'x-key': '{{#key}}' } } },
    );
    const config = aConfig(connection, { acme: { component: 'acme', inputs: { key: { value: 'vendors' } } } });
    assert.equal(faultsOf(config)[0]?.code, 'unsafe_url');
    assert.ok(aConfigVar(connection));
  });
});

describe('resolveTestRequest', () => {
  const connection = aFieldsConnection(
    { host: {}, key: { type: 'password' }, api: { type: 'template', templateValue: '{{#host}}/api' } },
    { test: { url: '{{#api}}/me', headers: { authorization: 'Token {{#key}}' }, failWhen: { member: 'ok', equals: false } } },
  );
  const request = (stored: Record<string, string>) => {
    const configVar = aConfigVar(connection);
    return resolveTestRequest(configVar, effectiveValues(configVar, new Map(Object.entries(stored))));
  };

  it('fills address and headers, templates too', () => {
    assert.deepEqual(request({ host: 'https://erp.customer.example', key: 'k' }), {
      method: 'GET',
      url: 'https://erp.customer.example/api/me',
      headers: { authorization: 'Token k' },
    });
  });
  it('is nothing while a value is missing', () => {
    assert.equal(request({ host: 'https://erp.customer.example' }), undefined);
  });
  it('F07: is nothing for an address that must not be called', () => {
    for (const host of ['http://erp.customer.example', 'ftp://x.example', 'https://user@x.example', 'https://x.example/#']) {
      assert.equal(request({ host, key: 'k' }), undefined);
    }
  });
  it('is nothing for a header that would split the request', () => {
    assert.equal(request({ host: 'https://erp.customer.example', key: 'k\r\nx: y' }), undefined);
  });
  it('is nothing when none is declared', () => {
    const configVar = aConfigVar(aFieldsConnection({}));
    assert.equal(resolveTestRequest(configVar, new Map()), undefined);
  });
});
