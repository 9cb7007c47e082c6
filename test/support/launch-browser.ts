import puppeteer, { type Browser } from 'puppeteer-core';
import { type BrowserName, chromiumArguments, requireBrowser } from './browsers.ts';

/** How a browser of an end-to-end test differs from a default one. */
export interface LaunchOptions {
  /** The popup blocker as people have it. Drivers switch it off; default false. */
  readonly blockPopups?: boolean;
}

/** Starts a headless browser with a profile of its own. Close it with `browser.close()`. Throws when it is not installed. */
export function launchBrowser(name: BrowserName, { blockPopups = false }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = requireBrowser(name);
  if (name === 'chromium') {
    return puppeteer.launch({
      executablePath,
      args: [...chromiumArguments],
      ignoreDefaultArgs: blockPopups ? ['--disable-popup-blocking'] : [],
    });
  }
  return puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath,
    extraPrefsFirefox: { 'dom.disable_open_during_load': blockPopups },
  });
}
