import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reservedParameters } from '../../../server/catalog/provider.ts';
import { isErrorCode } from '../../../server/contract/index.ts';
import { readCallbackParameters, readState } from '../../../server/oauth/index.ts';
import { anOAuthClient } from '../../support/an-oauth-client.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { assertPlausibleCode, assertPrototypesIntact } from '../plausible.ts';
import { queryText } from './query-texts.ts';

const kept = ['realmId', '__proto__', 'location'];
const forwarded = ['realmId', 'hint', 'redirect_uri', 'client_secret', 'grant_type'];
const issuer = 'https://provider.example/tenant';
const clients = [
  anOAuthClient(),
  anOAuthClient({ facts: { authorize: { issuer } } }),
  anOAuthClient({ facts: { callback: { keep: kept } }, allowedTokenParams: forwarded }),
];

/** The reader of the query that a browser brings back from a provider. */
export const callbackQuery: FuzzTarget<string> = {
  name: 'callback-query',
  nearlyRight: () => queryText(fc.constantFrom('abc-DEF_123', 'x'.repeat(513), '')),
  decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
  check(text) {
    const query = new URLSearchParams(text);
    const state = readState(query);
    if (state !== undefined) {
      assert.match(state, /^[A-Za-z0-9_-]{1,512}$/);
      assert.deepEqual(query.getAll('state'), [state]);
    }
    for (const client of clients) {
      const result = readCallbackParameters(query, client);
      if (result.kind === 'refused') {
        assert.ok(isErrorCode(result.code), result.code);
        assertPlausibleCode(result.providerCode);
        assert.equal('code' in result && 'context' in result, false);
        continue;
      }
      assert.match(result.code, /^[\x20-\x7e]{1,8192}$/);
      assert.deepEqual(query.getAll('code'), [result.code]);
      assert.equal(query.has('error') || query.has('access_token') || query.has('id_token'), false);
      assert.deepEqual(
        query.getAll('iss').filter((iss) => new URL(iss).origin !== new URL(issuer).origin),
        [],
      );
      for (const name of Object.keys(result.context)) assert.ok(client.provider.callback.keep.includes(name), name);
      for (const [name, value] of Object.entries(result.tokenParams)) {
        assert.ok(client.allowedTokenParams.includes(name) && !(reservedParameters as readonly string[]).includes(name), name);
        assert.match(value, /^[\x20-\x7e]+$/);
      }
    }
    assertPrototypesIntact();
  },
};
