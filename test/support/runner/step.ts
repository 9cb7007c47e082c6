import { runProgram } from './run-program.ts';

/** What a step found. A check without tests of its own counts as one. */
export interface StepResult {
  readonly passed: number;
  readonly failed: number;
  /** Shown when something failed. */
  readonly output: string;
}

/** One line of `npm test`. */
export interface Step {
  readonly name: string;
  run(): Promise<StepResult>;
}

/** A program whose exit code is the whole verdict: one check. */
export async function check(program: string, ...args: readonly string[]): Promise<StepResult> {
  const { succeeded, output } = await runProgram(program, args);
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, output };
}

/** Adds several results up. */
export function sum(results: readonly StepResult[]): StepResult {
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failed: results.reduce((total, { failed }) => total + failed, 0),
    output: results
      .map(({ output }) => output)
      .filter(Boolean)
      .join('\n'),
  };
}
