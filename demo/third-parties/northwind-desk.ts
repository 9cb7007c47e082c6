import { join } from 'node:path';
import { demoAccounts } from '../demo-accounts.ts';
import type { DemoSecrets } from '../demo-secrets.ts';
import type { DemoSettings } from '../settings.ts';
import { clientIds } from '../vendor-environment.ts';
import { createAuthorizationServer } from './authorization-server.ts';
import { messagePage, sendPage } from './interaction-page.ts';
import { listen, type Running } from './listen.ts';
import { PersistentStore } from './persistent-store.ts';

const brand = { name: 'Northwind Desk', initials: 'ND', color: '#0f6b5c' };

/**
 * Northwind Desk gives every customer a host of its own, `http://<subdomain>.localhost:<port>`, with its own authorization server.
 * Settles when it listens.
 */
export async function startNorthwindDesk(settings: DemoSettings, secrets: DemoSecrets): Promise<Running> {
  const port = settings.ports.northwind;
  const desks = new Map(
    demoAccounts.northwind.subdomains.map((subdomain) => [
      `${subdomain}.localhost:${port}`,
      createDesk(subdomain, settings, secrets),
    ]),
  );
  return listen(port, async (request, response) => {
    const desk = desks.get(request.headers.host ?? '');
    if (desk !== undefined) return desk.handle(request, response);
    const known = demoAccounts.northwind.subdomains.join(' and ');
    sendPage(response, 404, await messagePage(brand, 'There is no desk at this address', `The demo has ${known}.`));
  });
}

function createDesk(subdomain: string, settings: DemoSettings, secrets: DemoSecrets) {
  return createAuthorizationServer({
    issuer: `http://${subdomain}.localhost:${settings.ports.northwind}`,
    brand: { ...brand, name: `Northwind Desk · ${subdomain}` },
    account: demoAccounts.northwind,
    keys: secrets.authorizationServers.northwind,
    store: new PersistentStore(join(settings.dataDir, 'third-parties', `northwind-desk-${subdomain}.json`)),
    accessTokenSeconds: 300,
    scopes: { 'tickets.read': 'Read your tickets' },
    clients: [
      {
        client_id: clientIds.northwind,
        client_secret: secrets.clientSecrets.northwind,
        client_name: 'Ledgerline CRM',
        redirect_uris: [`${settings.urls.server}/oauth/callback/northwind-desk`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    api: { '/api/tickets': { scope: 'tickets.read', body: { tickets: [{ id: 318, subject: 'Late delivery' }] } } },
  });
}
