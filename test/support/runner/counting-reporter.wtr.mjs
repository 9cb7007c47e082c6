import { writeFileSync } from 'node:fs';

/**
 * A web-test-runner reporter that counts tests and writes `{ passed, failed }` to the file named by `COUNTS_FILE`.
 * A file that does not load, and a test that was skipped, count as failed.
 */
export function countingReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const target = process.env.COUNTS_FILE;
      if (target === undefined) return;
      const counts = { passed: 0, failed: 0 };
      for (const session of sessions) {
        const tests = testsOf(session.testResults);
        for (const test of tests) counts[test.passed && !test.skipped ? 'passed' : 'failed'] += 1;
        // Errors outside of a test: a missing module, a thrown import, an error after the last test.
        if (session.errors.length > 0 || tests.length === 0) counts.failed += 1;
      }
      writeFileSync(target, JSON.stringify(counts));
    },
  };
}

function testsOf(suite) {
  return suite === undefined ? [] : [...suite.tests, ...suite.suites.flatMap(testsOf)];
}
