import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiAccess, DefinitionError, effectiveValues, parseConfig } from '../../server/definitions/index.ts';

/** The config variable of one connection with these facts and inputs. */
function configVarOf(provider: unknown, inputs: Record<string, object> = {}) {
  const connections = [{ key: 'app', oauth2Type: 'authorization_code', provider, inputs }];
  const integrations = [{ key: 'sync', name: 'Sync', steps: [{ key: 's', component: 'app', action: 'a' }] }];
  const configVar = parseConfig({ components: [{ key: 'app', connections }], integrations })
    .integrations.get('sync')
    ?.configVars.get('app');
  assert.ok(configVar);
  return configVar;
}

function hostsOf(provider: unknown, { inputs = {}, stored = {}, kept = {} } = {}) {
  const configVar = configVarOf(provider, inputs);
  return apiAccess(configVar, effectiveValues(configVar, new Map(Object.entries(stored))), kept).hosts;
}

const shop = { shop: { label: 'Shop', required: true } };

describe('where a token may be sent', () => {
  it('is the token endpoint’s origin and what the facts add', () => {
    assert.deepEqual(hostsOf('google'), ['.googleapis.com', 'https://oauth2.googleapis.com']);
    assert.deepEqual(hostsOf('github'), ['https://api.github.com', 'https://uploads.github.com', 'https://github.com']);
  });

  it('is the customer’s own host where a slot names it', () => {
    assert.deepEqual(hostsOf('shopify', { inputs: shop, stored: { shop: 'harbor' } }), ['https://harbor.myshopify.com']);
    assert.deepEqual(hostsOf('shopify', { inputs: shop }), []);
  });

  it('is the address that the provider gave for this account, and no other value that it gave', () => {
    const kept = { instance_url: 'https://harbor.my.salesforce.com', id: 'https://evil.example/id' };
    assert.deepEqual(hostsOf('salesforce', { kept }), ['https://login.salesforce.com', 'https://harbor.my.salesforce.com']);
    assert.deepEqual(hostsOf('pipedrive', { kept: { api_domain: 'https://harbor.pipedrive.com' } }).slice(1), [
      'https://harbor.pipedrive.com',
    ]);
  });

  it('is the server a customer named, where it is found out about', () => {
    const stored = { serverUrl: 'https://mcp.harbor.example/sse' };
    assert.deepEqual(hostsOf({ discovery: {} }, { stored }), ['https://mcp.harbor.example']);
  });

  it('is never a host that a customer can type, unless the token comes from there', () => {
    const facts = (host: string) => ({
      authorize: { url: 'https://app.example/authorize' },
      token: { url: 'https://app.example/token' },
      api: { hosts: [host] },
    });
    const typed = { host: { label: 'Host', required: true } };
    assert.throws(() => configVarOf(facts('https://{{#host}}'), typed), DefinitionError);
    assert.ok(configVarOf(facts('https://{{#host}}.app.example'), typed));
    assert.throws(() => configVarOf(facts('https://{{#other}}.app.example'), typed), DefinitionError);
  });

  it('says how the token is carried: Shopify and Amazon have a header of their own, Zoho a word', () => {
    const configVar = configVarOf('shopify', shop);
    const { header, scheme } = apiAccess(configVar, new Map(), {});
    assert.deepEqual([header, scheme], ['x-shopify-access-token', '']);
    assert.equal(
      apiAccess(configVarOf('zoho', { dataCenter: { label: 'x', model: [{ label: 'com', value: 'com' }] } }), new Map(), {})
        .scheme,
      'Zoho-oauthtoken',
    );
  });
});
