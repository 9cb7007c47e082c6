import type { AttackCase } from '../attack-case.ts';

/** Group H: widget API and integration API. */
export const apiCases: readonly AttackCase[] = [
  {
    id: 'H01',
    stimulus: 'session tokens that are forged, stale or for another server',
    test: 'test/server/signed-session.test.ts',
    mutation: [{ file: 'server/services/signed-session.ts', find: '      audience,\n', replace: '' }],
  },
  {
    id: 'H02',
    stimulus: 'a session token at the vendor’s API',
    test: 'test/server/requests.test.ts',
    mutation: [
      {
        file: 'server/http/middleware/api-key.ts',
        find: 'if (token === undefined || ',
        replace: "if (token?.startsWith('ccs_')) return next();\n    if (token === undefined || ",
      },
    ],
  },
  {
    id: 'H03',
    stimulus: 'another tenant’s ids on every route',
    test: 'test/server/tenancy.test.ts',
    mutation: [
      {
        file: 'server/services/find-connection.ts',
        find: 'deps.storage.connections.find(session.customerId, id)',
        replace: 'deps.storage.connections.findById(id)',
      },
      {
        file: 'server/services/find-connection.ts',
        find: 'deps.storage.use.findOf(session.customerId, id)',
        replace: 'deps.storage.use.find(id)',
      },
      {
        file: 'server/services/find-connection.ts',
        find: 'record && record.instance.id === session.instanceId ?',
        replace: 'record ?',
      },
      // The second line, which would hold by itself: H14.
      { file: 'server/storage/storage.ts', find: 'if (tenantRole === undefined) return storage;', replace: 'return storage;' },
    ],
  },
  {
    id: 'H04',
    stimulus: 'pages of other origins, near and far',
    test: 'test/server/requests.test.ts',
    mutation: [
      {
        file: 'server/http/middleware/cors.ts',
        find: '!deps.allowedOrigins.has(origin)',
        replace: '![...deps.allowedOrigins].some((allowed) => origin.startsWith(allowed))',
      },
    ],
  },
  {
    id: 'H05',
    stimulus: 'the vendor’s API called by a page',
    test: 'test/server/requests.test.ts',
    mutation: [
      {
        file: 'server/http/middleware/api-key.ts',
        find: "if (c.req.header('origin') !== undefined) throw new DomainError('origin_not_allowed');",
        replace: '',
      },
    ],
  },
  {
    id: 'H06',
    stimulus: 'a form saved again without its secrets',
    test: 'test/server/fields.test.ts',
    mutation: [
      {
        file: 'server/services/save-fields.ts',
        find: "if (!input.secret) changes.push([key, { op: 'clear' }]);",
        replace: "changes.push([key, { op: 'clear' }]);",
      },
    ],
  },
  {
    id: 'H07',
    stimulus: 'reading a form after it was saved',
    test: 'test/server/fields.test.ts',
    // The column for what is no secret takes everything, and the field shows what is there.
    mutation: [
      { file: 'server/definitions/fields.ts', find: 'const value = input.secret ? undefined : (', replace: 'const value = (' },
      { file: 'server/storage/value-store.ts', find: 'plain: secret ? null : value', replace: 'plain: value' },
    ],
  },
  {
    id: 'H08',
    stimulus: 'members in a body that nobody offered',
    test: 'test/server/fields.test.ts',
    mutation: [
      {
        file: 'server/contract/field.ts',
        find: 'export const fieldsPatchSchema = v.strictObject({',
        replace: 'export const fieldsPatchSchema = v.object({',
      },
    ],
  },
  {
    id: 'H09',
    stimulus: 'ten megabytes, or JSON under another name',
    test: 'test/server/requests.test.ts',
    mutation: [
      {
        file: 'server/http/read-body.ts',
        find: "if (mediaType !== 'application/json') throw new DomainError('unsupported_media_type');",
        replace: '',
      },
    ],
  },
  {
    id: 'H10',
    stimulus: 'many callers at one expiry, on several servers',
    test: 'test/server/refresh.test.ts',
    mutation: [
      {
        file: 'server/storage/credential-store.ts',
        find: 'isVersion({ connectionId, generation, version }), isLeaseFree',
        replace: 'isVersion({ connectionId, generation, version })',
      },
    ],
  },
  {
    id: 'H11',
    stimulus: 'a 401 reported with an old token',
    test: 'test/server/refresh.test.ts',
    mutation: [
      {
        file: 'server/services/hand-over.ts',
        find: 'return tokenVersion(credential) === rejectedVersion;',
        replace: 'return rejectedVersion !== undefined && tokenVersion(credential) >= rejectedVersion;',
      },
    ],
  },
  {
    id: 'H12',
    stimulus: 'an API key that was revoked',
    test: 'test/attacks/api-keys.test.ts',
    // What was looked up once is believed for good.
    mutation: [
      {
        file: 'server/services/api-keys.ts',
        find: 'trustedUntil.set(known, askedAt + apiKeyTrustMs);',
        replace: 'trustedUntil.set(known, Infinity);',
      },
    ],
  },
  {
    id: 'H13',
    stimulus: 'control, bidirectional and markup characters in what a provider says',
    test: 'test/telemetry/logger.test.ts',
    mutation: [
      { file: 'server/redaction/scrub.ts', find: 'return escapeInvisible(clean.length', replace: 'return (clean.length' },
    ],
  },
  {
    id: 'H14',
    stimulus: 'another tenant’s ids, where the server’s own conditions are wrong',
    test: 'test/server/row-level-security.test.ts',
    mutation: [
      { file: 'server/storage/storage.ts', find: 'if (tenantRole === undefined) return storage;', replace: 'return storage;' },
    ],
  },
];
