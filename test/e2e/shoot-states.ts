import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { donePage } from '../../server/http/pages/done-page.ts';
import { startPage } from '../../server/http/pages/start-page.ts';
import { firstPageLanguage } from '../../server/http/pages/words/page-language.ts';
import { buildTag } from '../support/build-tag.ts';
import { serverUrl, type WidgetServer } from '../support/widget-server.ts';
import { shootWhole } from './shoot-whole.ts';
import { bringAbout, tagStates, type TagState } from './tag-states.ts';

/** How each state is looked at. */
const looks = [
  { name: 'light', theme: 'light', locale: 'en', width: 760 },
  { name: 'dark', theme: 'dark', locale: 'en', width: 760 },
  { name: 'narrow', theme: 'light', locale: 'de', width: 320 },
  { name: 'rtl', theme: 'dark', locale: 'ar', width: 480 },
] as const;
type Look = (typeof looks)[number];

/** Takes pictures of the tag's rarer states and of the sign-in window's pages: light, dark, narrow, and from right to left. */
export async function shootStates(browser: Browser, folder: string): Promise<void> {
  const tag = await buildTag();
  try {
    for (const look of looks) {
      for (const state of tagStates) await shootState(browser, tag.directory, state, look, folder);
      for (const [name, body] of windowPages(look.locale)) {
        const page = await openPage(browser, look);
        await page.setContent(body);
        await page.screenshot({ path: join(folder, `${name}-${look.name}.png`) });
        await page.close();
      }
    }
  } finally {
    tag.remove();
  }
}

async function shootState(browser: Browser, directory: string, state: TagState, look: Look, folder: string): Promise<void> {
  const page = await openPage(browser, look);
  const server = state.server();
  if (state.userAgent !== undefined) await page.setUserAgent({ userAgent: state.userAgent });
  if (state.surroundings) await page.evaluateOnNewDocument(state.surroundings);
  await page.setRequestInterception(true);
  page.on('request', (request) => void answer(request, server, directory, look));
  await page.goto(`${serverUrl}/${state.framed ? 'frame' : 'page'}`);
  await bringAbout(page, state);
  await shootWhole(page, join(folder, `${state.name}-${look.name}.png`));
  await page.close();
}

async function openPage(browser: Browser, { theme, width }: Look): Promise<Page> {
  const page = await browser.newPage();
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: theme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.setViewport({ width, height: 480, deviceScaleFactor: 2 });
  return page;
}

/** The page, the tag and its server under one address. */
async function answer(request: HTTPRequest, server: WidgetServer, directory: string, look: Look): Promise<void> {
  const { pathname } = new URL(request.url());
  if (pathname === '/page') return request.respond({ contentType: 'text/html', body: hostPage(look) });
  if (pathname === '/frame')
    return request.respond({
      contentType: 'text/html',
      body: '<iframe src="/page" sandbox="allow-scripts allow-same-origin" style="width: 100%; height: 600px; border: 0"></iframe>',
    });
  if (pathname.endsWith('.js'))
    return request.respond({ contentType: 'text/javascript', body: readFileSync(join(directory, pathname)) });
  if (!pathname.startsWith('/widget/')) return request.respond({ status: 404 });
  const body = await request.fetchPostData();
  const response = await server.fetch(request.url(), { method: request.method(), ...(body === undefined ? {} : { body }) });
  await request
    .respond({ status: response.status, contentType: 'application/json', body: await response.text() })
    .catch(() => undefined); // the page has gone on
}

function hostPage({ theme, locale }: Look): string {
  return `<!doctype html><html lang="${locale}"><meta name="viewport" content="width=device-width">
    <style>body { margin: 16px; color-scheme: ${theme}; background: light-dark(#f3f4f6, #0f1012); font-family: system-ui }</style>
    <connection-config integration="crm-sync" theme="${theme}" locale="${locale}"></connection-config>
    <script type="module" src="/connection-config.js"></script>
    <script type="module">document.querySelector('connection-config').getSession = async () => 'token'</script>`;
}

function windowPages(locale: string): [string, string][] {
  const around = { nonce: '', language: firstPageLanguage([locale]) };
  const flow = { flowId: 'flw_1', label: 'Slack', locale, openerOrigin: '' };
  const still = (page: string) => page.replace(/<script[\s\S]*<\/script>/, '');
  return [
    ['page-start', still(startPage({ ...around, openerOrigin: '' }))],
    ['page-done', still(donePage(flow, around))],
    ['page-failed', still(donePage({ ...flow, code: 'redirect_uri_mismatch' }, around))],
  ];
}
