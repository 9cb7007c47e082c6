import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** What decoding gave. */
export type DecodedBody = { readonly bytes: Buffer } | { readonly refused: 'too_large' | 'unreadable' };

/**
 * Undoes a `Content-Encoding`. We ask for `identity`; some servers compress all the same. The decoder stops at `maxBytes`
 * of output, so a small bomb stays small.
 */
export async function decodeBody(bytes: Buffer, encoding: string, maxBytes: number): Promise<DecodedBody> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity' || bytes.length === 0) return { bytes };
  if (!isDecodable(name)) return { refused: 'unreadable' };
  try {
    return { bytes: await decoders[name](bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { refused: tooLarge ? 'too_large' : 'unreadable' };
  }
}

function isDecodable(name: string): name is keyof typeof decoders {
  return Object.hasOwn(decoders, name);
}
