import { puppeteerLauncher } from '@web/test-runner-puppeteer';
import { requireBrowser } from './support/browsers.ts';
import { base } from './wtr.base.mjs';

export default {
  ...base,
  concurrency: 1,
  browsers: [
    puppeteerLauncher({
      launchOptions: {
        browser: 'firefox',
        protocol: 'webDriverBiDi',
        executablePath: requireBrowser('firefox'),
        headless: true,
        extraPrefsFirefox: {},
      },
    }),
  ],
};
