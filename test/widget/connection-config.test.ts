import { assert, expect } from '@open-wc/testing';
import type { Connection, Snapshot } from '#contract';
import { de } from '../../widget/translations/de.ts';
import { ar } from '../../widget/translations/ar.ts';
import { en as first } from '../../widget/translations/en.ts';
import { enOnDemand } from '../../widget/translations/en-on-demand.ts';
import { expectAccessible, mountTag, until } from '../support/mount-tag.ts';
import {
  aConnectedConnection,
  aConnection,
  aFieldsConnection,
  aLogEntry,
  problem,
  WidgetServer,
} from '../support/widget-server.ts';

const en = { ...first, ...enOnDemand };
const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

const broken = () =>
  aConnectedConnection({
    configVar: 'salesforce',
    label: 'Salesforce',
    status: 'error',
    reason: 'reauth_required',
    component: { key: 'sf', label: 'Salesforce' },
  });

describe('<connection-config>', () => {
  describe('accessibility', () => {
    for (const theme of ['light', 'dark'] as const) {
      it(`has no fault that axe can find, in ${theme}`, async () => {
        const server = new WidgetServer([
          aConnectedConnection(),
          aConnection({ configVar: 'github' }),
          broken(),
          aFieldsConnection(),
        ]);
        const { tag, part } = await mountTag(server, { theme, confirmDisconnect: true });
        tag.parentElement!.style.colorScheme = theme;
        part('disconnect-button', 'slack').click();
        part('save-button', 's3').click();
        await until(() => part('confirmation', 'slack') && part('error', 's3'));
        await expectAccessible(tag);
      });
    }

    it('names its buttons by what they act on', async () => {
      const { part } = await mountTag(new WidgetServer([aConnection()]));
      assert.equal(part('connect-button').getAttribute('aria-label'), 'Connect Slack');
      assert.equal(part('logs-button').getAttribute('aria-label'), 'Log of Slack');
    });
  });

  describe('first paint', () => {
    it('asks once, with the session token and without cookies', async () => {
      const server = new WidgetServer();
      await mountTag(server);
      assert.deepEqual(
        server.requests.map(({ method, path }) => `${method} ${path}`),
        ['GET /widget/v1/integrations/crm-sync'],
      );
      assert.equal(server.requests[0]!.headers.get('authorization'), 'Bearer token_1');
      assert.equal(server.requests[0]!.credentials, 'omit');
    });

    it('shows each connection with its key and status', async () => {
      const { card } = await mountTag(new WidgetServer([aConnectedConnection(), broken()]));
      assert.equal(card('slack').dataset['status'], 'active');
      assert.equal(card('salesforce').dataset['status'], 'error');
      expect(card('salesforce').textContent).to.contain('Salesforce no longer accepts this connection');
    });

    it('has a main button only where there is one thing to do: a single connection, a form, something wrong', async () => {
      const looks = async (connections: Connection[], configVar = ''): Promise<string[]> => {
        const { parts } = await mountTag(new WidgetServer(connections), { configVar });
        const names = parts('connect-button').map(
          (button) => button.closest<HTMLElement>('[data-config-var]')!.dataset['configVar'],
        );
        return parts('connect-button').map((button, index) => `${names[index]} ${button.dataset['look']}`);
      };
      const form = { fields: aFieldsConnection().fields };
      const zoom = aConnection({ configVar: 'zoom', ...form });
      assert.deepEqual(await looks([aConnection(), zoom, broken()]), ['slack secondary', 'zoom primary', 'salesforce primary']);
      assert.deepEqual(await looks([aConnection()]), ['slack primary']);
      assert.deepEqual(await looks([aConnection(), broken()], 'slack'), ['slack primary']);
    });

    it('keeps the words of a button together on a phone, where there is room for them', async () => {
      const { tag, part } = await mountTag(new WidgetServer([broken()]), { locale: 'de', configVar: 'salesforce' });
      tag.parentElement!.style.inlineSize = '288px';
      await until(() => part('connect-button').textContent.trim() === de.reconnect);
      assert.equal(part('connect-button').offsetHeight, part('disconnect-button').offsetHeight);
    });

    it('shows only the connection it is asked for', async () => {
      const { parts } = await mountTag(new WidgetServer([aConnection(), broken()]), { configVar: 'salesforce' });
      assert.deepEqual(
        parts('connection').map(({ dataset }) => dataset['configVar']),
        ['salesforce'],
      );
    });

    it('shows a skeleton until the answer is there', async () => {
      const server = new WidgetServer();
      server.answer('GET /integrations/*', () => new Promise(() => {}));
      const { tag } = await mountTag(server, { ready: false });
      await until(() => tag.renderRoot.querySelector('.skeleton'));
      assert.equal(tag.renderRoot.querySelector('[role=status]')!.textContent, 'Loading connections…');
    });

    it('leaves its place empty for the moment that a quick answer takes', async () => {
      const { tag } = await mountTag(new WidgetServer(), { ready: false });
      await tag.updateComplete;
      assert.equal(tag.renderRoot.querySelector('.skeleton'), null);
    });

    it('is complete also where the browser draws nothing, as under another window', async () => {
      const drawing = window.requestAnimationFrame;
      window.requestAnimationFrame = () => 0;
      try {
        const { tag } = await mountTag(new WidgetServer());
        assert.isTrue(tag.matches(':state(complete)'));
      } finally {
        window.requestAnimationFrame = drawing;
      }
    });

    it('says that there is nothing to connect', async () => {
      const { part } = await mountTag(new WidgetServer([]));
      assert.equal(part('message').textContent, 'This integration needs no connections.');
    });

    it('tells the page with ids and statuses only', async () => {
      const server = new WidgetServer([broken()]);
      const { told } = await mountTag(server, { ready: false });
      const { detail } = await told('connection-ready');
      assert.deepEqual(detail, {
        integration: 'crm-sync',
        connections: [{ id: 'con_salesforce', configVar: 'salesforce', status: 'error' }],
      });
    });
  });

  describe('with a snapshot from the page’s backend', () => {
    const handed = (server: WidgetServer) => ({ token: ' token_1\n', snapshot: structuredClone(server.snapshot) });
    /** The title that is shown at each question to the server. */
    const titlesWhenAsked = (server: WidgetServer): unknown[] => {
      const titles: unknown[] = [];
      server.answer('GET /integrations/*', () => {
        titles.push(document.querySelector('connection-config')!.renderRoot.querySelector('.title')?.textContent);
        return server.snapshot;
      });
      return titles;
    };

    it('shows the connections before it asks for anything, and asks once they are there', async () => {
      const server = new WidgetServer();
      const session = handed(server);
      const titles = titlesWhenAsked(server);
      await mountTag(server, { getSession: () => Promise.resolve(session) });
      await until(() => server.requests.length === 1);
      assert.deepEqual(titles, ['Slack']);
      assert.equal(server.requests[0]!.headers.get('authorization'), 'Bearer token_1');
    });

    it('takes what has changed since from the server, and tells the page of it', async () => {
      const server = new WidgetServer();
      const session = handed(server);
      server.connected();
      const { card, told } = await mountTag(server, { getSession: () => Promise.resolve(session) });
      const { detail } = await told('connection-status');
      assert.deepEqual([detail.previous, detail.status], ['not_configured', 'configured']);
      await until(() => card('slack').dataset['status'] === 'configured');
    });

    it('keeps it, and says nothing, while the server cannot be reached', async () => {
      const server = new WidgetServer();
      server.answer('GET /integrations/*', () => Promise.reject(new TypeError('Failed to fetch')));
      const session = handed(server);
      const { tag, part } = await mountTag(server, { getSession: () => Promise.resolve(session) });
      await until(() => server.requests.length === 1);
      await tag.updateComplete;
      assert.equal(part('title').textContent, 'Slack');
      assert.equal(tag.renderRoot.querySelector('.banner'), null);
    });

    it('asks the server when it is loaded again', async () => {
      const server = new WidgetServer();
      const session = handed(server);
      const { tag } = await mountTag(server, { getSession: () => Promise.resolve(session) });
      await until(() => server.requests.length === 1);
      await tag.reload();
      assert.equal(server.requests.length, 2);
    });

    const useless: readonly (readonly [string, (server: WidgetServer) => unknown])[] = [
      ['of another integration', ({ snapshot }) => ({ ...snapshot, integration: { key: 'other', name: 'Other' } })],
      ['that is none', () => ({ integration: { key: 'crm-sync' }, permissions: [], connections: [{ id: 'con_1' }] })],
      ['that is not there', () => undefined],
    ];
    for (const [which, make] of useless) {
      it(`asks the server first instead of showing one ${which}`, async () => {
        const server = new WidgetServer();
        const session = { token: 'token_1', snapshot: make(server) as Snapshot };
        const titles = titlesWhenAsked(server);
        const { part } = await mountTag(server, { getSession: () => Promise.resolve(session) });
        assert.equal(part('title').textContent, 'Slack');
        assert.deepEqual(titles, [undefined]);
      });
    }

    it('says that a session is missing where the object has no token', async () => {
      const server = new WidgetServer();
      const getSession = () => Promise.resolve({ snapshot: server.snapshot } as unknown as string);
      const { told } = await mountTag(server, { ready: false, getSession });
      assert.deepEqual((await told('connection-failed')).detail, { action: 'load', code: 'session_missing' });
    });
  });

  describe('when loading fails', () => {
    it('asks for one new session and goes on', async () => {
      const server = new WidgetServer();
      server.answer('GET /integrations/*', ({ headers }) =>
        headers.get('authorization') === 'Bearer token_2' ? server.snapshot : problem('session_expired', 401),
      );
      let count = 0;
      const { part } = await mountTag(server, { getSession: () => Promise.resolve(`token_${++count}`) });
      assert.equal(part('title').textContent, 'Slack');
      assert.equal(count, 2);
    });

    const faults: readonly (readonly [string, () => unknown, RegExp])[] = [
      ['session_expired', () => problem('session_expired', 401), /session has ended/],
      ['unknown_integration', () => problem('unknown_integration', 404), /key “crm-sync”/],
      ['offline', () => Promise.reject(new TypeError('Failed to fetch')), /cannot be reached/],
      ['invalid_answer', () => ({ integration: 1 }), /does not understand/],
      ['teapot', () => problem('teapot', 418), /What to do about teapot/],
    ];
    for (const [code, answer, words] of faults) {
      it(`says what to do about ${code} and loads again when asked`, async () => {
        const server = new WidgetServer();
        let broken = true;
        server.answer('GET /integrations/*', () => (broken ? answer() : server.snapshot));
        const { tag, part, told } = await mountTag(server, { ready: false });
        const failed = await told('connection-failed');
        assert.deepEqual(failed.detail, { action: 'load', code });
        await tag.updateComplete;
        expect(part('message').textContent).to.match(words);
        assert.equal(part('message').querySelector('slot')!.name, code);
        broken = false;
        const ready = told('connection-ready');
        part('retry-button').click();
        await ready;
        assert.equal(part('title').textContent, 'Slack');
      });
    }

    it('keeps what was typed when a later load fails', async () => {
      const server = new WidgetServer([aFieldsConnection()]);
      const { tag, part } = await mountTag(server);
      const field = part('input') as HTMLInputElement;
      field.value = 'half a na';
      field.dispatchEvent(new Event('input'));
      server.answer('GET /integrations/*', () => problem('session_expired', 401));
      await tag.reload();
      await tag.updateComplete;
      expect(part('message').textContent).to.match(/what you typed is kept/);
      assert.equal((part('input') as HTMLInputElement).value, 'half a na');
    });
  });

  describe('refresh', () => {
    it('tells the page when a status has changed', async () => {
      const server = new WidgetServer([aConnectedConnection({ status: 'configured' })]);
      const { tag, card, told } = await mountTag(server);
      server.update(aConnectedConnection());
      const changed = told('connection-status');
      await tag.reload();
      const { detail } = await changed;
      assert.deepEqual(detail, { connectionId: 'con_slack', configVar: 'slack', status: 'active', previous: 'configured' });
      await tag.updateComplete;
      assert.equal(card('slack').dataset['status'], 'active');
    });

    it('looks again when somebody comes back to the page, but not twice at once', async () => {
      const server = new WidgetServer();
      const { page } = await mountTag(server);
      page.advance(6000);
      const again = server.next('GET /integrations/*');
      page.focus();
      page.focus();
      await again;
      expect(server.received('GET /integrations/*')).to.have.length(2);
    });

    it('says nothing of a look by itself that got no answer; of one that was asked for, and of a refusal, it does', async () => {
      const server = new WidgetServer();
      const { tag, page, part } = await mountTag(server);
      const failures: string[] = [];
      tag.addEventListener('connection-failed', ({ detail }) => failures.push(detail.code));
      const lookAgain = async (answer: () => Response): Promise<void> => {
        server.answer('GET /integrations/*', answer);
        page.advance(6000);
        const again = server.next('GET /integrations/*');
        page.focus();
        await again;
        await new Promise((resolve) => setTimeout(resolve));
        await tag.updateComplete;
      };
      await lookAgain(() => problem('database_unavailable', 503));
      assert.deepEqual(failures, []);
      assert.equal(part('title').textContent, 'Slack');
      await tag.reload();
      assert.deepEqual(failures, ['database_unavailable']);
      await lookAgain(() => problem('session_expired', 401));
      await until(() => failures.length === 2);
      assert.deepEqual(failures, ['database_unavailable', 'session_expired']);
    });
  });

  describe('what was said before', () => {
    const connectedTag = async () => {
      const server = new WidgetServer([aConnection({ connect: 'direct' })]);
      const mounted = await mountTag(server);
      mounted.part('connect-button').click();
      await until(() => mounted.part('message').textContent.includes('Connected to Slack.'));
      return { server, ...mounted };
    };

    it('makes way for the reason when the connection turns red', async () => {
      const { server, tag, part, card } = await connectedTag();
      part('message').focus();
      server.update(aConnectedConnection({ connect: 'direct', status: 'error', reason: 'reauth_required' }));
      await tag.reload();
      assert.equal(card('slack').dataset['status'], 'error');
      await until(() => part('message').dataset['code'] === 'reauth_required');
      expect(card('slack').textContent).not.to.contain('Connected to Slack.');
      await until(() => tag.shadowRoot!.activeElement === part('message'));
    });

    it('stays while the status stays', async () => {
      const { tag, part } = await connectedTag();
      await tag.reload();
      expect(part('message').textContent).to.contain('Connected to Slack.');
    });

    it('is calm about too many requests: a warning that says to wait, and the next press may do', async () => {
      const server = new WidgetServer([aConnection({ connect: 'direct' })]);
      let asked = 0;
      server.answer('POST /connections/*/connect', () => {
        asked += 1;
        return problem('too_many_requests', 429);
      });
      const { part } = await mountTag(server);
      part('connect-button').click();
      await until(() => part('message').dataset['code'] === 'too_many_requests');
      assert.equal(part('message').dataset['tone'], 'warning');
      expect(part('message').textContent).to.contain('Wait a minute');
      part('connect-button').click();
      await until(() => asked === 2);
    });

    it('stays when it says why something was refused, whatever the status does', async () => {
      const server = new WidgetServer([aConnection({ connect: 'direct' })]);
      server.answer('POST /connections/*/connect', () => problem('rate_limited', 429));
      const { tag, part, card } = await mountTag(server);
      part('connect-button').click();
      await until(() => part('message').dataset['code'] === 'rate_limited');
      server.update(aConnectedConnection());
      await tag.reload();
      assert.equal(card('slack').dataset['status'], 'active');
      assert.equal(part('message').dataset['code'], 'rate_limited');
    });
  });

  describe('facts', () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const expiring = ({ nextRefreshAt: _, ...connection } = aConnectedConnection({ expiresAt: inAnHour })) => connection;

    it('say of a renewal that is late that it comes now, not some minutes ago', async () => {
      const late = aConnectedConnection({ nextRefreshAt: new Date(Date.now() - 600_000).toISOString() });
      expect((await mountTag(new WidgetServer([late]))).part('facts').textContent.replace(/\s+/g, ' ')).to.contain(
        'Next renewal now',
      );
    });

    it('say when a connection ends only where it does end: not when it is renewed, and not when it is broken', async () => {
      const factsOf = async (connection: Connection) =>
        (await mountTag(new WidgetServer([connection]))).part('facts').textContent.replace(/\s+/g, ' ');
      expect(await factsOf(expiring())).to.contain('Expires in 1 hour');
      expect(await factsOf(aConnectedConnection({ expiresAt: inAnHour }))).not.to.contain('Expires');
      expect(await factsOf({ ...expiring(), status: 'error', reason: 'reauth_required' })).not.to.contain('Expires');
    });
  });

  describe('a connection that works and still wants a sign-in', () => {
    const wanting = async (overrides: Partial<Connection>) => {
      const server = new WidgetServer([aConnectedConnection(overrides)]);
      const { part, parts } = await mountTag(server);
      const asked = server.next('POST /connections/*/connect');
      part('connect-button').click();
      await asked;
      return { buttons: parts('connect-button').length };
    };

    it('says by when, with one button for it, once the end is near', async () => {
      const endsAt = new Date(2031, 2, 3, 12).toISOString();
      const { parts } = await mountTag(new WidgetServer([aConnectedConnection({ endsAt })]));
      expect(parts('connect-button')).to.have.length(0);
      const { part } = await mountTag(new WidgetServer([aConnectedConnection({ endsAt, endsSoon: true })]));
      expect(part('message').textContent).to.contain('Sign in again by Mar 3, 2031');
      assert.equal((await wanting({ endsAt, endsSoon: true })).buttons, 1);
    });

    it('says which of the requested scopes are missing, with one button that asks for them', async () => {
      const scopes = { requested: ['read', 'write'], granted: ['read'], missing: ['write'] };
      const { part } = await mountTag(new WidgetServer([aConnectedConnection({ scopes })]));
      expect(part('message').textContent).to.contain('Not granted: write. Reconnect to allow it.');
      assert.equal((await wanting({ scopes })).buttons, 1);
    });
  });

  describe('permissions', () => {
    it('shows nothing to press when everything is read-only', async () => {
      const { parts } = await mountTag(new WidgetServer([aConnectedConnection(), aFieldsConnection()]), { readonly: true });
      for (const name of ['connect-button', 'disconnect-button', 'save-button', 'test-button'])
        expect(parts(name), name).to.have.length(0);
      expect(parts('logs-button')).to.have.length(2);
    });

    it('offers only what the session allows', async () => {
      const { parts } = await mountTag(new WidgetServer([aConnectedConnection()], { permissions: ['read', 'test'] }));
      expect(parts('test-button')).to.have.length(1);
      expect(parts('disconnect-button')).to.have.length(0);
      expect(parts('logs-button')).to.have.length(0);
    });
  });

  describe('disconnect', () => {
    it('is one press by default: the button is busy meanwhile, the focus ends on what happened at the provider', async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      let answer: (body: unknown) => void = () => {};
      server.answer('POST /connections/*/disconnect', () => new Promise((resolve) => (answer = resolve)));
      const { tag, part, parts, card } = await mountTag(server);
      const asked = server.next('POST /connections/*/disconnect');
      part('disconnect-button').focus();
      part('disconnect-button').click();
      await asked;
      await tag.updateComplete;
      assert.equal(part('disconnect-button').ariaBusy, 'true');
      expect(parts('confirmation')).to.have.length(0);
      part('disconnect-button').click();
      answer({ revocation: 'nothing_to_revoke', connection: aConnection() });
      await until(() => tag.shadowRoot!.activeElement === part('message'));
      expect(part('message').textContent).to.contain('There was nothing to revoke at Slack.');
      assert.notEqual(part('message').closest('[aria-live=polite]'), null);
      assert.equal(card('slack').dataset['status'], 'not_configured');
      expect(server.received('POST /connections/*/disconnect')).to.have.length(1);
    });

    it('asks first where the page wants that, on the harmless answer, and can be given up with Escape', async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      const { tag, part, parts } = await mountTag(server, { confirmDisconnect: true });
      part('disconnect-button').focus();
      part('disconnect-button').click();
      await until(() => tag.shadowRoot!.activeElement === part('cancel-button'));
      part('cancel-button').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      await until(() => tag.shadowRoot!.activeElement === part('disconnect-button'));
      expect(parts('confirmation')).to.have.length(0);
      expect(server.received('POST /connections/*/disconnect')).to.have.length(0);
    });

    it('deletes once that is confirmed, says what happened at the provider and moves the focus there', async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      const { tag, part, card, told } = await mountTag(server, { confirmDisconnect: true });
      part('disconnect-button').click();
      await until(() => part('confirm-button'));
      part('confirm-button').click();
      assert.deepEqual((await told('connection-disconnected')).detail, {
        connectionId: 'con_slack',
        configVar: 'slack',
        revocation: 'revoked',
      });
      await until(() => tag.shadowRoot!.activeElement === part('message'));
      expect(part('message').textContent).to.contain('The access was revoked at Slack.');
      assert.equal(card('slack').dataset['status'], 'not_configured');
    });

    it('shows where to remove the app when the provider has no such call', async () => {
      const server = new WidgetServer([aConnectedConnection({ revocable: false })]);
      server.answer('POST /connections/*/disconnect', () => ({
        revocation: 'unsupported',
        connection: aConnection({ manageUrl: 'https://slack.example/apps' }),
      }));
      const { tag, part } = await mountTag(server);
      await tag.disconnect('slack');
      await until(() => part('message').querySelector('a'));
      assert.equal(part('message').querySelector('a')!.href, 'https://slack.example/apps');
    });

    it('never links to anything but https', async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      server.answer('POST /connections/*/disconnect', () => ({
        revocation: 'unsupported',
        connection: aConnection({ manageUrl: 'javascript:alert(1)' }),
      }));
      const { tag, part } = await mountTag(server);
      await tag.disconnect('slack');
      await until(() => part('message'));
      assert.equal(part('message').querySelector('a'), null);
    });
  });

  describe('test call and log', () => {
    it('shows how a test call went', async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      server.answer('POST /connections/*/test', () => ({
        ok: false,
        code: 'test_failed',
        providerStatus: 500,
        connection: aConnectedConnection(),
      }));
      const { part } = await mountTag(server);
      part('test-button').click();
      await until(() => part('message'));
      expect(part('message').textContent).to.contain('The test call to Slack failed.');
    });

    it('fetches the log when it is opened, page by page', async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      server.answer('GET /connections/*/logs', ({ path }) =>
        path.includes('cursor')
          ? { entries: [aLogEntry({ id: 'log_0', message: 'Saved.', code: 'saved_elsewhere' })] }
          : {
              entries: [aLogEntry({ severity: 'error', code: 'of_tomorrow', message: '<img src=x onerror=alert(1)>' })],
              next: 'older',
            },
      );
      const { tag, part } = await mountTag(server);
      expect(server.received('GET /connections/*/logs')).to.have.length(0);
      part('logs-button').click();
      await until(() => part('logs').querySelector('.log-entry'));
      // H13: whatever a message holds is text.
      assert.equal(part('logs').querySelector('img'), null);
      expect(part('logs').textContent).to.contain('<img src=x onerror=alert(1)>');
      await expectAccessible(tag);
      part('older-button').click();
      await until(() => part('logs').querySelectorAll('.log-entry').length === 2);
      expect(part('logs').textContent).to.contain('Saved.');
    });
  });

  describe('the words of a log', () => {
    const lines = [
      aLogEntry({ id: 'log_2', code: 'reauth_required', severity: 'error', message: 'The third party said no.' }),
      aLogEntry({ id: 'log_1', code: 'refreshed', message: 'Token renewed.' }),
      aLogEntry({ id: 'log_0', code: 'of_tomorrow', message: 'The sentence of a newer server.' }),
    ];
    for (const [locale, words] of Object.entries({ en, de, ar })) {
      it(`are those of ${locale}, and the server’s for a code it does not know`, async () => {
        const server = new WidgetServer([aConnectedConnection()]);
        server.logs = lines;
        const { part } = await mountTag(server, { locale });
        part('logs-button').click();
        await until(() => part('logs').textContent.includes(words['log.refreshed'] ?? 'missing'));
        expect(part('logs').textContent).to.contain(words['error.reauth_required']?.replace('{app}', 'Slack'));
        expect(part('logs').textContent).to.contain('The sentence of a newer server.');
      });
    }
  });

  describe('languages', () => {
    it('speaks the language it is told, right to left where that is read so', async () => {
      const { tag, part } = await mountTag(new WidgetServer(), { locale: 'ar' });
      await until(() => part('connect-button').textContent.trim() === ar.connect);
      assert.equal(tag.renderRoot.querySelector<HTMLElement>('.root')!.dir, 'rtl');
    });

    it('lets the page have its own words, and falls back to English', async () => {
      const { part } = await mountTag(new WidgetServer(), { locale: 'eo', translations: { eo: { connect: 'Konekti' } } });
      await until(() => part('connect-button').textContent.trim() === 'Konekti');
      assert.equal(part('status').textContent, 'Not set up');
    });
  });
});
