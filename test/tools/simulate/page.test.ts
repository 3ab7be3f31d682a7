import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonPage, simulationPage, sweepPage } from '../../../tools/simulate/page.ts';
import { readScenario } from '../../../tools/simulate/scenario.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';
import { parseSweep, runSweep } from '../../../tools/simulate/sweep.ts';
import { BROWSER_ARGUMENTS, CHROMIUM } from '../../helpers/browser.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const scenario = readScenario(
  '<mine>',
  'says: A & B.\nseconds: 20\nset: [throttle.requestsPerSecond=300, throttle.burst=300]\n',
);
const report = await simulate(scenario);
const sweep = parseSweep('location.pinged.reservedConcurrency=1..8', 3, scenario.chain);
const pages = {
  run: simulationPage(report),
  comparison: comparisonPage([report, { ...report, name: 'again', theySaid: 'Less than <5>.' }]),
  sweep: sweepPage(await runSweep(scenario, sweep, { seed: 1 })),
};
const PLOTS = { run: 5, comparison: 4, sweep: 4 } as const;
const NAMES = ['run', 'comparison', 'sweep'] as const;

describe("the simulation's pages", () => {
  it.each(NAMES)('%s: loads nothing from elsewhere, and shows texts escaped', (name) => {
    expect(pages[name]).not.toMatch(/<script|<link|src=|url\(|https?:|<mine>|<5>/);
    expect(pages[name]).toContain('&lt;mine&gt;');
    expect(pages[name].match(/<figure class="lines">/g)).toHaveLength(PLOTS[name]);
  });
});

if (CHROMIUM === undefined) {
  console.log('skipped: the pages in a browser (no chromium found; install it or set CHROMIUM_PATH)');
}
describe.skipIf(CHROMIUM === undefined)("the simulation's pages in a browser", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-simulation-page-'));
  let browser: Browser;

  beforeAll(async () => {
    for (const name of NAMES) writeFileSync(path.join(directory, `${name}.html`), pages[name]);
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: BROWSER_ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(NAMES.flatMap((name) => [[name, 390, 'dark'] as const, [name, 1_200, 'light'] as const]))(
    '%s fits a width of %d px in %s, with every plot drawn',
    async (name, width, colorScheme) => {
      const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      const problems: string[] = [];
      tab.on('console', (message) => problems.push(message.text()));
      tab.on('pageerror', (error) => problems.push(error.message));
      await tab.goto(pathToFileURL(path.join(directory, `${name}.html`)).href);
      const seen = await tab.evaluate<{
        readonly width: number;
        readonly plots: { width: number; height: number }[];
      }>(`({
      width: document.documentElement.scrollWidth,
      plots: [...document.querySelectorAll('.plot svg')].map((plot) => plot.getBoundingClientRect().toJSON()),
    })`);
      expect(seen.width).toBe(width);
      expect(seen.plots).toHaveLength(PLOTS[name]);
      for (const plot of seen.plots) {
        expect(plot.width).toBeGreaterThan(width * 0.6);
        expect(plot.height).toBeGreaterThan(150);
      }
      expect(problems).toEqual([]);
      await tab.close();
    },
  );

  it('draws the plots of docs/configuration.md as images', async () => {
    const tab = await browser.newPage();
    const files = globSync('docs/images/*.svg', { cwd: ROOT });
    writeFileSync(
      path.join(directory, 'images.html'),
      files.map((file) => `<img src="${pathToFileURL(path.join(ROOT, file)).href}">`).join(''),
    );
    await tab.goto(pathToFileURL(path.join(directory, 'images.html')).href);
    const widths = await tab.evaluate<number[]>('[...document.images].map((image) => image.naturalWidth)');
    expect(files.length).toBeGreaterThan(8);
    // A file that is not well-formed XML has no width.
    expect(Math.min(...widths)).toBeGreaterThan(500);
    await tab.close();
  });
});
