const segment = encodeURIComponent;

/** Which lines of a log; see `logQuerySchema`. */
export interface LogPageQuery {
  readonly cursor?: string;
  readonly severity?: string;
  readonly since?: string;
  readonly limit?: number;
}

function queryOf(parameters: object): string {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${segment(String(value))}`);
  return query.length === 0 ? '' : `?${query.join('&')}`;
}

/** Everything for the tag's first paint; by itself, so that the tag's script carries no other address. */
export const snapshotPath = (integration: string) => `/widget/v1/integrations/${segment(integration)}`;

/** Every address of the server, once. Parameters are encoded here and nowhere else. */
export const paths = {
  tag: '/connection-config.js',
  smallElements: '/connection-status.js',
  tagIntegrity: '/integrity.json',
  openapi: '/openapi.json',
  docs: '/docs',
  healthz: '/healthz',
  readyz: '/readyz',
  metrics: '/metrics',
  // the tag, with a session token
  snapshot: snapshotPath,
  fields: (connectionId: string) => `/widget/v1/connections/${segment(connectionId)}/fields`,
  connect: (connectionId: string) => `/widget/v1/connections/${segment(connectionId)}/connect`,
  disconnect: (connectionId: string) => `/widget/v1/connections/${segment(connectionId)}/disconnect`,
  test: (connectionId: string) => `/widget/v1/connections/${segment(connectionId)}/test`,
  logs: (connectionId: string, page: LogPageQuery = {}) => `/widget/v1/connections/${segment(connectionId)}/logs${queryOf(page)}`,
  flow: (flowId: string) => `/widget/v1/flows/${segment(flowId)}`,
  flowCancel: (flowId: string) => `/widget/v1/flows/${segment(flowId)}/cancel`,
  flowFinalize: (flowId: string) => `/widget/v1/flows/${segment(flowId)}/finalize`,
  // the browser
  oauthStart: (query: { o?: string; locale?: string }) => `/oauth/start${queryOf(query)}`,
  oauthBind: '/oauth/bind',
  oauthCallback: (definition: string) => `/oauth/callback/${segment(definition)}`,
  oauthClient: (definition: string) => `/oauth/client/${segment(definition)}`,
  oauthDone: (flowId: string) => `/oauth/done/${segment(flowId)}`,
  connectPage: '/connect',
  connectOpen: '/connect/open',
  // the vendor's backend, with an API key
  connectLinks: '/v1/connect-links',
  sessions: '/v1/sessions',
  customers: '/v1/customers',
  customer: (customer: string) => `/v1/customers/${segment(customer)}`,
  instances: (customer: string) => `/v1/customers/${segment(customer)}/instances`,
  instance: (customer: string, integration: string) => `/v1/customers/${segment(customer)}/instances/${segment(integration)}`,
  events: (page: { cursor?: string; customer?: string; limit?: number } = {}) => `/v1/events${queryOf(page)}`,
  webhooks: '/v1/webhooks',
  webhook: (webhookId: string) => `/v1/webhooks/${segment(webhookId)}`,
  webhookSecret: (webhookId: string) => `/v1/webhooks/${segment(webhookId)}/secret`,
  webhookReplay: (webhookId: string) => `/v1/webhooks/${segment(webhookId)}/replay`,
  webhookDeliveries: (webhookId: string) => `/v1/webhooks/${segment(webhookId)}/deliveries`,
  connections: '/v1/connections',
  connection: (connectionId: string) => `/v1/connections/${segment(connectionId)}`,
  credentials: (connectionId: string) => `/v1/connections/${segment(connectionId)}/credentials`,
  usage: (connectionId: string) => `/v1/connections/${segment(connectionId)}/usage`,
  vendorFields: (connectionId: string) => `/v1/connections/${segment(connectionId)}/fields`,
  vendorDisconnect: (connectionId: string) => `/v1/connections/${segment(connectionId)}/disconnect`,
  vendorTest: (connectionId: string) => `/v1/connections/${segment(connectionId)}/test`,
  vendorLogs: (connectionId: string, page: LogPageQuery = {}) => `/v1/connections/${segment(connectionId)}/logs${queryOf(page)}`,
} as const;
