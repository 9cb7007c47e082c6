import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { catalog, provider } from '../../server/catalog/index.ts';
import { effectiveValues, parseConfig, resolveOAuth } from '../../server/definitions/index.ts';
import { slotKeys } from '../../server/definitions/template.ts';

describe('the catalog', () => {
  it('has one entry a file, each under its file’s name', () => {
    const files = readdirSync(join(import.meta.dirname, '../../server/catalog'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((name) => name !== 'index' && name !== 'provider');
    assert.deepEqual([...catalog.keys()].sort(), files.sort());
  });

  it('finds an entry by key', () => {
    assert.equal(provider('slack')?.label, 'Slack');
    assert.equal(provider('toString'), undefined);
  });

  for (const [key, entry] of catalog) {
    it(`makes a working client of ${key} with a client ID, a secret and the tenant’s name`, () => {
      const slots = [entry.authorize.url, entry.token.url, entry.revoke?.url].flatMap((url) => slotKeys(url ?? ''));
      const tenant = slots.filter((slot) => slot !== 'clientId');
      const inputs = Object.fromEntries(tenant.map((slot) => [slot, { label: slot, required: true }]));
      const config = {
        components: [{ key, connections: [{ key, oauth2Type: 'authorization_code', provider: key, inputs }] }],
        integrations: [{ key: 'sync', name: 'Sync', steps: [{ key: 's', component: key, action: 'a' }] }],
      };
      const configVar = parseConfig(config).integrations.get('sync')?.configVars.get(key);
      assert.ok(configVar);
      const stored = new Map([
        ['clientId', 'id'],
        ['clientSecret', 'secret'],
        ...tenant.map((slot): [string, string] => [slot, 'harbor']),
      ]);
      const resolved = resolveOAuth(configVar, effectiveValues(configVar, stored));
      assert.ok(resolved.ok);
      for (const url of [resolved.client.authorizeUrl, resolved.client.tokenUrl, resolved.client.revokeUrl]) {
        if (url !== undefined) assert.equal(new URL(url).protocol, 'https:');
      }
    });

    it(`says where the facts about ${key} come from`, () => {
      assert.ok(Date.parse(entry.docs.checked) <= Date.parse('2026-11-23'));
      assert.equal(new URL(entry.docs.url).protocol, 'https:');
    });
  }

  it('knows the deviations that matter most', () => {
    assert.deepEqual(provider('slack')?.token.answer.errorWhen, { member: 'ok', equals: false, codeFrom: 'error' });
    assert.equal(provider('slack')?.authorize.pkce, 'none');
    assert.equal(provider('github')?.revoke?.method, 'DELETE');
    assert.deepEqual(provider('google')?.authorize.params, { access_type: 'offline', prompt: 'consent' });
    assert.deepEqual(provider('quickbooks')?.callback.keep, ['realmId']);
    assert.equal(provider('microsoft')?.revoke, undefined);
  });
});
