import puppeteer, { type Browser } from 'puppeteer-core';
import { type BrowserName, chromiumArguments, requireBrowser } from './browsers.ts';

/** How a browser of an end-to-end test differs from a default one. */
export interface LaunchOptions {
  /**
   * As people have it: popup blocker, partitioned storage and slow timers in the background, all of which drivers switch off.
   * Default false.
   */
  readonly asShipped?: boolean;
  /** Preferences Firefox starts with: it can be given forced colors or a dark scheme in no other way. */
  readonly firefoxPreferences?: Readonly<Record<string, number | boolean>>;
}

/** What puppeteer adds to every Chromium, and people do not have. */
const driverComforts = [
  '--disable-popup-blocking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** Puppeteer's preferences put Firefox's cookies back to one jar for all sites; 5 is a jar for every site that embeds. */
const partitionedStorage = {
  'browser.contentblocking.features.standard': '-tp,tpPrivate,cookieBehavior5,-cryptoTP,-fp',
  'network.cookie.cookieBehavior': 5,
};

/** Starts a headless browser with a profile of its own. Close it with `browser.close()`. Throws when it is not installed. */
export function launchBrowser(
  name: BrowserName,
  { asShipped = false, firefoxPreferences = {} }: LaunchOptions = {},
): Promise<Browser> {
  const executablePath = requireBrowser(name);
  if (name === 'chromium') {
    return puppeteer.launch({
      executablePath,
      args: [...chromiumArguments],
      ignoreDefaultArgs: asShipped ? driverComforts : [],
    });
  }
  return puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath,
    extraPrefsFirefox: {
      'dom.disable_open_during_load': asShipped,
      ...(asShipped ? partitionedStorage : {}),
      ...firefoxPreferences,
    },
  });
}
