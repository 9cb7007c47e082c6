import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ConnectionError, type Credentials } from 'connection-config/client';
import { demoAccounts } from '../../demo/demo-accounts.ts';
import type { DemoSecrets } from '../../demo/demo-secrets.ts';
import { stepCode } from '../../demo/host/steps.ts';
import type { DemoSettings } from '../../demo/settings.ts';
import { startThirdParties, type ThirdParties } from '../../demo/third-parties/start-third-parties.ts';
import { clientIds } from '../../demo/vendor-environment.ts';
import { freshDemo } from './fresh-demo.ts';
import { HeadlessPerson } from './headless-person.ts';
import { sendToDemo } from './send-to-demo.ts';

let settings: DemoSettings;
let secrets: DemoSecrets;
let thirdParties: ThirdParties;

before(async () => {
  ({ settings, secrets } = await freshDemo());
  thirdParties = await startThirdParties(settings, secrets);
});
after(() => thirdParties.close());

interface Given {
  readonly token?: string;
  readonly fields?: Record<string, string>;
}

/** Runs a step's code as the integration does, with this token and these field values. */
async function run(step: string, { token, fields = {} }: Given): Promise<string> {
  const code = stepCode[step];
  assert.ok(code);
  const connection: Credentials = {
    id: 'con_1',
    key: 'any',
    configVarKey: 'any',
    fields,
    version: 1,
    ...(token === undefined ? {} : { token: { access_token: token, token_type: 'Bearer' } }),
  };
  return code(connection, settings.urls);
}

const refusal = { name: 'ConnectionError' };

/** Signs in at an emulated app and exchanges the code; returns its token answer. */
async function signIn(app: 'slack' | 'github' | 'google', person: string, authorize: string, tokenPath: string) {
  const redirectUri = `${settings.urls.server}/oauth/callback/${app}`;
  const query = new URLSearchParams({
    client_id: clientIds[app],
    redirect_uri: redirectUri,
    scope: 'any',
    state: 's',
    response_type: 'code',
  });
  const back = await new HeadlessPerson().pickPerson(`${settings.urls[app]}${authorize}?${query}`, redirectUri, person);
  const { json } = await sendToDemo(
    `${settings.urls[app]}${tokenPath}`,
    { accept: 'application/json' },
    {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: clientIds[app],
      client_secret: secrets.clientSecrets[app],
    },
  );
  return json;
}

describe('the steps, against their third parties', () => {
  it('post to Slack with a token from its sign-in', async () => {
    const { access_token: token, ok } = await signIn('slack', 'workspace-admin', '/oauth/v2/authorize', '/api/oauth.v2.access');
    assert.equal(ok, true);
    assert.match(
      await run('post-deal-updates', { token: String(token), fields: { channel: '#deals' } }),
      /^Can post deals to #deals in /,
    );
    assert.match(await run('post-weekly-digest', { token: String(token) }), /^Can post the digest as ledgerline\.$/);
  });

  it('report a connection error when Slack refuses within a 200', async () => {
    await assert.rejects(run('post-deal-updates', {}), refusal);
  });

  it('read GitHub with a token from its sign-in', async () => {
    const { access_token: token } = await signIn(
      'github',
      'brightwater-dev',
      '/login/oauth/authorize',
      '/login/oauth/access_token',
    );
    assert.equal(await run('link-pull-requests', { token: String(token) }), 'Reads pull requests as brightwater-dev.');
  });

  it('read Google with a token from its sign-in', async () => {
    const { access_token: token, refresh_token } = await signIn(
      'google',
      'sales@brightwater.example',
      '/o/oauth2/v2/auth',
      '/oauth2/token',
    );
    assert.equal(typeof refresh_token, 'string');
    assert.equal(await run('read-calendars', { token: String(token) }), 'Reads the calendars of sales@brightwater.example.');
  });

  it('read the stock with the warehouse client', async () => {
    const { clientId, clientSecret } = demoAccounts.warehouse;
    const form = { grant_type: 'client_credentials', scope: 'stock.read', client_id: clientId, client_secret: clientSecret };
    const { json } = await sendToDemo(`${settings.urls.acme}/token`, {}, form);
    assert.equal(await run('check-stock', { token: String(json['access_token']) }), 'Read the stock of 2 articles.');
  });

  it('report a connection error when Acme or Northwind no longer knows the token', async () => {
    await assert.rejects(run('sync-invoices', { token: 'revoked' }), { ...refusal, status: 401 });
    await assert.rejects(run('create-tickets', { token: 'revoked', fields: { subdomain: 'harbor' } }), {
      ...refusal,
      status: 401,
    });
  });

  it('list buckets with the right keys only', async () => {
    assert.equal(await run('export-backup', { fields: { ...demoAccounts.aws } }), 'Found 3 buckets.');
    await assert.rejects(run('export-backup', { fields: { ...demoAccounts.aws, secretAccessKey: 'wrong' } }), {
      ...refusal,
      status: 403,
    });
  });

  it('sign in to Tableau with the right token only', async () => {
    const fields = { ...demoAccounts.tableau, host: settings.urls.tableau };
    assert.equal(await run('refresh-dashboards', { fields }), 'Signed in to the site brightwater.');
    await assert.rejects(run('refresh-dashboards', { fields: { ...fields, token: 'wrong' } }), { ...refusal, status: 401 });
  });

  it('tell a third party that is down from one that refuses', async () => {
    const fields = { ...demoAccounts.tableau, host: 'http://localhost:1' };
    await assert.rejects(run('refresh-dashboards', { fields }), (error) => !(error instanceof ConnectionError));
  });
});
