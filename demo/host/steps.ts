import { ConnectionError, type Credentials } from 'connection-config/client';
import type { DemoSettings } from '../settings.ts';
import { awsDate, signAwsRequest } from '../sign-aws-request.ts';
import { bearer, callJson, callThirdParty } from './call-third-party.ts';

/** What one step does with its connection. Returns a sentence about what it did. */
export type StepCode = (connection: Credentials, urls: DemoSettings['urls']) => Promise<string>;

/** The vendor's integration code, by the step keys of `connections.config.ts`. */
export const stepCode: Readonly<Record<string, StepCode>> = {
  'post-deal-updates': async (connection, urls) => {
    const { team } = await callSlack('auth.test', connection, urls);
    return `Can post deals to ${text(connection, 'channel')} in ${team}.`;
  },
  'post-weekly-digest': async (connection, urls) => {
    const { user } = await callSlack('auth.test', connection, urls);
    return `Can post the digest as ${user}.`;
  },
  'link-pull-requests': async ({ token }, urls) => {
    const user = await callJson<{ login: string }>('GitHub', `${urls.github}/user`, { headers: bearer(token) });
    return `Reads pull requests as ${user.login}.`;
  },
  'read-calendars': async ({ token }, urls) => {
    const user = await callJson<{ email: string }>('Google', `${urls.google}/oauth2/v2/userinfo`, { headers: bearer(token) });
    return `Reads the calendars of ${user.email}.`;
  },
  'sync-invoices': async ({ token }, urls) => {
    const headers = bearer(token);
    const account = await callJson<{ sub: string }>('Acme ERP', `${urls.acme}/me`, { headers });
    const { invoices } = await callJson<{ invoices: unknown[] }>('Acme ERP', `${urls.acme}/api/invoices`, { headers });
    return `Synced ${invoices.length} invoices of ${account.sub}.`;
  },
  'check-stock': async ({ token }, urls) => {
    const { items } = await callJson<{ items: unknown[] }>('Acme Warehouse', `${urls.acme}/api/stock`, {
      headers: bearer(token),
    });
    return `Read the stock of ${items.length} articles.`;
  },
  'create-tickets': async (connection, urls) => {
    const port = new URL(urls.northwind).port;
    const url = `http://${text(connection, 'subdomain')}.localhost:${port}/api/tickets`;
    const { tickets } = await callJson<{ tickets: unknown[] }>('Northwind Desk', url, { headers: bearer(connection.token) });
    return `Found ${tickets.length} open ticket.`;
  },
  'export-backup': async (connection, urls) => {
    const headers = signAwsRequest({
      method: 'GET',
      url: `${urls.aws}/`,
      service: 's3',
      region: text(connection, 'region'),
      accessKeyId: text(connection, 'accessKeyId'),
      secretAccessKey: text(connection, 'secretAccessKey'),
      date: awsDate(new Date()),
    });
    const answer = await callThirdParty('Amazon S3', `${urls.aws}/`, { headers });
    return `Found ${answer.match(/<Bucket>/g)?.length ?? 0} buckets.`;
  },
  'refresh-dashboards': async (connection) => {
    const credentials = {
      personalAccessTokenName: text(connection, 'tokenName'),
      personalAccessTokenSecret: text(connection, 'token'),
      site: { contentUrl: text(connection, 'siteId') },
    };
    await callThirdParty('Tableau', `${text(connection, 'host')}/api/3.22/auth/signin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ credentials }),
    });
    return `Signed in to the site ${credentials.site.contentUrl}.`;
  },
};

/** Slack says no with a 200 and `ok: false`. */
async function callSlack(
  method: string,
  { token }: Credentials,
  urls: DemoSettings['urls'],
): Promise<{ team: string; user: string }> {
  const call = { method: 'POST', headers: bearer(token) } as const;
  const answer = await callJson<{ ok: boolean; error?: string; team: string; user: string }>(
    'Slack',
    `${urls.slack}/api/${method}`,
    call,
  );
  if (!answer.ok)
    throw new ConnectionError(`Slack refused the credentials (${answer.error ?? 'no reason given'}).`, { status: 401 });
  return answer;
}

function text({ fields }: Credentials, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}
