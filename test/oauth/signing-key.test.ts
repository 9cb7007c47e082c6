import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { jwtVerify } from 'jose';
import { parsePrivateKey } from '../../server/definitions/private-key.ts';
import { signAssertion } from '../../server/oauth/signing-key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('an assertion is signed as its key says', () => {
  for (const [algorithm, key, pasted] of [
    ['RS256', rsa, pem(rsa)],
    ['RS256', rsa, JSON.stringify(rsa.export({ format: 'jwk' }))],
    ['PS256', rsa, JSON.stringify({ ...rsa.export({ format: 'jwk' }), alg: 'PS256' })],
    ...(['P-256', 'P-384', 'P-521'] as const).map((name, index) => {
      const key = curve(name);
      return [['ES256', 'ES384', 'ES512'][index] ?? '', key, pem(key)] as const;
    }),
  ] as const) {
    it(`${algorithm}, from ${pasted.startsWith('{') ? 'a JSON Web Key' : 'PEM'}`, async () => {
      const parsed = parsePrivateKey(pasted);
      assert.ok(parsed);
      const claims = { issuer: 'app', audience: 'https://as.example', subject: 'ada' };
      const assertion = await signAssertion(parsed, claims);
      await jwtVerify(assertion, createPublicKey(key), { ...claims, algorithms: [algorithm] });
    });
  }
});
