import { createEmulator } from 'emulate';
import type { DemoSecrets } from '../demo-secrets.ts';
import type { DemoSettings } from '../settings.ts';
import { clientIds } from '../vendor-environment.ts';
import type { Running } from './listen.ts';

/**
 * Slack, GitHub and Google as npm `emulate` plays them, each with Ledgerline CRM registered as an OAuth app.
 * They remember nothing across a restart. Their APIs accept every token as the first seeded person's, so a stored access token goes on
 * working; a Google refresh token does not. Settles when all of them listen.
 */
export async function startWellKnownApps({ ports, urls }: DemoSettings, { clientSecrets }: DemoSecrets): Promise<Running> {
  const callback = (definition: string) => [`${urls.server}/oauth/callback/${definition}`];
  const emulators = await Promise.all([
    createEmulator({
      service: 'slack',
      port: ports.slack,
      baseUrl: urls.slack,
      seed: {
        slack: {
          team: { name: 'Brightwater Goods', domain: 'brightwater' },
          users: [{ name: 'workspace-admin', real_name: 'Workspace admin', email: 'admin@brightwater.example' }],
          channels: [{ name: 'deals', topic: 'Won and lost' }],
          oauth_apps: [
            {
              client_id: clientIds.slack,
              client_secret: clientSecrets.slack,
              name: 'Ledgerline CRM',
              redirect_uris: callback('slack'),
              scopes: ['chat:write', 'channels:read', 'team:read'],
              bot_name: 'ledgerline',
            },
          ],
        },
      },
    }),
    createEmulator({
      service: 'github',
      port: ports.github,
      baseUrl: urls.github,
      seed: {
        github: {
          users: [{ login: 'brightwater-dev', name: 'Brightwater developer', email: 'dev@brightwater.example' }],
          oauth_apps: [
            {
              client_id: clientIds.github,
              client_secret: clientSecrets.github,
              name: 'Ledgerline CRM',
              redirect_uris: callback('github'),
            },
          ],
        },
      },
    }),
    createEmulator({
      service: 'google',
      port: ports.google,
      baseUrl: urls.google,
      seed: {
        google: {
          users: [{ email: 'sales@brightwater.example', name: 'Brightwater sales' }],
          oauth_clients: [
            {
              client_id: clientIds.google,
              client_secret: clientSecrets.google,
              name: 'Ledgerline CRM',
              redirect_uris: callback('google'),
            },
          ],
        },
      },
    }),
  ]);
  return {
    async close() {
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
