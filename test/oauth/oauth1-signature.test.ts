import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import OAuth from 'oauth-1.0a';
import { createOAuth1Header, oauth1BaseString, type OAuth1Credentials } from '../../server/contract/index.ts';

/** The parameters of a header. */
function read(header: string): Record<string, string> {
  return Object.fromEntries(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decodeURIComponent(value)]),
  );
}

describe('the signature of OAuth 1.0a', () => {
  const photos = { consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: 'kd94hf93k423kf44', realm: 'Photos' } as const;

  it('signs the examples of RFC 5849 section 1.2', async () => {
    const initiate = await createOAuth1Header(
      { ...photos, signatureMethod: 'HMAC-SHA1' },
      {
        method: 'POST',
        url: 'https://photos.example.net/initiate',
        parameters: { oauth_callback: 'http://printer.example.com/ready' },
      },
      { timestamp: 137131200, nonce: 'wIjqoS' },
    );
    assert.ok(initiate.startsWith('OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", '));
    assert.ok(initiate.includes('oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready"'));
    assert.ok(initiate.endsWith('oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"'));

    const token = await createOAuth1Header(
      { ...photos, signatureMethod: 'HMAC-SHA1', token: 'hh5s93j4hdidpola', tokenSecret: 'hdhd0244k9j7ao03' },
      { method: 'POST', url: 'https://photos.example.net/token', parameters: { oauth_verifier: 'hfdp7dh39dks9884' } },
      { timestamp: 137131201, nonce: 'walatlh' },
    );
    assert.equal(read(token)['oauth_signature'], 'gKgrFCywp7rO0OXSjdot/IHF7IU=');

    const resource = await createOAuth1Header(
      { ...photos, signatureMethod: 'HMAC-SHA1', token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' },
      { method: 'GET', url: 'http://photos.example.net/photos?file=vacation.jpg&size=original' },
      { timestamp: 137131202, nonce: 'chapoH' },
    );
    assert.equal(read(resource)['oauth_signature'], 'MdpQcU8iPSUjWoN/UDMsK2sui9I=');
  });

  it('makes the text of RFC 5849 section 3.4.1.1', () => {
    const text = oauth1BaseString('POST', 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', [
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ...new URLSearchParams('c2&a3=2+q'),
    ]);
    assert.equal(
      text,
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26' +
        'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('gives the bare secrets as PLAINTEXT', async () => {
    const credentials = {
      consumerKey: 'k',
      consumerSecret: 'a&b',
      token: 't',
      tokenSecret: '%',
      signatureMethod: 'PLAINTEXT',
    } as const;
    const header = await createOAuth1Header(credentials, { method: 'GET', url: 'https://example.com/' });
    assert.equal(read(header)['oauth_signature'], 'a%26b&%25');
  });

  it('makes every signature another, and none from a lone half of a character', async () => {
    const credentials = { consumerKey: 'k\ud800', consumerSecret: 's', signatureMethod: 'HMAC-SHA256' } as const;
    const sign = () => createOAuth1Header(credentials, { method: 'GET', url: 'https://example.com/' });
    assert.notEqual(read(await sign())['oauth_nonce'], read(await sign())['oauth_nonce']);
  });

  // The other implementation takes a form as an object, which has each name once, and does not decode the names in an address.
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const parameters = fc.dictionary(
    text.filter((name) => name !== '' && name !== '__proto__'),
    text,
    { maxKeys: 5 },
  );
  const request = fc.record({
    method: fc.constantFrom('GET', 'post', 'PUT'),
    path: fc.webPath(),
    query: fc.dictionary(fc.stringMatching(/^q[\w.-]{0,8}$/), text, { maxKeys: 5 }),
    form: parameters,
    consumerKey: text,
    consumerSecret: text,
    token: fc.option(fc.record({ key: text, secret: text }), { nil: undefined }),
    signatureMethod: fc.constantFrom('HMAC-SHA1' as const, 'HMAC-SHA256' as const, 'PLAINTEXT' as const),
  });

  it('signs like another implementation, whatever is signed', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, form, token, ...client }) => {
        fc.pre(Object.keys(form).every((name) => !Object.hasOwn(query, name)));
        const url = new URL(`https://api.example.com${path}`);
        url.search = new URLSearchParams(query).toString().replaceAll('+', '%20');
        const credentials: OAuth1Credentials = {
          ...client,
          ...(token === undefined ? {} : { token: token.key, tokenSecret: token.secret }),
        };
        const header = await createOAuth1Header(credentials, { method, url, form: new URLSearchParams(form) });
        const ours = read(header);
        assert.equal(ours['oauth_signature'], theirs(credentials, { method, url: url.href, data: form }, ours));
      }),
      { numRuns: 300 },
    );
  });
});

/** The signature that npm `oauth-1.0a` makes of the same request at the same moment. */
function theirs(
  { consumerKey, consumerSecret, signatureMethod, token, tokenSecret = '' }: OAuth1Credentials,
  request: OAuth.RequestOptions,
  moment: Readonly<Record<string, string>>,
): string {
  const signer = new OAuth({
    consumer: { key: consumerKey, secret: consumerSecret },
    signature_method: signatureMethod,
    hash_function: (base, key) =>
      signatureMethod === 'PLAINTEXT'
        ? key
        : createHmac(signatureMethod === 'HMAC-SHA1' ? 'sha1' : 'sha256', key)
            .update(base)
            .digest('base64'),
  });
  const data = {
    oauth_consumer_key: consumerKey,
    oauth_nonce: moment['oauth_nonce'] ?? '',
    oauth_signature_method: signatureMethod,
    oauth_timestamp: Number(moment['oauth_timestamp']),
    ...(token === undefined ? {} : { oauth_token: token }),
  };
  return signer.getSignature(request, tokenSecret, data as unknown as OAuth.Data);
}
