import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectionServerError, type Client } from 'connection-config/client';
import { createHost } from '../../demo/host/app.ts';
import { readDemoSettings } from '../../demo/settings.ts';

const settings = readDemoSettings({});
const steps = [
  { key: 'post-deal-updates', name: 'Post deal updates', configVar: 'slack' },
  { key: 'sync-invoices', name: 'Sync invoices', configVar: 'acme-erp' },
  { key: 'read-calendars', name: 'Read calendars', configVar: 'google' },
];

/** A client whose connections answer, are not set up, and are red. */
function aClient(asked: unknown[]): Pick<Client, 'createSession' | 'use'> {
  const refuse = (code: string, message: string) => Promise.reject(new ConnectionServerError(code, message));
  return {
    createSession: async (request) => {
      asked.push(request);
      return { token: 'a session token', expiresAt: '2027-01-01T00:00:00Z', instanceId: 'ins_1' };
    },
    use: async (ref) => {
      asked.push(ref);
      if ('configVar' in ref && ref.configVar === 'acme-erp') return refuse('not_configured', 'Nothing there.');
      if ('configVar' in ref && ref.configVar === 'google') return refuse('reauth_required', 'Press CONNECT to sign in again.');
      return 'Posted.' as never;
    },
  };
}

function aHost(asked: unknown[] = []) {
  const integration = { key: 'crm-sync', name: 'CRM sync', description: 'Keeps things in step.', steps };
  return createHost({ settings, client: aClient(asked), integration, revokeAcme: () => 2 });
}

const fromThePage = { method: 'POST', headers: { origin: settings.urls.host } };
const send = (path: string, init?: RequestInit) => aHost().request(`${settings.urls.host}${path}`, init);

describe('the page of Ledgerline CRM', () => {
  it('allows its own scripts by a nonce that is new each time, and no other', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const response = await send('/');
        const nonce = /script-src 'nonce-([\w-]+)';/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
        const scripts = (await response.text()).match(/<script [^>]+>/g) ?? [];
        assert.equal(scripts.length, 2);
        for (const script of scripts) assert.ok(script.includes(`nonce="${nonce}"`));
        return nonce;
      }),
    );
    assert.notEqual(nonces[0], nonces[1]);
  });

  it('hands theme, locale and config variable to the tag', async () => {
    const text = await (await send('/?theme=dark&locale=de&config-var=slack')).text();
    assert.match(text, /theme="dark"\s+locale="de"\s+config-var="slack"/);
  });

  it('escapes what the address says', async () => {
    const text = await (await send(`/?theme=pink&locale="><b>&config-var=${encodeURIComponent('"><script>')}`)).text();
    assert.match(text, /theme="auto"/);
    assert.doesNotMatch(text, /locale=|"><b>|"><script>/);
  });
});

describe('the backend of Ledgerline CRM', () => {
  it('opens a session for the customer it knows, as plain text that is not cached', async () => {
    const asked: unknown[] = [];
    const response = await aHost(asked).request(`${settings.urls.host}/my-backend/session`, fromThePage);
    assert.equal(await response.text(), 'a session token');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(asked, [
      {
        customer: { id: 'cus_brightwater', name: 'Brightwater Goods' },
        user: { id: 'usr_workspace_admin', name: 'Workspace admin' },
        integration: 'crm-sync',
      },
    ]);
  });

  it('reports each step: done, not connected, or failed with what to do', async () => {
    const results = (await (await send('/my-backend/run', fromThePage)).json()) as unknown;
    assert.deepEqual(results, [
      { step: 'post-deal-updates', name: 'Post deal updates', outcome: 'succeeded', message: 'Posted.' },
      { step: 'sync-invoices', name: 'Sync invoices', outcome: 'skipped', message: 'Not connected.' },
      { step: 'read-calendars', name: 'Read calendars', outcome: 'failed', message: 'Press CONNECT to sign in again.' },
    ]);
  });

  it('says how many grants it took away at Acme ERP', async () => {
    assert.deepEqual(await (await send('/my-backend/revoke-acme', fromThePage)).json(), { revoked: 2 });
  });

  it('does nothing for a form on a foreign page', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'text/plain' };
    for (const path of ['/my-backend/session', '/my-backend/run', '/my-backend/revoke-acme']) {
      assert.equal((await send(path, { method: 'POST', headers })).status, 403);
    }
  });
});
