/**
 * What a newcomer types or clicks at the third parties. All of it is made up, exists on this machine only, and is printed on the
 * demo's page; the secrets that are real (keys, client secrets) are generated, see `demo-secrets.ts`.
 */
export const demoAccounts = {
  customer: { id: 'cus_brightwater', name: 'Brightwater Goods' },
  user: { id: 'usr_workspace_admin', name: 'Workspace admin' },
  acme: { login: 'admin@brightwater.example', password: 'demo', name: 'Brightwater admin' },
  northwind: {
    subdomains: ['harbor', 'summit'],
    login: 'agent@brightwater.example',
    password: 'demo',
    name: 'Brightwater agent',
  },
  warehouse: { clientId: 'brightwater-warehouse', clientSecret: 'demo-warehouse-secret' },
  aws: { accessKeyId: 'AKIADEMOBRIGHTWATER0', secretAccessKey: 'demo-secret-access-key', region: 'eu-central-1' },
  tableau: { siteId: 'brightwater', tokenName: 'ledgerline', token: 'demo-tableau-token' },
} as const;
