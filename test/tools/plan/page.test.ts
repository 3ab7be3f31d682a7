import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dearestFirst } from '../../../core/capacity/plan/cost.ts';
import { planPage } from '../../../tools/plan/page.ts';
import { planReport } from '../../../tools/plan/report.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';
import { BROWSER_ARGUMENTS, CHROMIUM } from '../../helpers/browser.ts';

const page = planPage(planReport({ types: catalog, stage: stages.prod }));

describe("the plan's page", () => {
  it('loads nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
  });

  it('shows findings, escaped', () => {
    const stage = { ...stages.prod, region: '<b>' };
    const html = planPage(planReport({ types: catalog, stage }));
    expect(html).toContain('<li class="fails">');
    expect(html).not.toContain('<b><b>');
    expect(html).not.toContain('in <b>');
  });

  it('says when On-demand Advantage pays', () => {
    expect(page).toContain('<h2>Kinesis On-demand Advantage</h2>');
    expect(page).toContain('at least 25 MiB/s in and out');
  });

  it('has a bar for each hop, each type and each cost', () => {
    const report = planReport({ types: catalog, stage: stages.prod });
    expect(page.match(/<svg /g)).toHaveLength(
      report.hops.length + report.types.length + dearestFirst(report.cost.lines).length,
    );
  });
});

if (CHROMIUM === undefined) {
  console.log('skipped: the page in a browser (no chromium found; install it or set CHROMIUM_PATH)');
}
describe.skipIf(CHROMIUM === undefined)("the plan's page in a browser", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-page-'));
  const file = path.join(directory, 'plan.html');
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, page);
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: BROWSER_ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([
    [390, 'light', 'rgb(255, 255, 255)'],
    [390, 'dark', 'rgb(20, 24, 29)'],
    [1_200, 'light', 'rgb(255, 255, 255)'],
  ] as const)('fits a width of %d px in %s, with every type opened', async (width, colorScheme, background) => {
    const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const problems: string[] = [];
    tab.on('console', (message) => problems.push(message.text()));
    tab.on('pageerror', (error) => problems.push(error.message));
    await tab.goto(pathToFileURL(file).href);
    for (const summary of await tab.locator('summary').all()) await summary.click();
    const seen = await tab.evaluate<{
      readonly width: number;
      readonly background: string;
      readonly bars: number[];
    }>(`({
      width: document.documentElement.scrollWidth,
      background: getComputedStyle(document.body).backgroundColor,
      bars: [...document.querySelectorAll('.bar svg')].map((bar) => bar.getBoundingClientRect().width),
    })`);
    expect(seen.width).toBe(width);
    expect(seen.background).toBe(background);
    expect(Math.min(...seen.bars)).toBeGreaterThan(100);
    expect(problems).toEqual([]);
    await tab.close();
  });
});
