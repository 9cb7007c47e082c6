import { join } from 'node:path';
import { demoAccounts } from '../demo-accounts.ts';
import type { DemoSecrets } from '../demo-secrets.ts';
import type { DemoSettings } from '../settings.ts';
import { clientIds } from '../vendor-environment.ts';
import { createAuthorizationServer, type AuthorizationServer } from './authorization-server.ts';
import { listen, type Running } from './listen.ts';
import { PersistentStore } from './persistent-store.ts';

/**
 * Acme ERP and its warehouse product, on one authorization server: people sign in for the first; the second is called with client
 * credentials that the customer made there. Settles when it listens.
 */
export async function startAcmeErp(settings: DemoSettings, secrets: DemoSecrets): Promise<AuthorizationServer & Running> {
  const acme = createAuthorizationServer({
    issuer: settings.urls.acme,
    brand: { name: 'Acme ERP', initials: 'AE', color: '#8a3ffc' },
    account: demoAccounts.acme,
    keys: secrets.authorizationServers.acme,
    store: new PersistentStore(join(settings.dataDir, 'third-parties', 'acme-erp.json')),
    scopes: { 'invoices.read': 'Read your invoices', 'stock.read': 'Read your stock levels' },
    clients: [
      {
        client_id: clientIds.acme,
        client_secret: secrets.clientSecrets.acme,
        client_name: 'Ledgerline CRM',
        redirect_uris: [`${settings.urls.server}/oauth/callback/acme-erp`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
      {
        client_id: demoAccounts.warehouse.clientId,
        client_secret: demoAccounts.warehouse.clientSecret,
        client_name: 'Warehouse API client',
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
        scope: 'stock.read',
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    api: {
      '/api/invoices': {
        scope: 'invoices.read',
        body: {
          invoices: [
            { number: 'INV-1042', open: true },
            { number: 'INV-1043', open: true },
          ],
        },
      },
      '/api/stock': {
        scope: 'stock.read',
        body: {
          items: [
            { sku: 'LAMP-01', quantity: 14 },
            { sku: 'DESK-07', quantity: 3 },
          ],
        },
      },
    },
  });
  return { ...acme, ...(await listen(settings.ports.acme, acme.handle)) };
}
