import type { Browser } from 'puppeteer-core';
import { brotliBytes, buildChunks, firstPaintOf } from '../../support/build-chunks.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { format, median, spread } from '../measure.ts';
import { benchPages, startBenchSite, type BenchPage, type BenchSite } from './bench-site.ts';
import { cpuSlowdown, loadPage, type PageLoad } from './load-page.ts';
import { scrollMany } from './scroll-many.ts';
import type { Readiness } from './watch-readiness.ts';

/**
 * `npm run bench:widget`: the tag with a form beside the least that shows one, in one run, in turn. It reports and asserts nothing;
 * figures of a machine that does something else at the time mean little, ratios a little more. `npm run bench:widget -- 2`: two rounds.
 */
const rounds = Number(process.argv[2] ?? 5);
const floor: BenchPage = 'lit-form';
const readiness: Readonly<Record<BenchPage, Readiness>> = {
  blank: 'load',
  'hand-written-form': 'field',
  'empty-lit': 'element',
  'lit-form': 'field',
  form: 'field',
  'form-handed': 'field',
};
const labels: Readonly<Record<BenchPage, string>> = {
  blank: 'blank page',
  'hand-written-form': 'hand-written element, 6 fields',
  'empty-lit': 'empty Lit element',
  'lit-form': 'Lit element, 6 fields (floor)',
  form: 'our tag, 6 fields and OAuth',
  'form-handed': 'our tag, snapshot with session',
};

const site = await startBenchSite();
const browser = await launchBrowser('chromium');
try {
  // The first page a browser opens pays for what later ones find ready.
  for (const page of benchPages) await loadPage(browser, site.address(page), readiness[page], false);
  for (const isSlow4G of [false, true]) print(isSlow4G, await measure(browser, site, isSlow4G));
  await printBytesBesideLit();
  await scrollMany(browser, site.address('many'));
} finally {
  await browser.close();
  await site.stop();
}

type Loads = ReadonlyMap<BenchPage, PageLoad[]>;

async function measure(browser: Browser, site: BenchSite, isSlow4G: boolean): Promise<Loads> {
  const loads = new Map(benchPages.map((page) => [page, [] as PageLoad[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [page, list] of loads) list.push(await loadPage(browser, site.address(page), readiness[page], isSlow4G));
  }
  return loads;
}

function print(isSlow4G: boolean, loads: Loads): void {
  const network = isSlow4G ? 'slow 4G' : 'no network limit';
  console.log(
    `\nUntil a form can be typed in: ${network}, processor ${cpuSlowdown} times slower, nothing cached, ${rounds} rounds`,
  );
  row('', 'scripts', 'requests', 'ready ms', 'script ms', 'heap MB');
  for (const [page, list] of loads) {
    const figure = (of: (load: PageLoad) => number) => `${format(median(list.map(of)))} (${spread(list.map(of))})`;
    row(
      labels[page],
      `${format(median(list.map(({ scriptBytes }) => scriptBytes)) / 1024)} kB`,
      format(median(list.map(({ requests }) => requests))),
      figure(({ readyMs }) => readyMs),
      figure(({ scriptMs }) => scriptMs),
      figure(({ heapBytes }) => heapBytes / 1024 ** 2),
    );
  }
  for (const ours of ['form', 'form-handed'] as const) {
    const ratio = (of: (load: PageLoad) => number) =>
      `${format(median((loads.get(ours) ?? []).map(of)) / median((loads.get(floor) ?? []).map(of)))}x`;
    row(
      ours === 'form' ? 'ours to the floor' : 'with the snapshot',
      '',
      '',
      ratio(({ readyMs }) => readyMs),
      ratio(({ scriptMs }) => scriptMs),
      ratio(({ heapBytes }) => heapBytes),
    );
  }
  row('target, at most', '20 kB', '3', '1.3x', '2.5x', '1.5x');
}

/** What the first paint adds to a page that has Lit already. */
async function printBytesBesideLit(): Promise<void> {
  const bytes = brotliBytes(firstPaintOf(await buildChunks('elements'), 'elements.js'));
  console.log(`\nFirst paint of a page that has Lit already: ${format(bytes / 1024)} kB of scripts (target: at most 12 kB)`);
}

function row(label: string, ...cells: readonly string[]): void {
  console.log(`  ${label.padEnd(32)}${cells.map((cell, index) => cell.padStart(index < 2 ? 10 : 20)).join('')}`);
}
