/** The process of everything that is not the connection server: the third parties, and Ledgerline CRM. Started by `start.ts`. */
import { serve } from '@hono/node-server';
import { createClient } from 'connection-config/client';
import { loadConfig } from 'connection-config/definitions';
import { loadDemoSecrets } from './demo-secrets.ts';
import { createHost } from './host/app.ts';
import { readDemoSettings } from './settings.ts';
import { startThirdParties } from './third-parties/start-third-parties.ts';

const settings = readDemoSettings(process.env);
const { acme } = await startThirdParties(settings, loadDemoSecrets(settings.dataDir));

const { integrations } = await loadConfig(process.env['CONNECTIONS_CONFIG'] ?? '');
const integration = integrations.get('crm-sync');
if (integration === undefined) throw new Error('connections.config.ts declares no integration "crm-sync".');
const client = createClient({ baseUrl: settings.urls.server, apiKey: process.env['API_KEY'] ?? '' });
const host = createHost({ settings, client, integration, revokeAcme: () => acme.endAllGrants() });
serve({ fetch: host.fetch, port: settings.ports.host, hostname: '127.0.0.1' });
