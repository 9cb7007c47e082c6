/** How a request of OAuth 1.0a is signed. @see RFC 5849 sections 3.4.2 and 3.4.4; `HMAC-SHA256` is its widespread successor */
export const oauth1SignatureMethods = ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const;
export type OAuth1SignatureMethod = (typeof oauth1SignatureMethods)[number];

/** What a request is signed with. As secret as a token: who has it can sign any request. */
export interface OAuth1Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly signatureMethod: OAuth1SignatureMethod;
  /** Absent in the request for a request token. */
  readonly token?: string;
  readonly tokenSecret?: string;
  /** Stands in the header and is not signed. */
  readonly realm?: string;
}

/** The request to be signed. */
export interface OAuth1Request {
  readonly method: string;
  readonly url: string | URL;
  /** The parameters of a body of the type `application/x-www-form-urlencoded`; any other body is not signed. */
  readonly form?: URLSearchParams;
  /** Protocol parameters of this one request: `oauth_callback`, `oauth_verifier`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What makes a signature good for one request. */
export interface OAuth1Moment {
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

type Parameter = readonly [name: string, value: string];

/**
 * The value of an `Authorization` header that proves who sends this one request.
 * @param moment default: now, with a nonce of 128 bits.
 * @see RFC 5849 sections 3.1, 3.4 and 3.5.1
 */
export async function createOAuth1Header(
  credentials: OAuth1Credentials,
  { method, url, form, parameters = {} }: OAuth1Request,
  moment: OAuth1Moment = createMoment(),
): Promise<string> {
  const { consumerKey, token, signatureMethod, realm } = credentials;
  const protocol: Parameter[] = [
    ['oauth_consumer_key', consumerKey],
    ...(token === undefined ? [] : [['oauth_token', token] as const]),
    ['oauth_signature_method', signatureMethod],
    ['oauth_timestamp', String(moment.timestamp)],
    ['oauth_nonce', moment.nonce],
    ...Object.entries(parameters),
  ];
  const baseString = oauth1BaseString(method, url, [...protocol, ...(form ?? [])]);
  const signature = await sign(credentials, baseString);
  const written = [...protocol, ['oauth_signature', signature] as const].map(
    ([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`,
  );
  return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm.replace(/["\\]/g, '\\$&')}"`]), ...written].join(', ')}`;
}

/**
 * The text that is signed: method, address, and all parameters in order, those of the address included.
 * @param parameters of the header, without `realm` and `oauth_signature`, and of a form body.
 * @see RFC 5849 section 3.4.1
 */
export function oauth1BaseString(method: string, url: string | URL, parameters: readonly Parameter[]): string {
  const { origin, pathname, searchParams } = new URL(url);
  const encoded = [...searchParams, ...parameters].map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  // By the bytes of the encoded text, which is ASCII; never by a language's order of letters.
  const normalized = encoded
    .toSorted(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map((pair) => pair.join('='))
    .join('&');
  return [method.toUpperCase(), origin + pathname, normalized].map(percentEncode).join('&');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** All but letters, digits, `-`, `.`, `_` and `~`, which `encodeURIComponent` alone does not do. @see RFC 5849 section 3.6 */
function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function sign({ consumerSecret, tokenSecret = '', signatureMethod }: OAuth1Credentials, text: string): Promise<string> {
  const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`;
  if (signatureMethod === 'PLAINTEXT') return key;
  const algorithm = { name: 'HMAC', hash: signatureMethod === 'HMAC-SHA1' ? 'SHA-1' : 'SHA-256' };
  const encoder = new TextEncoder();
  const signer = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', signer, encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}

function createMoment(): OAuth1Moment {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const nonce = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { nonce, timestamp: Math.floor(Date.now() / 1000) };
}
