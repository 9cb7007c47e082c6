import type { GenericSchema } from 'valibot';
import * as contract from '../../contract/index.ts';

/** Who may call: the vendor's backend, the tag, or everybody. */
export type Caller = 'vendor' | 'tag' | 'anyone';

/** One operation of the HTTP surface, as documented; `test/server/openapi.test.ts` holds this table against the app's routes. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{parameters}`. */
  readonly path: string;
  readonly caller: Caller;
  readonly summary: string;
  /** Names of query parameters. */
  readonly query?: readonly string[];
  readonly request?: GenericSchema;
  /** Default 200. */
  readonly status?: 200 | 201 | 204 | 303;
  /** The answer's JSON; a media type where it is something else; absent: no body. */
  readonly answer?: GenericSchema | 'text/html' | 'text/plain' | 'text/javascript' | 'application/json';
}

type Row = readonly [
  method: Operation['method'],
  path: string,
  summary: string,
  facts?: Omit<Operation, 'method' | 'path' | 'summary' | 'caller'>,
];

const of = (caller: Caller, prefix: string, rows: readonly Row[]): Operation[] =>
  rows.map(([method, path, summary, facts]) => ({ method, path: prefix + path, caller, summary, ...facts }));

/** Every operation, in the order of the documentation. */
export const operations: readonly Operation[] = [
  ...of('vendor', '/v1', [
    [
      'post',
      '/sessions',
      'Opens a session for the tag.',
      { request: contract.sessionRequestSchema, status: 201, answer: contract.sessionAnswerSchema },
    ],
    [
      'post',
      '/connect-links',
      'Makes a link to the hosted page with the tag, for a mail.',
      { request: contract.connectLinkRequestSchema, status: 201, answer: contract.connectLinkAnswerSchema },
    ],
    [
      'post',
      '/connections/{id}/credentials',
      'Hands over a connection with a token that lives long enough; renews it first when it must. Never a refresh token.',
      { request: contract.credentialsRequestSchema, answer: contract.credentialsSchema },
    ],
    [
      'post',
      '/connections/{id}/usage',
      'Reports that a connection was used, or that the third party refused it.',
      { request: contract.usageRequestSchema, status: 204 },
    ],
    [
      'get',
      '/connections',
      'Lists connections in pages.',
      { query: ['customer', 'integration', 'configVar', 'cursor'], answer: contract.connectionListSchema },
    ],
    ['get', '/connections/{id}', 'Reads one connection.', { answer: contract.connectionSummarySchema }],
    [
      'put',
      '/connections/{id}/fields',
      'Sets, replaces and clears inputs, those of visibility "embedded" before all.',
      { request: contract.fieldsPatchSchema, answer: contract.connectionSummarySchema },
    ],
    [
      'post',
      '/connections/{id}/disconnect',
      'Deletes the stored tokens and asks the third party to revoke them.',
      { answer: 'application/json' },
    ],
    ['post', '/connections/{id}/test', 'Sends the test request of the definition.', { answer: 'application/json' }],
    [
      'get',
      '/connections/{id}/logs',
      'Reads a connection’s log, newest first.',
      { query: ['cursor', 'severity', 'since', 'limit'], answer: contract.logPageSchema },
    ],
    [
      'get',
      '/events',
      'Reads what happened to connections, oldest first.',
      { query: ['cursor', 'customer', 'limit'], answer: contract.eventPageSchema },
    ],
    ['get', '/customers', 'Lists customers in pages.', { query: ['cursor'], answer: contract.customerListSchema }],
    ['get', '/customers/{customer}', 'Reads a customer by your own id.', { answer: contract.customerSchema }],
    [
      'put',
      '/customers/{customer}',
      'Makes or renames a customer.',
      { request: contract.customerPutSchema, answer: contract.customerSchema },
    ],
    [
      'delete',
      '/customers/{customer}',
      'Deletes a customer: every connection is disconnected, and the key of its values is destroyed.',
      { answer: contract.deletedSchema },
    ],
    ['get', '/customers/{customer}/instances', 'Lists a customer’s instances.', { answer: contract.instanceListSchema }],
    ['get', '/customers/{customer}/instances/{integration}', 'Reads an instance.', { answer: contract.instanceSchema }],
    [
      'put',
      '/customers/{customer}/instances/{integration}',
      'Makes or renames an instance.',
      { request: contract.instancePutSchema, answer: contract.instanceSchema },
    ],
    [
      'delete',
      '/customers/{customer}/instances/{integration}',
      'Deletes an instance and disconnects its connections.',
      { answer: contract.deletedSchema },
    ],
    ['get', '/webhooks', 'Lists the endpoints that events are sent to.', { answer: contract.webhookListSchema }],
    [
      'post',
      '/webhooks',
      'Adds an endpoint; the answer shows its secret, this once.',
      { request: contract.webhookRequestSchema, status: 201, answer: contract.webhookWithSecretSchema },
    ],
    ['get', '/webhooks/{webhook}', 'Reads an endpoint.', { answer: contract.webhookSchema }],
    [
      'patch',
      '/webhooks/{webhook}',
      'Changes, disables or enables an endpoint.',
      { request: contract.webhookPatchSchema, answer: contract.webhookSchema },
    ],
    ['delete', '/webhooks/{webhook}', 'Deletes an endpoint.', { status: 204 }],
    [
      'post',
      '/webhooks/{webhook}/secret',
      'Makes a new secret; the old one goes on for a while.',
      { request: contract.webhookSecretRequestSchema, status: 201, answer: contract.webhookWithSecretSchema },
    ],
    [
      'post',
      '/webhooks/{webhook}/replay',
      'Sends everything again from a moment on.',
      { request: contract.webhookReplaySchema, answer: contract.webhookSchema },
    ],
    ['get', '/webhooks/{webhook}/deliveries', 'Reads the newest 100 deliveries.', { answer: contract.deliveryListSchema }],
  ]),
  ...of('tag', '/widget/v1', [
    ['get', '/integrations/{integration}', 'Everything the tag shows.', { answer: contract.snapshotSchema }],
    [
      'patch',
      '/connections/{id}/fields',
      'Saves fields: keeps, replaces or clears each.',
      { request: contract.fieldsPatchSchema, answer: contract.connectionSchema },
    ],
    [
      'post',
      '/connections/{id}/connect',
      'Begins CONNECT.',
      { request: contract.connectRequestSchema, answer: contract.connectAnswerSchema },
    ],
    ['post', '/connections/{id}/disconnect', 'DISCONNECT.', { answer: contract.disconnectedSchema }],
    ['post', '/connections/{id}/test', 'Sends the test request.', { answer: contract.testResultSchema }],
    [
      'get',
      '/connections/{id}/logs',
      'The connection’s log, newest first.',
      { query: ['cursor', 'severity', 'since', 'limit'], answer: contract.logPageSchema },
    ],
    ['get', '/flows/{id}', 'How a sign-in stands.', { answer: contract.flowStatusSchema }],
    ['post', '/flows/{id}/cancel', 'Gives a sign-in up.', { answer: contract.flowStatusSchema }],
    [
      'post',
      '/flows/{id}/finalize',
      'Finishes a sign-in that came back in the same tab.',
      { request: contract.finalizeRequestSchema, answer: contract.flowStatusSchema },
    ],
  ]),
  ...of('anyone', '', [
    ['get', '/oauth/start', 'The first page of the sign-in window.', { query: ['o', 'locale'], answer: 'text/html' }],
    [
      'post',
      '/oauth/bind',
      'Binds a sign-in to the browser; called by the start page alone.',
      { request: contract.bindRequestSchema, answer: contract.bindAnswerSchema },
    ],
    ['get', '/oauth/callback/{definition}', 'Where third parties send the browser back.', { status: 303 }],
    ['post', '/oauth/callback/{definition}', 'The same, for third parties that post the answer.', { status: 303 }],
    ['get', '/oauth/client/{definition}', 'This client’s metadata document.', { answer: 'application/json' }],
    ['get', '/oauth/done/{flow}', 'The last page of the sign-in window.', { answer: 'text/html' }],
    ['get', '/connect', 'The hosted page with the tag.', { answer: 'text/html' }],
    [
      'post',
      '/connect/open',
      'Opens a link; called by the hosted page alone.',
      { request: contract.openLinkRequestSchema, answer: 'application/json' },
    ],
    ['get', '/connection-config.js', 'The tag.', { answer: 'text/javascript' }],
    ['get', '/connection-status.js', 'The small elements.', { answer: 'text/javascript' }],
    ['get', '/chunks/{file}', 'What the tag loads when it needs it.', { answer: 'text/javascript' }],
    ['get', '/integrity.json', 'Digests of the tag’s files.', { answer: 'application/json' }],
    ['get', '/healthz', 'The process lives; 503 when a task of its background hangs.', { answer: 'application/json' }],
    ['get', '/readyz', 'The server can serve.', { answer: 'application/json' }],
    ['get', '/metrics', 'Metrics for Prometheus.', { answer: 'text/plain' }],
    ['get', '/openapi.json', 'This description.', { answer: 'application/json' }],
    ['get', '/docs', 'This description, to read.', { answer: 'text/html' }],
  ]),
];
