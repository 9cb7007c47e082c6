import {
  aConnectedConnection,
  aConnection,
  aField,
  aFieldsConnection,
  aLogEntry,
  problem,
  WidgetServer,
} from '../support/widget-server.ts';
import type { TagAttributes } from '../support/tag-site.ts';
import type { TagPage } from './tag-page.ts';
import { waitForElement } from '../support/wait-in-page.ts';

/** One state the tag can be in, and how a person gets there. */
export interface DesignedState {
  readonly name: string;
  readonly attributes?: TagAttributes;
  /** The custom state to wait for before anything is done. Default `complete`. */
  readonly until?: 'loading' | 'failed';
  readonly server: () => WidgetServer;
  readonly reach?: (page: TagPage) => Promise<void>;
}

const never = () => new Promise<never>(() => {});

/** A server that answers one route in its own way. */
function answering(server: WidgetServer, route: string, answer: () => unknown): WidgetServer {
  server.answer(route, answer);
  return server;
}

const broken = () =>
  aConnectedConnection({
    configVar: 'salesforce',
    label: 'Salesforce',
    description: 'Keeps accounts and deals in step.',
    component: { key: 'salesforce', label: 'Salesforce' },
    status: 'error',
    reason: 'reauth_required',
  });
const github = () =>
  aConnectedConnection({
    configVar: 'github',
    label: 'GitHub',
    status: 'configured',
    description: 'Shows the pull requests that a deal is waiting for.',
    component: { key: 'github', label: 'GitHub' },
  });
const endingSoon = () =>
  aConnectedConnection({
    accountLabel: 'Acme Workspace',
    endsAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    endsSoon: true,
  });
const lackingScopes = () =>
  aConnectedConnection({
    scopes: {
      requested: ['channels:read', 'chat:write', 'files:write'],
      granted: ['channels:read'],
      missing: ['chat:write', 'files:write'],
    },
  });
const explained = () =>
  aFieldsConnection({
    description: 'Reads **orders** and writes *invoices*. [What it may see](https://docs.example/access)',
    fields: [
      aField({
        key: 'token',
        type: 'password',
        label: 'API token',
        secret: true,
        help: [
          'You find it in your account:',
          '',
          '1. Open **Settings**, then `API`.',
          '2. Press *New token*.',
          '3. Copy it; it is shown once.',
          '',
          'It needs:',
          '',
          '- reading of orders',
          '- writing of invoices',
        ].join('\n'),
        helpUrl: 'https://docs.example/token',
      }),
      aField({ label: 'Region', example: 'eu-central-1', required: false }),
    ],
    missingFields: ['token'],
  });
const callbackUrl = 'https://connections.vendor.example/oauth/callback/slack';
const names = [
  'Slack',
  'GitHub',
  'Google Drive',
  'Salesforce',
  'HubSpot',
  'Jira',
  'Notion',
  'Asana',
  'Zendesk',
  'Stripe',
  'Xero',
  'Zoom',
];
const many = () =>
  names.map((label, index) =>
    (index % 3 === 1 ? aConnectedConnection : aConnection)({
      configVar: label.toLowerCase().replace(' ', '-'),
      label,
      description: `Brings ${label} into your deals.`,
      component: { key: label, label },
    }),
  );
const everyField = () =>
  aFieldsConnection({
    fields: [
      aField({
        key: 'host',
        label: 'Server',
        placeholder: 'https://erp.example.com',
        help: 'The address you open in the browser.',
      }),
      aField({
        key: 'secret',
        type: 'password',
        label: 'Client secret',
        secret: true,
        set: true,
        updatedAt: new Date(Date.now() - 86_400_000).toISOString(),
      }),
      aField({
        key: 'region',
        label: 'Region',
        value: 'eu',
        model: [
          { label: 'Europe', value: 'eu' },
          { label: 'America', value: 'us' },
        ],
      }),
      aField({ key: 'certificate', type: 'text', label: 'Certificate', required: false, help: 'In PEM, with its `BEGIN` line.' }),
      aField({ key: 'sandbox', type: 'boolean', label: 'Use the sandbox', required: false, help: 'Nothing there is real.' }),
      aField({ key: 'tags', label: 'Tags', required: false, collection: 'valuelist', value: ['deals', 'invoices'] }),
      aField({
        key: 'headers',
        label: 'Headers',
        required: false,
        collection: 'keyvaluelist',
        value: [{ key: 'x-team', value: 'sales' }],
      }),
    ],
    missingFields: ['host'],
  });
