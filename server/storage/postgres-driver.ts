import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as Postgres from 'postgres';

/** One place of the driver's source, and what stands there instead. */
interface Change {
  /** A file beside the driver's entry. */
  readonly file: 'connection.js' | 'index.js';
  readonly find: string;
  readonly replace: string;
}

/**
 * What postgres.js 3.4.9 does wrong when a connection ends at a bad moment, put right as it is loaded: see decision 7 of DECISIONS.md for
 * what each of them did to a server. Places with other text, above all those of a newer version that has them mended, are left as they are.
 */
const repairs: readonly Change[] = [
  // What was still to be written, and that a turn to write it had been taken: the next connection could never begin (porsager/postgres #1133).
  {
    file: 'connection.js',
    find: `    incomings = null
    clearImmediate(nextWriteTimer)
    socket.removeListener`,
    replace: `    incomings = null
    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener`,
  },
  // Statements that came between the socket's error and its end: they never settled, or took the answers of the next connection.
  {
    file: 'connection.js',
    find: `    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))`,
    replace: `    ;(query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))
    query = results = errorResponse = null
    result = new Result()
    rows = 0`,
  },
  // Rows of a statement that failed among them: holes in the answer of the next (#1119, #1181).
  {
    file: 'connection.js',
    find: `  function ErrorResponse(x) {
`,
    replace: `  function ErrorResponse(x) {
    rows = 0
`,
  },
  // Statements of a transaction whose connection has ended: they ended the process, never settled, or ran on the next
  // connection, within whatever ran there (#1154, #1186, #1208, #1216).
  {
    file: 'index.js',
    find: `    let savepoints = 0
      , connection`,
    replace: `    let savepoints = 0
      , gone = null
      , connection`,
  },
  {
    file: 'index.js',
    find: `        new Promise((_, reject) => connection.onclose = reject)
      ])
    } catch (error) {`,
    replace: `        new Promise((_, reject) => connection.onclose = e => {
          gone = e
          while (queries.length) queries.shift().reject(e)
          reject(e)
        })
      ])
    } catch (error) {`,
  },
  {
    file: 'index.js',
    find: `        q.catch(e => uncaughtError || (uncaughtError = e))
        c.queue === full`,
    replace: `        q.catch(e => uncaughtError || (uncaughtError = e))
        if (gone)
          return q.reject(gone)
        c.queue === full`,
  },
];

/** An option of ours for a statement; see {@link additions}. */
export interface PrecededOptions {
  /** A statement without parameters that is run before this one, in the same transaction. Its rows are nobody's. */
  readonly before: string;
}

/**
 * A statement that another one goes before, `before` among its options: both are sent at once, and as long as the server is not told to
 * synchronize between them they are one transaction, of which nothing is left when either fails.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
const additions: readonly Change[] = [
  {
    file: 'connection.js',
    find: `      return write(toBuffer(q))
`,
    replace: `      q.preceded = q.options.before !== undefined
      return write(q.preceded ? Buffer.concat([preceding(q.options.before), toBuffer(q)]) : toBuffer(q))
`,
  },
  {
    file: 'connection.js',
    find: `  function describe(q) {
`,
    replace: `  function preceding(string) {
    return Buffer.concat([Parse(string, [], []), Bind([], []), b().E().str(b.N).i32(0).end()])
  }

  function describe(q) {
`,
  },
  {
    file: 'connection.js',
    find: `  function DataRow(x) {
`,
    replace: `  function DataRow(x) {
    if (query.preceded) return
`,
  },
  {
    file: 'connection.js',
    find: `  function CommandComplete(x) {
`,
    replace: `  function CommandComplete(x) {
    if (query && query.preceded) return (query.preceded = false)
`,
  },
];

/** How many of the {@link additions} have found their place. */
let added = 0;

/** Opens a pool on a PostgreSQL server: postgres.js, repaired where the version that is installed needs it. */
export const openPool = loadRepaired();

/** @throws Error when the driver that is installed has no option `before` (see {@link PrecededOptions}): it would take no notice of it. */
export function requirePreceded(): void {
  if (added !== additions.length) throw new Error('postgres is not of the version that this server was made for');
}

function loadRepaired(): typeof Postgres.default {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('postgres');
  const sources = pathToFileURL(entry).href.replace(/[^/]+$/, '');
  // A copy that others in this process have loaded stays theirs.
  const loaded = Object.keys(require.cache).filter((path) => pathToFileURL(path).href.startsWith(sources));
  const others = loaded.map((path) => [path, require.cache[path]] as const);
  for (const path of loaded) Reflect.deleteProperty(require.cache, path);
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const file = nextLoad(url, context);
      return url.startsWith(sources) ? { ...file, source: repair(url.slice(sources.length), String(file.source)) } : file;
    },
  });
  try {
    return require(entry) as typeof Postgres.default;
  } finally {
    hooks.deregister();
    for (const [path, module] of others) require.cache[path] = module;
  }
}

function repair(file: string, source: string): string {
  const isAt = (place: Change) => place.file === file && source.split(place.find).length === 2;
  added += additions.filter(isAt).length;
  return [...repairs, ...additions].filter(isAt).reduce((text, { find, replace }) => text.replace(find, () => replace), source);
}
