import { createRequire } from 'node:module';
import type { Frame, Page } from 'puppeteer-core';
import { finishAnimations } from './finish-animations.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
  }[];
}

/**
 * What axe finds in a page, or in a frame of it, as it looks once everything that fades in is there: one line for each fault. The rules are those of
 * WCAG 2.2 A and AA with axe's best practices.
 */
export async function findAccessibilityFaults(page: Page | Frame): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: axe });
  await finishAnimations(page);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ''}`),
    );
  });
}