const long = 'Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel';
const longTexts = () => [
  aConnectedConnection({
    label: `${long} and everything that the northern branch keeps in it`,
    description: `Reads https://erp.northern-branch.example/${'very-long-path/'.repeat(6)} every night and writes what it finds into your deals, one by one.`,
    accountLabel: `${long.toLowerCase()}@a-rather-long-company-name.example`,
  }),
  aFieldsConnection({
    label: 'S3',
    fields: [
      aField({
        label: `The name of the ${long} bucket in the region of your choice`,
        help: `${'Only the name. '.repeat(12)}${long}`,
      }),
    ],
  }),
];
const lines = () => [
  aLogEntry({ id: 'log_3', code: 'reauth_required', severity: 'error', message: 'Refused.', providerCode: 'invalid_grant' }),
  aLogEntry({ id: 'log_2', code: 'refresh_delayed', severity: 'warn', message: 'Later.', details: { attempt: 2 } }),
  aLogEntry(),
];

/** Every state a designer draws and an auditor looks at. */
export const designedStates: readonly DesignedState[] = [
  { name: 'loading', until: 'loading', server: () => answering(new WidgetServer(), 'GET /integrations/*', never) },
  { name: 'empty', server: () => new WidgetServer([]) },
  { name: 'one', server: () => new WidgetServer() },
  {
    name: 'statuses',
    server: () =>
      new WidgetServer([
        aConnectedConnection(),
        github(),
        broken(),
        aConnection({ configVar: 'zoom', label: 'Zoom', component: { key: 'zoom', label: 'Zoom' } }),
      ]),
  },
  { name: 'many', server: () => new WidgetServer(many()) },
  {
    name: 'many-searched',
    server: () => new WidgetServer(many()),
    reach: async ({ page }) => page.type('connection-config >>> [part~=search]', 'z'),
  },
  { name: 'form', server: () => new WidgetServer([aFieldsConnection()]) },
  { name: 'every-field', server: () => new WidgetServer([everyField()]) },
  {
    name: 'dirty',
    server: () => new WidgetServer([aFieldsConnection()]),
    reach: async (page) => {
      await page.type('s3', 'bucket', 'acme-exports');
      await page.see('s3', '.form-note:not(:empty)');
    },
  },
  {
    name: 'saving',
    server: () => answering(new WidgetServer([aFieldsConnection()]), 'PATCH /connections/*/fields', never),
    reach: async (page) => {
      await fill(page);
      await page.see('s3', '[part~=save-button][aria-busy=true]');
    },
  },
  {
    name: 'saved',
    server: () => new WidgetServer([aFieldsConnection()]),
    reach: async (page) => {
      await fill(page);
      await page.see('s3', '[part~=message][data-tone=success]');
    },
  },
  {
    name: 'invalid',
    server: () => new WidgetServer([aFieldsConnection()]),
    reach: async (page) => {
      await page.press('s3', 'save-button');
      await page.see('s3', '[part~=error-summary]');
    },
  },
  {
    name: 'connecting',
    server: () => new WidgetServer(),
    reach: async (page) => {
      const opened = new Promise((resolve) => page.page.once('popup', resolve));
      await page.press('slack', 'connect-button');
      await opened;
      await page.page.bringToFront();
      await page.see('slack', '[part~=reopen-button]');
    },
  },
  {
    name: 'blocked',
    server: () => new WidgetServer(),
    reach: async (page) => {
      await page.page.evaluate(() => void (window.open = () => null));
      await page.press('slack', 'connect-button');
      await page.see('slack', '[part~=redirect-button]');
    },
  },
  {
    name: 'device-code',
    server: () => new WidgetServer([aConnection({ connect: 'device' })]),
    reach: async (page) => {
      await page.press('slack', 'connect-button');
      await page.see('slack', '[part~=device-code]');
    },
  },
  {
    name: 'connected',
    server: () => new WidgetServer([aConnection({ connect: 'direct' })]),
    reach: async (page) => {
      await page.press('slack', 'connect-button');
      await page.see('slack', '[part~=message][data-tone=success]');
    },
  },
  { name: 'needs-attention', server: () => new WidgetServer([broken()]) },
  {
    name: 'error',
    server: () =>
      answering(new WidgetServer([aConnection({ connect: 'direct' })]), 'POST /connections/*/connect', () =>
        problem('provider_unreachable', 502),
      ),
    reach: async (page) => {
      await page.press('slack', 'connect-button');
      await page.see('slack', '[part~=message][data-tone=danger]');
    },
  },
  {
    name: 'disconnect-question',
    attributes: { 'confirm-disconnect': '' },
    server: () => new WidgetServer([aConnectedConnection()]),
    reach: async (page) => {
      await page.press('slack', 'disconnect-button');
      await page.see('slack', '[part~=confirmation]');
    },
  },
  {
    name: 'logs',
    server: () => Object.assign(new WidgetServer([broken()]), { logs: lines() }),
    reach: async (page) => {
      await page.press('salesforce', 'logs-button');
      await page.see('salesforce', '[part~=logs] time');
    },
  },
  { name: 'read-only', attributes: { readonly: '' }, server: () => new WidgetServer([aConnectedConnection(), everyField()]) },
  {
    name: 'offline',
    server: () => new WidgetServer([aConnectedConnection(), aFieldsConnection()]),
    reach: async ({ page }) => {
      await page.evaluate(() => window.dispatchEvent(new Event('offline')));
      await waitForElement(page, 'connection-config >>> .banner');
    },
  },
  {
    name: 'session-expired',
    server: () => {
      const server = new WidgetServer([aFieldsConnection()]);
      let asked = 0;
      server.answer('GET /integrations/*', () => (asked++ === 0 ? server.snapshot : problem('session_expired', 401)));
      return server;
    },
    reach: async (page) => {
      await page.type('s3', 'bucket', 'acme-exports');
      await page.withTag((tag) => tag.reload());
      await waitForElement(page.page, 'connection-config >>> .banner');
    },
  },
  {
    name: 'not-loaded',
    until: 'failed',
    server: () => answering(new WidgetServer(), 'GET /integrations/*', () => problem('database_unavailable', 503)),
  },
  {
    name: 'save-failed',
    server: () =>
      answering(new WidgetServer([aFieldsConnection()]), 'PATCH /connections/*/fields', () =>
        problem('database_unavailable', 503),
      ),
    reach: async (page) => {
      await fill(page);
      await page.see('s3', '.form-actions [part~=message]');
    },
  },
  {
    name: 'settings',
    server: () => new WidgetServer([aConnectedConnection({ fields: [aField({ label: 'Channel', value: '#deals' })] })]),
    reach: (page) => page.press('slack', 'settings-button'),
  },
  {
    name: 'callback-url',
    server: () => new WidgetServer([aConnection({ callbackUrl }), aConnectedConnection({ configVar: 'sales', callbackUrl })]),
  },
  { name: 'long-texts', server: () => new WidgetServer(longTexts()) },
  {
    name: 'cancelled',
    server: () => new WidgetServer(),
    reach: async (page) => {
      const opened = new Promise((resolve) => page.page.once('popup', resolve));
      await page.press('slack', 'connect-button');
      await opened;
      await page.page.bringToFront();
      await page.press('slack', 'cancel-button');
      await page.see('slack', '[part~=message]:not(:has(button))');
    },
  },
  { name: 'ends-soon', server: () => new WidgetServer([endingSoon()]) },
  { name: 'missing-scopes', server: () => new WidgetServer([lackingScopes()]) },
  {
    name: 'disconnected',
    server: () => new WidgetServer([aConnectedConnection()]),
    reach: disconnect,
  },
  {
    name: 'disconnected-by-half',
    server: () => disconnectedByHalf(),
    reach: disconnect,
  },
  {
    name: 'replacing-secret',
    server: () => new WidgetServer([everyField()]),
    reach: async (page) => {
      await page.press('s3', 'replace-button');
      await page.see('s3', '[part~=keep-button]');
    },
  },
  { name: 'help', server: () => new WidgetServer([explained()]) },
  {
    name: 'logs-unfolded',
    server: () => Object.assign(new WidgetServer([broken()]), { logs: lines() }),
    reach: async (page) => {
      await page.press('salesforce', 'logs-button');
      await page.see('salesforce', '[part~=logs] time');
      await page.page.click('connection-config >>> .log-entry summary');
      await page.see('salesforce', '.log-entry details[open] .log-details');
    },
  },
];

