import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCallbackParameters, readState } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';

const issuer = 'https://provider.example/tenant';
const announced = anOAuthClient({ facts: { authorize: { issuer } } });
const read = (query: string, client = anOAuthClient()) => readCallbackParameters(new URLSearchParams(query), client);
const malformed = { kind: 'refused', code: 'provider_protocol_error' };
const mismatch = { kind: 'refused', code: 'issuer_mismatch' };
const accepted = { kind: 'code', code: 'c1', context: {}, dropped: [], tokenParams: {} };
const encoded = encodeURIComponent;

describe('readState', () => {
  it('finds the one state', () => {
    assert.equal(readState(new URLSearchParams('code=c&state=ab-C_9')), 'ab-C_9');
  });

  const hostile = [
    '',
    'state=',
    'state=a&state=a',
    'state[]=a',
    `state=${'a'.repeat(513)}`,
    'state=a%00',
    'state=%C3%A9',
    'state=a%20b',
    'state=a/b',
  ];
  for (const query of hostile) {
    it(`A16 finds none in ${JSON.stringify(query.slice(0, 30))}`, () => {
      assert.equal(readState(new URLSearchParams(query)), undefined);
    });
  }
});

describe('readCallbackParameters', () => {
  it('reads a code', () => {
    assert.deepEqual(read('code=c1&state=s&session_state=x'), accepted);
  });

  it('keeps what the provider declares and forwards what the definition allows, and nothing else', () => {
    const client = anOAuthClient({
      facts: { callback: { keep: ['realmId', 'location'] } },
      allowedTokenParams: ['realmId', 'hint', 'redirect_uri', 'client_secret'],
    });
    assert.deepEqual(read('code=c1&realmId=42&other=1&hint=h&redirect_uri=evil&client_secret=s', client), {
      kind: 'code',
      code: 'c1',
      context: { realmId: '42' },
      dropped: [],
      tokenParams: { realmId: '42', hint: 'h' },
    });
  });

  it('B04 accepts the announced issuer', () => {
    assert.deepEqual(read(`code=c1&iss=${encoded(issuer)}`, announced), accepted);
  });

  const others = [
    `${issuer}/`,
    'https://PROVIDER.example/tenant',
    'https://provider.example:443/tenant',
    'https://provider.example/tenant2',
    'https://evil.example/tenant',
    ` ${issuer}`,
    '',
  ];
  for (const other of others) {
    it(`B05 refuses the issuer ${JSON.stringify(other)}`, () => {
      assert.deepEqual(read(`code=c1&iss=${encoded(other)}`, announced), mismatch);
    });
  }

  it('B06 refuses an answer without the announced issuer', () => {
    assert.deepEqual(read('code=c1', announced), mismatch);
  });

  for (const other of [
    'https://evil.example',
    'https://provider.example.evil.example',
    'http://provider.example',
    'provider.example',
    '',
  ]) {
    it(`B07 refuses the issuer ${JSON.stringify(other)} that nobody announced and that is not the authorization server's origin`, () => {
      assert.deepEqual(read(`code=c1&iss=${encoded(other)}`), mismatch);
    });
  }

  it('B07 accepts an issuer that nobody announced on the origin of the authorization server', () => {
    assert.deepEqual(read('code=c1&iss=https://provider.example/any'), accepted);
  });

  it('B07 is stricter with an issuer that nobody announced where the facts say so', () => {
    const sameOrigin = 'code=c1&iss=https://provider.example/any';
    const facts = (iss: 'refuse' | 'require') => anOAuthClient({ facts: { authorize: { iss } } });
    assert.deepEqual(read(sameOrigin, facts('refuse')), mismatch);
    assert.deepEqual(read('code=c1', facts('refuse')), accepted);
    assert.deepEqual(read(sameOrigin, facts('require')), accepted);
    assert.deepEqual(read('code=c1', facts('require')), mismatch);
    assert.deepEqual(read('code=c1&iss=https://evil.example', facts('require')), mismatch);
  });

  it('B08 checks the issuer of an error before it believes the error', () => {
    assert.deepEqual(read('error=access_denied&iss=https://evil.example', announced), mismatch);
    assert.deepEqual(read(`error=access_denied&iss=${encoded(issuer)}`, announced), {
      kind: 'refused',
      code: 'access_denied',
      providerCode: 'access_denied',
    });
  });

  it('B16 refuses a code together with an error', () => {
    assert.deepEqual(read('code=c1&error=access_denied'), { ...malformed, providerCode: 'access_denied' });
  });

  for (const name of ['access_token', 'id_token', 'refresh_token']) {
    it(`B17 refuses ${name} in the query`, () => {
      assert.deepEqual(read(`code=c1&${name}=t`), malformed);
    });
  }

  for (const name of ['code', 'error', 'state', 'iss', 'realmId', 'hint']) {
    it(`B18 refuses ${name} twice`, () => {
      const client = anOAuthClient({ facts: { callback: { keep: ['realmId'] } }, allowedTokenParams: ['hint'] });
      assert.deepEqual(read(`code=c1&${name}=a&${name}=a`, client), malformed);
    });
  }

  const errors = [
    ['access_denied', 'access_denied'],
    ['user_cancelled_login', 'access_denied'],
    ['invalid_scope', 'invalid_scope'],
    ['redirect_uri_mismatch', 'redirect_uri_mismatch'],
    ['unauthorized_client', 'invalid_client'],
    ['server_error', 'provider_error'],
    ['temporarily_unavailable', 'provider_error'],
    ['invalid_request', 'provider_error'],
    ['something_of_theirs', 'provider_error'],
  ] as const;
  for (const [error, code] of errors) {
    it(`E13 takes ${error} for ${code}`, () => {
      const refusal = { kind: 'refused', code, providerCode: error };
      assert.deepEqual(read(`error=${error}&state=s`), refusal);
      // Their words go beside, for the vendor alone, without what else the browser brought.
      const described = read(`error=${error}&error_description=no+state-value+%E2%80%AEhere&state=state-value`);
      assert.deepEqual(described, { ...refusal, providerText: 'no [redacted] \\u{202e}here' });
    });
  }

  for (const error of ['x'.repeat(65), '<script>alert(1)</script> x', 'a"b', 'a\nb', 'é', '']) {
    it(`C01 C02 repeats nothing of the error ${JSON.stringify(error.slice(0, 20))}`, () => {
      assert.deepEqual(read(`error=${encoded(error)}`), { kind: 'refused', code: 'provider_error' });
    });
  }

  const shapeless = [
    ['nothing', ''],
    ['an empty code', 'code='],
    ['a code of 9,000 characters', `code=${'c'.repeat(9000)}`],
    ['a code with a line break', 'code=a%0d%0ab'],
    ['a code that is not ASCII', 'code=%C3%A9'],
    ['60 parameters', `code=c1&${Array.from({ length: 60 }, (_, index) => `p${index}=1`).join('&')}`],
  ] as const;
  for (const [name, query] of shapeless) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(read(query), malformed);
    });
  }

  it('never throws, and never gives a code that was not the only one', () => {
    const name = fc.oneof(
      fc.constantFrom('code', 'error', 'iss', 'state', 'access_token', '__proto__', 'constructor'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ unit: 'binary' }))), (pairs) => {
        const query = new URLSearchParams(pairs);
        const result = readCallbackParameters(query, anOAuthClient());
        if (result.kind === 'code') assert.deepEqual(query.getAll('code'), [result.code]);
      }),
      { numRuns: 2000 },
    );
  });
});
