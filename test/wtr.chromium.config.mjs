import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArguments, requireBrowser } from './support/browsers.ts';
import { base } from './wtr.base.mjs';

export default {
  ...base,
  concurrency: 2,
  browsers: [chromeLauncher({ launchOptions: { executablePath: requireBrowser('chromium'), args: [...chromiumArguments] } })],
};
