import { createOAuth1Header, type OAuth1Credentials, type Token } from '../contract/index.ts';

/**
 * A `fetch` that signs every request by OAuth 1.0a: its method, its address and, of a form, its body.
 * @see RFC 5849 section 3
 */
export function signedFetch(token: Token, send: typeof fetch): typeof fetch {
  const credentials = credentialsOf(token);
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, url } = request;
    const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true;
    // Read from a copy: the body can be read once, and the third party has to get it.
    const signed = isForm ? { form: new URLSearchParams(await request.clone().text()) } : {};
    request.headers.set('authorization', await createOAuth1Header(credentials, { method, url, ...signed }));
    return send(request);
  };
}

function credentialsOf(token: Token): OAuth1Credentials {
  const { consumer_key: consumerKey = '', consumer_secret: consumerSecret = '', token_secret: tokenSecret = '', realm } = token;
  const { signature_method: signatureMethod = 'HMAC-SHA1', access_token } = token;
  return {
    consumerKey,
    consumerSecret,
    token: access_token,
    tokenSecret,
    signatureMethod,
    ...(realm === undefined ? {} : { realm }),
  };
}
