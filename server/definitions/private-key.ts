import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

/** A key to sign or to authenticate with, as read from an input. */
export interface PrivateKey {
  /** PKCS#8, PEM: one spelling for one key. */
  readonly pem: string;
  /** What the server calls the key (RFC 7515 section 4.1.4). */
  readonly kid?: string;
  /** What an RSA key signs with, where it says so (RFC 7517 section 4.4). Absent: RS256. */
  readonly alg?: 'PS256';
}

/**
 * Reads a private key that somebody pasted: PEM, also with its line breaks lost or written as `\n` (as in a JSON file), or a JSON Web Key.
 * @returns undefined when it is none, or one that needs a passphrase.
 * @see RFC 7468 section 10; RFC 7517 section 4
 */
export function parsePrivateKey(text: string): PrivateKey | undefined {
  try {
    const jwk = text.trimStart().startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : undefined;
    const key = jwk === undefined ? createPrivateKey(withLineBreaks(text)) : createPrivateKey({ key: jwk, format: 'jwk' });
    const kid = jwk?.['kid'];
    return {
      pem: pemOf(key),
      ...(typeof kid === 'string' && kid !== '' ? { kid } : {}),
      ...(jwk?.['kty'] === 'RSA' && jwk['alg'] === 'PS256' ? { alg: 'PS256' as const } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Reads a certificate, or a chain that begins with it, and sees that the key is its own. @see RFC 8705 section 2 */
export function parseCertificate(text: string, { pem }: PrivateKey): string | undefined {
  try {
    const certificate = withLineBreaks(text);
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(pem)) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A single-line input takes the line breaks out of what is pasted into it; PEM cannot be read without. */
function withLineBreaks(text: string): string {
  const blocks = text.replaceAll('\\n', '\n').matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g);
  return [...blocks]
    .map(([, label, content = '']) => {
      const lines = content.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
    })
    .join('');
}
