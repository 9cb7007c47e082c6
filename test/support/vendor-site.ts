import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './loopback-server.ts';

/** How one page of the vendor is served. Everything is in its address, so that a page somebody comes back to is the same. */
export interface VendorPage {
  /** The vendor's customer: one for each test, so that no test sees another's connection. */
  readonly customer: string;
  /** Its `Cross-Origin-Opener-Policy`; default none. */
  readonly coop?: string;
  /** The tag's `flow`. */
  readonly flow?: 'auto' | 'popup' | 'redirect';
  readonly locale?: string;
  /** The tag's `config-var`; default `erp`. */
  readonly configVar?: string;
}

/** The vendor's product: a page with the tag in it, its backend, and somebody else's page around it. */
export interface VendorSite {
  /** Origin of the page with the tag. */
  readonly origin: string;
  /** Address of the page with the tag. */
  address(page: VendorPage): string;
  /** Address of a page of another site that shows the page in a frame. @param sandbox the frame's `sandbox`; absent: none. */
  framedAddress(page: VendorPage, sandbox?: string): string;
  /** Address of a page of another site that shows any page in a frame. @param element in which way. */
  embeddingAddress(url: string, element: 'iframe' | 'object' | 'embed'): string;
  stop(): Promise<void>;
}

/** What {@link startVendorSite} needs. */
export interface VendorSiteOptions {
  /** The connection server, where the tag comes from. */
  readonly serverUrl: string;
  /** Gives a session token, as the vendor's backend does. */
  readonly openSession: (customer: string) => Promise<string>;
}

/** Every event of the tag, and every violation of the page's policy, with the time it was heard at. */
const pageScript = `
window.told = [];
const tell = (event) => window.told.push({ type: event.type, at: Date.now(), detail: event.detail ?? event.violatedDirective });
for (const type of ['ready', 'connected', 'disconnected', 'failed']) document.addEventListener('connection-' + type, tell);
document.addEventListener('securitypolicyviolation', tell);
const search = location.search;
window.addTag = (tag) => {
  tag.getSession = () => fetch('/session' + search, { method: 'POST' }).then((answer) => answer.text());
  return tag;
};
addTag(document.querySelector('connection-config'));
`;

/** Starts one. The page is `vendor.localhost`, the page around it `portal.localhost`: two sites, and neither is the server's. */
export async function startVendorSite(options: VendorSiteOptions): Promise<VendorSite> {
  const server = createServer((request, response) => void answer(options, request, response));
  const port = await listenOnLoopback(server);
  const origin = `http://vendor.localhost:${port}`;
  const address = (page: VendorPage): string => `${origin}/?${new URLSearchParams({ ...page })}`;
  return {
    origin,
    address,
    framedAddress: (page, sandbox) =>
      `http://portal.localhost:${port}/frame?${new URLSearchParams({ src: address(page), ...(sandbox === undefined ? {} : { sandbox }) })}`,
    embeddingAddress: (url, element) => `http://portal.localhost:${port}/frame?${new URLSearchParams({ src: url, element })}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  { serverUrl, openSession }: VendorSiteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://vendor.localhost');
  if (request.method === 'POST') return void response.end(await openSession(searchParams.get('customer') ?? ''));
  if (pathname === '/frame') return sendPage(response, framePage(searchParams), {});
  if (pathname !== '/') return void response.writeHead(404).end();
  const nonce = randomBytes(16).toString('base64url');
  const coop = searchParams.get('coop');
  sendPage(response, tagPage(serverUrl, searchParams, nonce), {
    'content-security-policy': contentSecurityPolicy(nonce, serverUrl),
    ...(coop === null ? {} : { 'cross-origin-opener-policy': coop }),
  });
}

function sendPage(response: ServerResponse, body: string, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers }).end(body);
}

/** As strict as a vendor's page can be; frames are for the page around it. */
function contentSecurityPolicy(nonce: string, serverUrl: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `connect-src 'self' ${serverUrl}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

function tagPage(serverUrl: string, page: URLSearchParams, nonce: string): string {
  const flow = page.get('flow') ?? 'auto';
  const locale = page.get('locale') ?? 'en';
  const configVar = page.get('configVar') ?? 'erp';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Vendor</title><link rel="icon" href="data:,">
<script type="module" nonce="${nonce}" src="${serverUrl}/connection-config.js"></script>
<script type="module" nonce="${nonce}">${pageScript}</script>
<connection-config base-url="${serverUrl}" integration="sync" config-var="${configVar}" locale="${locale}" flow="${flow}"></connection-config>`;
}

function framePage(frame: URLSearchParams): string {
  const sandbox = frame.get('sandbox');
  const src = (frame.get('src') ?? '').replaceAll('&', '&amp;');
  const element = frame.get('element') ?? 'iframe';
  const source = element === 'object' ? `data="${src}" type="text/html"` : `src="${src}"`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Portal</title><link rel="icon" href="data:,">
<${element} ${source} width="760" height="560"${sandbox === null ? '' : ` sandbox="${sandbox}"`}></${element}>`;
}
