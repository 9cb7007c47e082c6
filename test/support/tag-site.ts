import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { listenOnLoopback } from './loopback-server.ts';
import { tagDirectory } from './tag-directory.ts';
import { serverUrl, type WidgetServer } from './widget-server.ts';

/** Attributes of the tag on the page; `''` for one that is only there. */
export type TagAttributes = Readonly<Record<string, string>>;

/** A vendor's page with the tag as it is built, answered by a {@link WidgetServer}: any state of the tag, in a real browser. */
export interface TagSite {
  readonly origin: string;
  /** Of a page that shows the other one in a frame that may open no windows. */
  readonly frame: string;
  /** Of a page with a row a connection: its name, `<connection-status>` and `<connection-button>`. */
  readonly rows: string;
  /** What the page answers with from now on. */
  show(server: WidgetServer, attributes?: TagAttributes): void;
  stop(): Promise<void>;
}

interface Shown {
  readonly server: WidgetServer;
  readonly attributes: TagAttributes;
}

/** The sign-in window shakes hands and stays, as while the customer is at the third party. */
const startPage = `<!doctype html><title>Sign in</title><script>
  opener?.postMessage({ type: 'connection-config:ready' }, '*');
</script>`;

const framePage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Around</title>
  <body style="margin: 0"><iframe title="Product" src="/" sandbox="allow-scripts allow-same-origin" style="width: 100%; height: 440px; border: 0"></iframe>`;

/** Starts it on a free port. */
export async function startTagSite(): Promise<TagSite> {
  const directory = await tagDirectory();
  let shown: Shown | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/frame') return send(response, framePage, 'text/html');
    if (pathname === '/rows') return send(response, rowsPage(shown), 'text/html');
    if (pathname === '/') return send(response, page(shown?.attributes ?? {}), 'text/html');
    if (pathname === '/oauth/start') return send(response, startPage, 'text/html');
    if (pathname.endsWith('.js')) return send(response, await readFile(join(directory, pathname)), 'text/javascript');
    if (!pathname.startsWith('/widget/') || !shown) return void response.writeHead(204).end();
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    const init = { method: request.method ?? 'GET', headers, ...(body === '' ? {} : { body }) };
    const result = await shown.server.fetch(serverUrl + (request.url ?? ''), init);
    response.writeHead(result.status, { 'content-type': result.headers.get('content-type') ?? 'application/json' });
    response.end(await result.text());
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(404).end());
  });
  const port = await listenOnLoopback(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    frame: `http://127.0.0.1:${port}/frame`,
    rows: `http://127.0.0.1:${port}/rows`,
    show: (widgetServer, attributes = {}) => (shown = { server: widgetServer, attributes }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, content: string | Buffer, type: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(content);
}

function page(attributes: TagAttributes): string {
  return hostPage(
    attributes,
    `<connection-config base-url="" integration="crm-sync" ${written(attributes)}></connection-config>`,
    '/connection-config.js',
  );
}

function rowsPage(shown: Shown | undefined): string {
  const rows = shown?.server.snapshot.connections.map(({ configVar, label }) => {
    const attributes = written({ integration: 'crm-sync', ...shown.attributes, 'config-var': configVar });
    return `<li style="display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: start; padding-block: 0.75rem; border-block-end: 1px solid #8884">
      <strong style="min-inline-size: 6rem; line-height: 2.25rem">${label}</strong>
      <span style="min-inline-size: 8rem; line-height: 2.25rem"><connection-status base-url="" ${attributes}></connection-status></span>
      <connection-button base-url="" ${attributes} style="flex: 0 1 auto"></connection-button></li>`;
  });
  return hostPage(
    shown?.attributes ?? {},
    `<ul style="padding: 0; list-style: none">${rows?.join('')}</ul>`,
    '/connection-status.js',
  );
}

function written(attributes: TagAttributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
}

function hostPage(attributes: TagAttributes, content: string, script: string): string {
  const scheme = attributes['theme'] ?? 'light dark';
  return `<!doctype html>
    <html lang="en" style="color-scheme: ${scheme}; background: Canvas; color: CanvasText; font-family: system-ui, sans-serif">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Connections</title>
      <body style="margin: 1rem">
        <main style="max-width: 50rem; margin: auto">
          <h1 style="font-size: 1.5rem">Settings</h1>
          <h2 style="font-size: 1rem">Connections</h2>
          ${content}
        </main>
        <script type="module">
          for (const tag of document.querySelectorAll('[integration]')) {
            tag.baseUrl = location.origin;
            tag.getSession = () => Promise.resolve('token_1');
          }
        </script>
        <script type="module" src="${script}"></script>`;
}
