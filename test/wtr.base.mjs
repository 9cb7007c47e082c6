import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { mutateOnServe } from './attacks/mutate-on-serve.wtr.mjs';
import { titleReporter } from './attacks/runner/title-reporter.wtr.mjs';
import { reactModules } from './support/react-modules.wtr.mjs';
import { countingReporter } from './support/runner/counting-reporter.wtr.mjs';

/** What the element tests have in common in every browser. One run is one browser: see the two files beside this one. */
export const base = {
  rootDir: fileURLToPath(new URL('..', import.meta.url)),
  files: ['test/widget/**/*.test.ts'],
  // `source` resolves the package's own entries to the TypeScript sources, never to a stale build.
  nodeResolve: { browser: true, exportConditions: ['source', 'production'] },
  testsFinishTimeout: 120_000,
  // Firefox throttles tabs in the background, where an accessibility check takes longer than mocha's two seconds.
  testFramework: { config: { timeout: 10_000, grep: process.env.TITLE_PATTERN } },
  plugins: [
    mutateOnServe(),
    reactModules(),
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('../widget/tsconfig.json', import.meta.url)) }),
  ],
  reporters: [defaultReporter({ reportTestProgress: false }), countingReporter(), titleReporter()],
};