function disconnectedByHalf(): WidgetServer {
  return answering(new WidgetServer([aConnectedConnection()]), 'POST /connections/*/disconnect', () => ({
    revocation: 'unsupported',
    connection: aConnection({ manageUrl: 'https://slack.example/apps' }),
  }));
}

async function disconnect(page: TagPage): Promise<void> {
  await page.press('slack', 'disconnect-button');
  await page.see('slack', '[part~=message]');
}

async function fill(page: TagPage): Promise<void> {
  await page.type('s3', 'bucket', 'acme-exports');
  await page.type('s3', 'secretAccessKey', 'a secret of forty characters');
  await page.press('s3', 'save-button');
}

/** A connection of every status, and one that says more than its status, for the small elements. */
export const everyStatus = () =>
  new WidgetServer([
    aConnectedConnection(),
    github(),
    broken(),
    aConnection({ configVar: 'zoom', label: 'Zoom', component: { key: 'zoom', label: 'Zoom' } }),
    { ...endingSoon(), id: 'con_notion', configVar: 'notion', label: 'Notion' },
  ]);

/** One state by its name. */
export function designedState(name: string): DesignedState {
  const found = designedStates.find((state) => state.name === name);
  if (!found) throw new Error(`There is no state "${name}".`);
  return found;
}
