import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { scrub } from '../../server/redaction/scrub.ts';
import { createLogger, type LogFields, type LogLevel } from '../../server/telemetry/index.ts';

function aLogger(level: LogLevel = 'debug') {
  const lines: string[] = [];
  return { log: createLogger({ level, destination: { write: (line: string) => void lines.push(line) } }), lines };
}

const parse = (line: string | undefined) => JSON.parse(line ?? '') as Record<string, unknown>;

/** One of each kind that this product handles, of the shape it has in real life. */
const secrets = {
  'a bearer header': 'Bearer xoxb-2345678901-abcdefGHIJKL',
  'a Basic header': `Basic ${Buffer.from('client:secret').toString('base64')}`,
  'a JSON Web Token': 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'a session token': `ccs_${randomBytes(32).toString('base64url')}`,
  'an opaque token': randomBytes(24).toString('base64url'),
  'a hex key': randomBytes(16).toString('hex'),
  'a form': 'grant_type=x&client_secret=short&code=abc',
  'a JSON member': '{"access_token":"short-one"}',
  'a URL with a query': 'https://provider.example/cb?code=abc&state=def',
  'a URL with a password': 'https://user:hunter2@provider.example/cb?x=1',
} as const;
const tellTales = /xoxb|Y2xpZW50|eyJ|short|abc&|hunter2|code=abc/;

describe('createLogger', () => {
  it('writes one JSON line with time, level, sentence and fields', () => {
    const { log, lines } = aLogger();
    log.info({ connectionId: 'con_1', httpStatus: 503, outcome: undefined }, 'a refresh failed');
    const { time, ...line } = parse(lines[0]);
    assert.ok(!Number.isNaN(Date.parse(String(time))));
    assert.deepEqual(line, {
      level: 'info',
      name: 'connection-config',
      connectionId: 'con_1',
      httpStatus: 503,
      msg: 'a refresh failed',
    });
  });

  it('drops every field that is not on the list, and every value that is not plain', () => {
    const { log, lines } = aLogger();
    const fields = { accessToken: 'AT-1', body: 'x', headers: {}, code: { nested: 'AT-2' }, status: 200 } as unknown as LogFields;
    log.error(fields, 'done');
    assert.deepEqual(Object.keys(parse(lines[0])).sort(), ['level', 'msg', 'name', 'status', 'time']);
  });

  for (const [name, secret] of Object.entries(secrets)) {
    it(`T10 hides ${name} in a field, a sentence and an error`, () => {
      const { log, lines } = aLogger();
      log.warn({ reason: secret }, `failed with ${secret}`);
      log.child({ providerCode: secret }).error({ error: new Error(secret, { cause: new Error(secret) }) }, 'failed');
      const text = lines.join('');
      assert.doesNotMatch(text, tellTales);
      assert.equal(text.includes(secret), false);
    });
  }

  it('keeps ids, codes and addresses readable', () => {
    const texts = [
      `con_${randomBytes(16).toString('base64url')}`,
      'b2d4c9f0-1111-4222-8333-123456789abc',
      'provider_protocol_error',
      'the connection is used by nobody at the moment',
      'https://provider.example/oauth/token',
    ];
    for (const text of texts) assert.equal(scrub(text), text);
    assert.equal(scrub('https://provider.example/cb?code=x#y'), 'https://provider.example/cb');
  });

  it('tells what an error is and where, not what it says', () => {
    const { log, lines } = aLogger();
    log.error({ error: Object.assign(new TypeError('row holds secret-value'), { code: '23505' }) }, 'failed');
    const error = parse(lines[0])['error'] as { name: string; code: string; at: string[] };
    assert.deepEqual([error.name, error.code], ['TypeError', '23505']);
    assert.match(error.at[0] ?? '', /logger\.test\.ts/);
    assert.doesNotMatch(lines[0] ?? '', /secret-value/);
  });

  it('H13 keeps a line one line that reads in order', () => {
    const { log, lines } = aLogger();
    log.info({ providerCode: 'a\r\n{"level":"fatal"}\u001b[31m\u202e\u2028' }, 'forged');
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.trimEnd().includes('\n'), false);
    assert.equal(parse(lines[0])['providerCode'], 'a\\u{d}\\u{a}{"level":"fatal"}\\u{1b}[31m\\u{202e}\\u{2028}');
  });

  it('cuts long text', () => {
    assert.equal(scrub('ab '.repeat(500)).length, 201);
  });

  it('is silent below its level, and children inherit fields', () => {
    const { log, lines } = aLogger('warn');
    log.info({}, 'not written');
    log.child({ requestId: 'r1' }).child({ route: '/x' }).warn({ status: 500 }, 'written');
    assert.equal(lines.length, 1);
    const { requestId, route, status } = parse(lines[0]);
    assert.deepEqual([requestId, route, status], ['r1', '/x', 500]);
  });
});
