import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { Hono, type Context } from 'hono';
import { paths } from '../../contract/index.ts';
import { DomainError } from '../../services/domain-error.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

interface BuiltFile {
  readonly etag: string;
  readonly identity: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** The tag's script and the chunks it loads when they are needed. Public and the same for everybody, so any origin may load them. */
export function tagRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const files = new Map<string, Promise<BuiltFile>>();
  const load = (name: string): Promise<BuiltFile> => {
    const known = files.get(name);
    if (known) return known;
    const loading = build(join(deps.tagDirectory, name));
    files.set(name, loading);
    // A missing file is looked for again: the tag may be built while the server runs.
    loading.catch(() => files.delete(name));
    return loading;
  };
  const serve = async (
    c: Context<HttpEnvironment>,
    name: string,
    caching: string,
    contentType = 'text/javascript; charset=utf-8',
  ): Promise<Response> => {
    const file = await load(name).catch((cause: unknown) => {
      throw new DomainError('not_found', { cause });
    });
    c.header('cache-control', caching);
    c.header('access-control-allow-origin', '*');
    c.header('cross-origin-resource-policy', 'cross-origin');
    c.header('x-content-type-options', 'nosniff');
    c.header('vary', 'Accept-Encoding');
    c.header('etag', file.etag);
    if (isKnown(c.req.header('if-none-match'), file.etag)) return c.body(null, 304);
    const accepted = c.req.header('accept-encoding') ?? '';
    const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity';
    if (encoding !== 'identity') c.header('content-encoding', encoding);
    return c.body(file[encoding], 200, { 'content-type': contentType });
  };
  // Chunks carry a hash in their name; the entry keeps its name and is asked for again.
  routes.get(paths.tag, (c) => serve(c, 'connection-config.js', 'public, max-age=300'));
  routes.get(paths.smallElements, (c) => serve(c, 'connection-status.js', 'public, max-age=300'));
  // Digests for pages that pin what they load; the vendor's backend reads them where it makes the page.
  routes.get(paths.tagIntegrity, (c) => serve(c, 'integrity.json', 'public, max-age=300', 'application/json'));
  routes.get('/chunks/:file{[\\w-]+\\.js}', (c) =>
    serve(c, `chunks/${c.req.param('file')}`, 'public, max-age=31536000, immutable'),
  );
  return routes;
}

/** Compared weakly, since proxies that compress mark the tag as weak. @see RFC 9110 section 13.1.2 */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}

async function build(path: string): Promise<BuiltFile> {
  const identity = new Uint8Array(await readFile(path));
  const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}"`;
  const [br, gz] = await Promise.all([compressBrotli(identity), compressGzip(identity)]);
  return { etag, identity, br: new Uint8Array(br), gzip: new Uint8Array(gz) };
}
