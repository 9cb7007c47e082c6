import fc from 'fast-check';
import type { FuzzLimits, FuzzOutcome, FuzzTarget } from './fuzz-target.ts';

/** Feeds a target with inputs that are nearly right; what is found is shrunk to its smallest form. */
export async function fuzzWithStructure(target: FuzzTarget<unknown>, limits: FuzzLimits): Promise<FuzzOutcome> {
  const startedAt = performance.now();
  let inputs = 0;
  const property = fc.asyncProperty(target.nearlyRight(), async (input) => {
    inputs += 1;
    await target.check(input);
  });
  const details = await fc.check(property, {
    numRuns: limits.inputs,
    seed: limits.seed,
    ...(Number.isFinite(limits.seconds) ? { interruptAfterTimeLimit: limits.seconds * 1000 } : {}),
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (!details.failed || details.counterexample === null) return { inputs, seconds, remark: '' };
  return { inputs, seconds, remark: '', finding: fc.defaultReportMessage(details) ?? 'failed' };
}
