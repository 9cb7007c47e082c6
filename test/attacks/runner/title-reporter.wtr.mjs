import { appendFileSync } from 'node:fs';
import { onOneLine } from './titled-test.ts';

/** A web-test-runner reporter that writes what `title-reporter.node.ts` yields to the file named by `TITLES_FILE`. */
export function titleReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const target = process.env.TITLES_FILE;
      if (target === undefined) return;
      const tests = sessions.flatMap(({ testResults }) => (testResults === undefined ? [] : testsOf(testResults, '')));
      appendFileSync(target, tests.map((test) => `${JSON.stringify(test)}\n`).join(''));
    },
  };
}

/** Tests left out by a pattern have no outcome: neither passed nor failed. */
function testsOf(suite, above) {
  const title = `${above} ${suite.name}`.trim();
  const own = suite.tests.filter(({ passed, skipped, error }) => !skipped && (passed || error !== undefined));
  return [...own.map((test) => titledTest(test, title)), ...suite.suites.flatMap((inner) => testsOf(inner, title))];
}

function titledTest({ name, passed, error }, suite) {
  const message = onOneLine(error?.message ?? '');
  const outOfTime = /^Timeout of \d+ms exceeded/.test(message);
  return { title: `${suite} ${name}`.trim(), passed, failedItself: !passed && !outOfTime, message };
}
