/**
 * The connections of Ledgerline CRM: which apps it works with, what each needs, and who fills it in.
 * `CONNECTIONS_CONFIG` names this file; the connection server reads it when it starts.
 */
import {
  component,
  connection,
  connectionConfigVar,
  defineConnections,
  integration,
  oauth2Connection,
} from 'connection-config/definitions';
import { iconTile } from './icon-tile.ts';

/** OAuth clients and addresses differ between staging and production, so they come from the environment. */
function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Set ${name}; connections.config.ts needs it.`);
  return value;
}

/** An input that is the same for every customer and never shown to one. */
const fixed = (label: string, value: string) =>
  ({ label, type: 'string', required: true, shown: false, default: value }) as const;

/** An input made from other inputs: `{{#key}}` stands for the value of one. */
const computed = (label: string, templateValue: string) => ({ label, type: 'template', shown: false, templateValue }) as const;

// --- Apps where a person signs in: OAuth 2.0, authorization code ---------------------------------------------------------------
// The inputs named authorizeUrl, tokenUrl, scopes, clientId, clientSecret (and revokeUrl) are known by their keys.
// `provider` holds what differs from the standard; an app that follows it needs next to nothing there.

const slack = component({
  key: 'slack',
  display: { label: 'Slack', description: 'Posts to your channels', iconPath: iconTile('S', '#611f69') },
  connections: [
    oauth2Connection({
      key: 'slack',
      display: { label: 'Slack', description: 'Sign in to the workspace that should hear about deals.' },
      oauth2Type: 'authorization_code',
      inputs: {
        authorizeUrl: fixed('Authorize URL', `${environment('SLACK_URL')}/oauth/v2/authorize`),
        tokenUrl: fixed('Token URL', `${environment('SLACK_URL')}/api/oauth.v2.access`),
        scopes: fixed('Scopes', 'chat:write channels:read'),
        clientId: { label: 'Client ID', type: 'string', required: true },
        clientSecret: { label: 'Client secret', type: 'password', required: true },
        channel: {
          label: 'Channel',
          type: 'string',
          default: '#deals',
          comments: 'Where the messages go. Your backend sets it.',
        },
      },
      provider: {
        key: 'slack',
        label: 'Slack',
        // Slack separates scopes with commas, does not know PKCE here, and says no with a 200 and "ok": false.
        authorize: { scopeSeparator: ',', pkce: 'none' },
        token: {
          answer: {
            errorWhen: { member: 'ok', equals: false, codeFrom: 'error' },
            scopeSeparator: ',',
            keep: ['team', 'bot_user_id'],
          },
        },
        accountLabel: 'team.name',
        docs: { url: 'https://docs.slack.dev/authentication/installing-with-oauth', checked: '2026-11-23' },
      },
      test: { method: 'POST', url: `${environment('SLACK_URL')}/api/auth.test`, failWhen: { member: 'ok', equals: false } },
    }),
  ],
});

const github = component({
  key: 'github',
  display: { label: 'GitHub', description: 'Links pull requests to deals', iconPath: iconTile('GH', '#24292f') },
  connections: [
    oauth2Connection({
      key: 'github',
      display: { label: 'GitHub', description: 'Shows the pull requests that a deal is waiting for.' },
      oauth2Type: 'authorization_code',
      inputs: {
        authorizeUrl: fixed('Authorize URL', `${environment('GITHUB_URL')}/login/oauth/authorize`),
        tokenUrl: fixed('Token URL', `${environment('GITHUB_URL')}/login/oauth/access_token`),
        scopes: fixed('Scopes', 'read:user'),
        // An input that gets no value from the integration below takes its default. This one never reaches a screen.
        clientId: { label: 'Client ID', type: 'string', required: true, shown: false, default: environment('GITHUB_CLIENT_ID') },
        clientSecret: {
          label: 'Client secret',
          type: 'password',
          required: true,
          shown: false,
          default: environment('GITHUB_CLIENT_SECRET'),
        },
      },
      provider: {
        key: 'github',
        label: 'GitHub',
        // The offline GitHub has no revocation call, so DISCONNECT tells the customer where to remove the app by hand.
        manageUrl: `${environment('GITHUB_URL')}/settings/applications`,
        token: {
          answer: { errorWhen: { member: 'error', equals: 'bad_verification_code', codeFrom: 'error' }, scopeSeparator: ',' },
        },
        docs: {
          url: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
          checked: '2026-11-23',
        },
      },
      test: { method: 'GET', url: `${environment('GITHUB_API_URL')}/user` },
    }),
  ],
});

const google = component({
  key: 'google',
  display: { label: 'Google Calendar', description: 'Reads meetings', iconPath: iconTile('G', '#1a56c4') },
  connections: [
    oauth2Connection({
      key: 'google',
      display: { label: 'Google Calendar', description: 'Puts meetings with your contacts on their timeline.' },
      oauth2Type: 'authorization_code',
      inputs: {
        authorizeUrl: fixed('Authorize URL', environment('GOOGLE_AUTHORIZE_URL')),
        tokenUrl: fixed('Token URL', `${environment('GOOGLE_API_URL')}/oauth2/token`),
        revokeUrl: fixed('Revoke URL', `${environment('GOOGLE_API_URL')}/oauth2/revoke`),
        scopes: fixed('Scopes', 'openid email https://www.googleapis.com/auth/calendar.readonly'),
        clientId: { label: 'Client ID', type: 'string', required: true },
        clientSecret: { label: 'Client secret', type: 'password', required: true },
      },
      provider: {
        key: 'google',
        label: 'Google',
        // Without these two, Google hands out a refresh token only on the very first sign-in.
        authorize: { params: { access_type: 'offline', prompt: 'consent' } },
        refresh: { rotation: 'non_rotating' },
        revoke: { scope: 'grant' },
        docs: { url: 'https://developers.google.com/identity/protocols/oauth2/web-server', checked: '2026-11-23' },
      },
      test: { method: 'GET', url: `${environment('GOOGLE_API_URL')}/oauth2/v2/userinfo` },
    }),
  ],
});

const acmeErp = component({
  key: 'acme-erp',
  display: { label: 'Acme ERP', description: 'Syncs invoices', iconPath: iconTile('AE', '#8a3ffc') },
  connections: [
    oauth2Connection({
      key: 'acme-erp',
      display: { label: 'Acme ERP', description: 'Keeps the invoices of your deals in step.' },
      oauth2Type: 'authorization_code',
      inputs: {
        authorizeUrl: fixed('Authorize URL', `${environment('ACME_URL')}/auth`),
        tokenUrl: fixed('Token URL', `${environment('ACME_URL')}/token`),
        revokeUrl: fixed('Revoke URL', `${environment('ACME_URL')}/token/revocation`),
        scopes: fixed('Scopes', 'openid offline_access invoices.read'),
        // The key makes it a client ID; the label is the app's own word for it.
        clientId: { label: 'App ID', type: 'string', required: true },
        clientSecret: { label: 'App secret', type: 'password', required: true },
      },
      provider: {
        key: 'acme-erp',
        label: 'Acme ERP',
        authorize: { params: { prompt: 'consent' }, issuer: environment('ACME_URL') },
        token: { clientAuth: 'basic' },
        // A refresh token works once; using it a second time ends the whole grant.
        refresh: { rotation: 'rotating_strict' },
        revoke: { scope: 'grant' },
        docs: { url: 'https://github.com/panva/node-oidc-provider', checked: '2026-11-23' },
      },
      test: { method: 'GET', url: `${environment('ACME_URL')}/me` },
    }),
  ],
});

/** Every customer of Northwind Desk has a host of its own, so the addresses are templates. */
const northwindDesk = component({
  key: 'northwind-desk',
  display: { label: 'Northwind Desk', description: 'Creates tickets', iconPath: iconTile('ND', '#0f6b5c') },
  connections: [
    oauth2Connection({
      key: 'northwind-desk',
      display: { label: 'Northwind Desk', description: 'Opens a ticket when a customer reports a problem.' },
      oauth2Type: 'authorization_code',
      inputs: {
        subdomain: {
          label: 'Subdomain',
          type: 'string',
          required: true,
          placeholder: 'harbor',
          example: 'harbor',
          pattern: '[a-z0-9-]+',
          patternMessage: 'Only the first part of the address: small letters, digits and hyphens.',
          comments: 'The first part of your desk’s address: for `harbor.northwind.example` it is **harbor**.',
        },
        authorizeUrl: computed('Authorize URL', `http://{{#subdomain}}.${environment('NORTHWIND_HOST')}/auth`),
        tokenUrl: computed('Token URL', `http://{{#subdomain}}.${environment('NORTHWIND_HOST')}/token`),
        revokeUrl: computed('Revoke URL', `http://{{#subdomain}}.${environment('NORTHWIND_HOST')}/token/revocation`),
        scopes: fixed('Scopes', 'openid offline_access tickets.read'),
        clientId: { label: 'Client ID', type: 'string', required: true },
        clientSecret: { label: 'Client secret', type: 'password', required: true },
      },
      provider: {
        key: 'northwind-desk',
        label: 'Northwind Desk',
        authorize: { params: { prompt: 'consent' } },
        revoke: { scope: 'grant' },
        docs: { url: 'https://github.com/panva/node-oidc-provider', checked: '2026-11-23' },
      },
      test: { method: 'GET', url: `http://{{#subdomain}}.${environment('NORTHWIND_HOST')}/me` },
    }),
  ],
});

// --- An app without a person: OAuth 2.0, client credentials --------------------------------------------------------------------

const acmeWarehouse = component({
  key: 'acme-warehouse',
  display: { label: 'Acme Warehouse', description: 'Reads stock levels', iconPath: iconTile('AW', '#b0481a') },
  connections: [
    oauth2Connection({
      key: 'acme-warehouse',
      display: { label: 'Acme Warehouse', description: 'Shows what is in stock before a deal is promised.' },
      oauth2Type: 'client_credentials',
      inputs: {
        tokenUrl: fixed('Token URL', `${environment('ACME_URL')}/token`),
        scopes: fixed('Scopes', 'stock.read'),
        // Here the customer brings the client, so both are theirs to type.
        clientId: {
          label: 'Client ID',
          type: 'string',
          required: true,
          comments: 'Create an API client under **Warehouse → Integrations → API clients**.',
        },
        clientSecret: {
          label: 'Client secret',
          type: 'password',
          required: true,
          comments: 'Shown once, when the API client is created.',
        },
      },
      provider: {
        key: 'acme-warehouse',
        label: 'Acme Warehouse',
        docs: { url: 'https://github.com/panva/node-oidc-provider', checked: '2026-11-23' },
      },
      test: { method: 'GET', url: `${environment('ACME_URL')}/api/stock` },
    }),
  ],
});

// --- Apps with keys instead of a sign-in -----------------------------------------------------------------------------------------

const amazonS3 = component({
  key: 'amazon-s3',
  display: { label: 'Amazon S3', description: 'Keeps nightly backups', iconPath: iconTile('S3', '#3f7d20') },
  connections: [
    connection({
      key: 'amazon-s3-keys',
      display: { label: 'Amazon S3', description: 'Puts a nightly export of your CRM into your own bucket.' },
      inputs: {
        accessKeyId: {
          label: 'Access key ID',
          type: 'string',
          required: true,
          placeholder: 'AKIA…',
          comments:
            'Of an IAM user that may list and write to the bucket. [How to create one](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html)',
        },
        secretAccessKey: { label: 'Secret access key', type: 'password', required: true },
        region: {
          label: 'Region',
          type: 'string',
          required: true,
          default: 'eu-central-1',
          model: [
            { label: 'Europe (Frankfurt)', value: 'eu-central-1' },
            { label: 'Europe (Ireland)', value: 'eu-west-1' },
            { label: 'US East (N. Virginia)', value: 'us-east-1' },
            { label: 'US West (Oregon)', value: 'us-west-2' },
          ],
        },
      },
      translations: {
        de: {
          description: 'Legt jede Nacht einen Export Ihres CRM in Ihren eigenen Bucket.',
          inputs: {
            accessKeyId: {
              label: 'Zugriffsschlüssel-ID',
              comments:
                'Eines IAM-Nutzers, der den Bucket auflisten und beschreiben darf. [So wird einer angelegt](https://docs.aws.amazon.com/de_de/IAM/latest/UserGuide/id_credentials_access-keys.html)',
            },
            secretAccessKey: { label: 'Geheimer Zugriffsschlüssel' },
            region: {
              model: {
                'eu-central-1': 'Europa (Frankfurt)',
                'eu-west-1': 'Europa (Irland)',
                'us-east-1': 'USA Ost (Nord-Virginia)',
                'us-west-2': 'USA West (Oregon)',
              },
            },
          },
        },
      },
    }),
  ],
});

const tableau = component({
  key: 'tableau',
  display: { label: 'Tableau', description: 'Refreshes dashboards', iconPath: iconTile('T', '#1f5f8b') },
  connections: [
    connection({
      key: 'tableau-token',
      display: { label: 'Tableau', description: 'Refreshes your sales dashboards after every sync.' },
      inputs: {
        host: {
          label: 'Server',
          type: 'string',
          required: true,
          placeholder: 'https://10ax.online.tableau.com',
          example: 'https://10ax.online.tableau.com',
          comments: 'The address you open Tableau at, up to the first single slash.',
        },
        siteId: {
          label: 'Site ID',
          type: 'string',
          required: true,
          comments: 'The part after `/site/` in the address of a dashboard.',
        },
        tokenName: { label: 'Token name', type: 'string', required: true },
        token: {
          label: 'Token',
          type: 'password',
          required: true,
          comments: 'A personal access token, from **My Account Settings**. It ends after 15 days without use.',
        },
      },
      test: { method: 'GET', url: '{{#host}}/api/3.22/serverinfo' },
    }),
  ],
});

// --- What is built with them ---------------------------------------------------------------------------------------------------

const crmSync = integration({
  key: 'crm-sync',
  name: 'CRM sync',
  description: 'Keeps deals, invoices, meetings and tickets in step with the apps you already use.',
  steps: [
    // A step names the connection it uses. Two steps may share one: the customer connects Slack once.
    { key: 'post-deal-updates', name: 'Post deal updates', component: 'slack', action: 'postMessage', configVar: 'slack' },
    { key: 'post-weekly-digest', name: 'Post the weekly digest', component: 'slack', action: 'postMessage', configVar: 'slack' },
    { key: 'sync-invoices', name: 'Sync invoices', component: 'acme-erp', action: 'listInvoices', configVar: 'acme-erp' },
    { key: 'read-calendars', name: 'Read calendars', component: 'google', action: 'listEvents', configVar: 'google' },
    // A step that names none gets the one of its component; if there is none yet, adding the step makes it.
    { key: 'link-pull-requests', name: 'Link pull requests', component: 'github', action: 'listPullRequests' },
    {
      key: 'create-tickets',
      name: 'Create tickets',
      component: 'northwind-desk',
      action: 'createTicket',
      configVar: 'northwind-desk',
    },
    { key: 'check-stock', name: 'Check stock', component: 'acme-warehouse', action: 'listItems' },
    { key: 'export-backup', name: 'Export the nightly backup', component: 'amazon-s3', action: 'listBuckets' },
    { key: 'refresh-dashboards', name: 'Refresh dashboards', component: 'tableau', action: 'refreshExtract' },
  ],
  // Per input: a value, and who sees and sets it. `customer` (the default): the person at the form. `embedded`: your backend, by
  // API. `organization`: only you, here; customers never see it.
  configVars: [
    connectionConfigVar({
      key: 'acme-erp',
      label: 'Acme ERP',
      component: 'acme-erp',
      inputs: {
        clientId: { value: environment('ACME_CLIENT_ID'), visibility: 'organization' },
        clientSecret: { value: environment('ACME_CLIENT_SECRET'), visibility: 'organization' },
      },
    }),
    connectionConfigVar({
      key: 'slack',
      label: 'Slack',
      component: 'slack',
      inputs: {
        clientId: { value: environment('SLACK_CLIENT_ID'), visibility: 'organization' },
        clientSecret: { value: environment('SLACK_CLIENT_SECRET'), visibility: 'organization' },
        channel: { visibility: 'embedded' },
      },
    }),
    connectionConfigVar({
      key: 'google',
      label: 'Google Calendar',
      component: 'google',
      inputs: {
        clientId: { value: environment('GOOGLE_CLIENT_ID'), visibility: 'organization' },
        clientSecret: { value: environment('GOOGLE_CLIENT_SECRET'), visibility: 'organization' },
      },
    }),
    connectionConfigVar({
      key: 'northwind-desk',
      label: 'Northwind Desk',
      component: 'northwind-desk',
      inputs: {
        subdomain: { visibility: 'customer' },
        clientId: { value: environment('NORTHWIND_CLIENT_ID'), visibility: 'organization' },
        clientSecret: { value: environment('NORTHWIND_CLIENT_SECRET'), visibility: 'organization' },
      },
    }),
  ],
});

export default defineConnections({
  components: [slack, github, google, acmeErp, northwindDesk, acmeWarehouse, amazonS3, tableau],
  integrations: [crmSync],
});
