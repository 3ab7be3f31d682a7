import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPage } from '../../../tools/load/page.ts';
import { loadText } from '../../../tools/load/text.ts';
import { BROWSER_ARGUMENTS, CHROMIUM } from '../../helpers/browser.ts';
import { sampleResult } from './sample-result.ts';

const page = loadPage(sampleResult());

describe("the load test's page", () => {
  it('loads nothing from elsewhere', () => {
    expect(page.replaceAll('http://127.0.0.1:3000', '')).not.toMatch(/<script|<link|src=|url\(|https?:/);
  });

  it('has a plot of rates, of latencies with the objective marked, and of outcomes', () => {
    expect(page.match(/<figure class="lines">/g)).toHaveLength(3);
    expect(page).toContain(' p99&lt;1000ms</span>');
    for (const name of ['offered', 'answered', 'unsent', 'p50', 'greatest', 'throttled', 'unanswered']) {
      expect(page).toContain(`</i>${name}</span>`);
    }
  });

  it('shows missed objectives, escaped', () => {
    expect(page).toContain('<li class="fails">MISSED p99&lt;1000ms: 1,900</li>');
    expect(page).toContain('only &lt;4&gt; were accepted');
  });
});

describe("the load test's text", () => {
  it('accounts for every event', () => {
    const text = loadText(sampleResult());
    expect(text).toContain('sent 10,000 = accepted 8,900 + rejected 100 + throttled 700 + shed 200 + unanswered 100');
    expect(text).toContain(
      'accepted 8,950 = processed 8,900 + quarantined 20 + dead-lettered 29 + unrouted 0 + unaccounted 1',
    );
    expect(text).toContain('MISSED hunt.joined.p99<2s: not measured');
    expect(text).toContain('p50 0.7 ms, p90 1 ms, p99 1.4 ms');
  });
});

if (CHROMIUM === undefined) {
  console.log('skipped: the page in a browser (no chromium found; install it or set CHROMIUM_PATH)');
}
describe.skipIf(CHROMIUM === undefined)("the load test's page in a browser", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-load-page-'));
  const file = path.join(directory, 'load.html');
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
  ] as const)('fits a width of %d px in %s', async (width, colorScheme, background) => {
    const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const problems: string[] = [];
    tab.on('console', (message) => problems.push(message.text()));
    tab.on('pageerror', (error) => problems.push(error.message));
    await tab.goto(pathToFileURL(file).href);
    const seen = await tab.evaluate<{
      readonly width: number;
      readonly background: string;
      readonly plots: { readonly width: number; readonly height: number }[];
    }>(`({
      width: document.documentElement.scrollWidth,
      background: getComputedStyle(document.body).backgroundColor,
      plots: [...document.querySelectorAll('.plot svg')].map((plot) => plot.getBoundingClientRect().toJSON()),
    })`);
    expect(seen.width).toBe(width);
    expect(seen.background).toBe(background);
    expect(seen.plots).toHaveLength(3);
    for (const plot of seen.plots) {
      expect(plot.width).toBeGreaterThan(width * 0.6);
      expect(plot.height).toBeGreaterThan(200);
    }
    expect(problems).toEqual([]);
    await tab.close();
  });
});
