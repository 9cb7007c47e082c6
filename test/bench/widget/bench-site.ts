import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';
import { paths, type SessionAnswer } from '../../../server/contract/index.ts';
import { Vendor } from '../../support/callers.ts';
import { startConnectionServer } from '../../support/connection-server.ts';
import { openTestDatabase } from '../../support/database.ts';
import { buildTag } from '../../support/build-tag.ts';
import { freePort } from '../../support/free-port.ts';
import { benchConfig } from './bench-config.ts';

/** The connection server with the pages that are measured, all of one origin, so that no page pays for a preflight. */
export interface BenchSite {
  /** Address of a page. */
  address(page: BenchPage | 'many'): string;
  stop(): Promise<void>;
}

/** The pages whose loading is measured, from the least to ours; `form-handed` has what the tag shows first from the vendor's backend. */
export const benchPages = ['blank', 'hand-written-form', 'empty-lit', 'lit-form', 'form', 'form-handed'] as const;
export type BenchPage = (typeof benchPages)[number];

/** Builds the tag and the floors and serves them, compressed with Brotli. */
export async function startBenchSite(): Promise<BenchSite> {
  const database = await openTestDatabase();
  const tag = await buildTag();
  const answers = new Map<string, { readonly body: Buffer; readonly type: string }>();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startConnectionServer({
    database,
    port,
    config: benchConfig(),
    tagDirectory: tag.directory,
    allowedOrigins: [url],
    logLevel: 'error',
    intercept: (request, response) => {
      const answer = answers.get(request.url ?? '');
      if (!answer) return false;
      response.writeHead(200, { 'content-type': answer.type, 'content-encoding': 'br', 'content-length': answer.body.length });
      response.end(answer.body);
      return true;
    },
  });
  const add = (path: string, type: string, content: string) => answers.set(path, { body: brotliCompressSync(content), type });
  const vendor = new Vendor(server);
  add('/bench/blank', 'text/html', page(''));
  for (const floor of ['hand-written-form', 'empty-lit', 'lit-form'] as const) {
    add(`/bench/${floor}.js`, 'text/javascript', await bundle(floor));
    add(`/bench/${floor}`, 'text/html', page(`<script type="module" src="${floor}.js"></script><bench-floor></bench-floor>`));
  }
  for (const integration of ['form', 'many'] as const) {
    const { token } = await vendor.openPage({ integration });
    add(`/bench/${integration}`, 'text/html', page(tagMarkup(integration, token)));
  }
  const handed = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'form', snapshot: { locale: 'en' } };
  const { body } = await vendor.send<SessionAnswer>('POST', paths.sessions, handed);
  add('/bench/form-handed', 'text/html', page(tagMarkup('form', body)));
  return {
    address: (name) => `${url}/bench/${name}`,
    stop: async () => {
      await server.close();
      await database.close();
      tag.remove();
    },
  };
}

async function bundle(floor: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      lib: { entry: join(import.meta.dirname, 'floors', `${floor}.ts`), formats: ['es'], fileName: floor },
      rolldownOptions: { output: { minify: true } },
    },
  });
  const [script] = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  if (script?.type !== 'chunk') throw new Error(`${floor} was not built`);
  return script.code;
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">${body}`;
}

/** The session is in the page, as where the vendor's backend renders it. */
function tagMarkup(integration: string, session: string | SessionAnswer): string {
  return `<script type="module" src="/connection-config.js"></script>
    <connection-config base-url="" integration="${integration}"></connection-config>
    <script>
      const tag = document.querySelector('connection-config');
      tag.baseUrl = location.origin;
      tag.getSession = () => Promise.resolve(${JSON.stringify(session)});
    </script>`;
}
