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
      const addresses = [entry.authorize.url, entry.token.url, entry.refresh.url, entry.revoke?.url, entry.afterConnect?.url];
      const slots = [...new Set(addresses.flatMap((url) => slotKeys(url ?? '')))];
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
      const { authorizeUrl, tokenUrl, refreshUrl, revokeUrl, afterConnectUrl } = resolved.client;
      for (const url of [authorizeUrl, tokenUrl, refreshUrl, revokeUrl, afterConnectUrl]) {
        if (url !== undefined) assert.equal(new URL(url).protocol, 'https:');
      }
      assert.ok(authorizeUrl !== undefined);
      assert.equal(revokeUrl !== undefined, entry.revoke !== undefined);
      assert.equal(afterConnectUrl !== undefined, entry.afterConnect !== undefined);
    });

    it(`says of ${key} nothing that contradicts itself`, () => {
      const kept = [...entry.callback.keep, ...entry.token.answer.keep, ...Object.keys(entry.afterConnect?.keep ?? {})];
      for (const name of [entry.accountId, entry.accountLabel]) {
        if (name !== undefined) assert.ok(kept.includes(name.split('.')[0] ?? ''), `${name} is not kept`);
      }
      for (const name of Object.keys(entry.addresses)) assert.ok(kept.includes(name), `${name} is not kept`);
      assert.ok(entry.refresh.graceSeconds === undefined || entry.refresh.rotation === 'rotating_grace');
      if (entry.revoke?.tokenIn === 'bearer' || entry.revoke?.tokenIn === 'header') {
        assert.deepEqual(entry.revoke.tokens, ['access_token'], 'a refresh token is no proof of who asks');
      }
    });

    it(`says where the facts about ${key} come from`, () => {
      const { checked } = entry.docs;
      assert.ok(checked === undefined || Date.parse(checked) <= Date.now());
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
