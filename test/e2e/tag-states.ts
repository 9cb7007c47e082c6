import type { Page } from 'puppeteer-core';
import { aConnectedConnection, aConnection, aLogEntry, problem, WidgetServer } from '../support/widget-server.ts';
import { waitForElement } from '../support/wait-in-page.ts';

/** A state of the tag to look at: its server, what surrounds it, and what a person does to get there. */
export interface TagState {
  readonly name: string;
  readonly server: () => WidgetServer;
  /** Runs in the page before anything else. */
  readonly surroundings?: () => void;
  /** Default: the browser's own. */
  readonly userAgent?: string;
  /** Shown in a frame that may open no windows. */
  readonly framed?: boolean;
  /** CSS parts pressed one after the other; `summary` unfolds the first entry of the log. */
  readonly presses: readonly string[];
  /** What is there in the end. */
  readonly shows: string;
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const callbackUrl = 'https://connections.vendor.example/oauth/callback/slack';
const register = { check: 'callback_url', by: 'customer', message: '', callbackUrl } as const;

const entries = [
  aLogEntry({
    id: '9',
    at: minutesAgo(2),
    severity: 'error',
    code: 'redirect_uri_mismatch',
    providerCode: 'bad_redirect_uri',
    advice: [register],
    details: { httpStatus: 400, requestId: 'req_8f14e45fceea167a5a36dedd4bea2543' },
  }),
  aLogEntry({
    id: '8',
    at: minutesAgo(64),
    severity: 'warn',
    code: 'refresh_delayed',
    advice: [{ check: 'provider_status', by: 'provider', message: '' }],
  }),
  aLogEntry({ id: '7', at: minutesAgo(190), code: 'refreshed' }),
  aLogEntry({ id: '6', at: minutesAgo(2900), code: 'connected' }),
  aLogEntry({ id: '5', at: minutesAgo(2901), code: 'sign_in_started' }),
];

function withLog(answer: (path: string) => unknown): () => WidgetServer {
  return () => {
    const server = new WidgetServer([aConnectedConnection()]);
    server.answer('GET /connections/*/logs', ({ path }) => answer(path));
    return server;
  };
}

const full = withLog((path) => (path.includes('severity') ? { entries: entries.slice(0, 2) } : { entries, next: '5' }));
const connecting = () => new WidgetServer([aConnection()]);
const noWindows = () => Object.assign(window, { open: () => null });

/** The states of the tag that a page seldom shows by itself. */
export const tagStates: readonly TagState[] = [
  { name: 'log', server: full, presses: ['logs-button'], shows: '.log-entry' },
  { name: 'log-unfolded', server: full, presses: ['logs-button', 'summary'], shows: '.log-entry details[open]' },
  { name: 'log-copied', server: full, presses: ['logs-button', 'copy-log-button'], shows: '.log-said > span' },
  {
    name: 'log-copied-by-hand',
    server: full,
    surroundings: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    presses: ['logs-button', 'copy-log-button'],
    shows: '.log-report',
  },
  { name: 'log-loading', server: withLog(() => new Promise(() => undefined)), presses: ['logs-button'], shows: '.log-skeleton' },
  { name: 'log-empty', server: withLog(() => ({ entries: [] })), presses: ['logs-button'], shows: '.log-empty' },
  {
    name: 'log-no-problems',
    server: withLog((path) => ({ entries: path.includes('severity') ? [] : entries })),
    presses: ['logs-button', 'problems-only'],
    shows: '.log-empty',
  },
  {
    name: 'log-failed',
    server: withLog(() => problem('database_unavailable', 503)),
    presses: ['logs-button'],
    shows: '.log-failure',
  },
  {
    name: 'advice',
    server: () =>
      new WidgetServer([
        aConnection({
          status: 'error',
          reason: 'reauth_required',
          advice: [register, { check: 'clock', by: 'vendor', message: '' }],
        }),
      ]),
    presses: [],
    shows: '.advice',
  },
  {
    name: 'window-blocked',
    server: connecting,
    surroundings: noWindows,
    presses: ['connect-button'],
    shows: '[part~=redirect-button]',
  },
  { name: 'framed', server: connecting, framed: true, presses: ['connect-button'], shows: '[part~=copy-button]' },
  {
    name: 'in-app-browser',
    server: connecting,
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/480.0]',
    presses: ['connect-button'],
    shows: '[part~=copy-button]',
  },
  {
    name: 'device',
    server: () => new WidgetServer([aConnection({ connect: 'device' })]),
    presses: ['connect-button'],
    shows: '[part~=device-code]',
  },
];

/** Presses what the state needs, one after the other, as soon as each is there. */
export async function bringAbout(page: Page, { presses, shows, framed = false }: TagState): Promise<void> {
  const frame = framed ? await page.waitForFrame((each) => each !== page.mainFrame()) : page.mainFrame();
  await waitForElement(frame, 'connection-config:state(complete)');
  for (const press of presses) {
    const target = await waitForElement(
      frame,
      `connection-config >>> ${press === 'summary' ? '.log-entry summary' : `[part~=${press}]`}`,
    );
    await target.evaluate((element) => element.click());
  }
  await waitForElement(frame, `connection-config >>> ${shows}`);
}
