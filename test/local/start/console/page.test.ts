import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleState, FeedEvent, HopFigures } from '../../../../local/start/console/console-state.ts';
import type { PostMortem } from '../../../../local/start/console/post-mortem.ts';
import { BROWSER_ARGUMENTS, CHROMIUM } from '../../../helpers/browser.ts';
import { consoleState, POST_MORTEM, type ServedConsole, serveConsole } from '../../../helpers/console-page.ts';

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1_440, height: 900 };
/** As many as AWS's quotas let a stage have before it needs more of them. */
const MANY = Array.from({ length: 19 }, (_, index) => `thing${index}.happened`);

if (CHROMIUM === undefined) {
  console.log('skipped: the states of the console (no chromium found; install it or set CHROMIUM_PATH)');
}
describe.skipIf(CHROMIUM === undefined)('the page of the console', () => {
  let browser: Browser;
  let served: ServedConsole;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: BROWSER_ARGUMENTS });
    served = await serveConsole();
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });
  beforeEach(async () => {
    served.publish(undefined);
    page = await browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' });
  });
  afterEach(() => page.close());

  const show = async (state: ConsoleState | undefined, view = 'chain'): Promise<void> => {
    served.publish(state);
    await page.goto(`${served.url}/#${view}`);
  };
  const with_ = (state: ConsoleState, id: string, figures: Partial<HopFigures>): ConsoleState => ({
    ...state,
    hops: { ...state.hops, [id]: { rate: 5, throttles: 0, errors: 0, condition: 'well', ...figures } },
  });

  it('says that it connects until something comes', async () => {
    await show(undefined);
    await page.getByText('Connecting to the chain').waitFor();
    served.publish(consoleState(['a.happened']));
    await page.getByText('No event has come yet').waitFor();
    expect(await page.getByText('Connecting to the chain').count()).toBe(0);
  });

  it('draws 19 types, also on a phone, and says of a type without traffic that nothing passes', async () => {
    await show(consoleState(MANY));
    await page
      .locator('.lanes > li')
      .nth(MANY.length - 1)
      .waitFor();
    expect(await page.locator('.lanes > li').count()).toBe(MANY.length);
    expect(await page.locator('.hop.stream').first().getAttribute('title')).toBe('No records now.');
    await page.setViewportSize(NARROW);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width);
  });

  it('tells a hop in trouble by form and by words, not by colour alone', async () => {
    const calm = with_(consoleState(['a.happened']), 'rule:a.happened', {});
    const busy = with_(calm, 'stream:a.happened', { condition: 'busy', why: 'Uses 80 % of its limit.' });
    await show(
      with_(busy, 'handler:a.happened', { condition: 'trouble', errors: 2, why: 'Invocations fail: 2 a second.' }),
    );
    const handler = page.getByRole('link', {
      name: /^Handler of a\.happened in trouble .*Invocations fail: 2 a second\.$/,
    });
    await handler.waitFor();
    const forms = ['rule', 'stream', 'handler'].map((kind) =>
      page.evaluate(`getComputedStyle(document.querySelector('.hop.${kind} .kind .form')).clipPath`),
    );
    expect(new Set(await Promise.all(forms)).size).toBe(3);
    expect(await page.locator('.hop.rule .why').count()).toBe(0);
  });

  it('shows the beginning of a very long list, and more of it when somebody asks', async () => {
    const event = (index: number): FeedEvent => ({ id: `event-${index}`, type: 'a.happened', playerId: 'ada' });
    const state = consoleState(['a.happened']);
    await show(state, 'events');
    await page.getByText('Nothing has come yet.').waitFor();
    for (let round = 1; round <= 30; round += 1) {
      const events = Array.from({ length: 12 }, (_, index) => event(round * 100 + index));
      served.publish({ ...state, feed: { round, entriesSeen: round * 12, events } });
    }
    await page.locator('.events li', { hasText: 'event-3011' }).waitFor();
    expect(await page.locator('.events li').count()).toBe(25);
    await page.getByRole('button', { name: 'Show more of 200' }).click();
    expect(await page.locator('.events li').count()).toBe(125);
  });

  it('says that a chain has no phones, no hunt and no plan where it has none', async () => {
    await show(consoleState(['a.happened']), 'break');
    await page.getByText('No phones play here').waitFor();
    await page.goto(`${served.url}/#hunt`);
    await page.getByText('There is no hunt yet').waitFor();
    await page.goto(`${served.url}/#chain/stream%3Aa.happened`);
    await page.getByText('does not have this hop').waitFor();
  });

  it('plays the runs of the post-mortem in step, with what the post-mortem itself reported', async () => {
    const { runs }: PostMortem = JSON.parse(readFileSync(POST_MORTEM, 'utf8'));
    await show(consoleState(['a.happened']), 'post-mortem');
    await page
      .locator('.run')
      .nth(runs.length - 1)
      .waitFor();
    for (const { name, theySaid } of runs) {
      if (theySaid !== undefined) await page.getByRole('region', { name }).getByText(theySaid).waitFor();
    }
    const processed = (name: string) =>
      page.getByRole('region', { name }).locator('dl').first().locator('div', { hasText: 'processed' }).innerText();
    const at = async (frame: number): Promise<void> => {
      for (const { name, processed: rates } of runs) {
        const rate = rates[Math.min(frame, rates.length - 1)] ?? 0;
        expect(await processed(name)).toContain(`${rate.toLocaleString('en-US')} events/s`);
      }
    };
    await at(0);
    await page.getByRole('slider').press('ArrowRight');
    await page.getByText('4 s after the start').waitFor();
    await at(1);
    await page.getByRole('slider').press('End');
    await page.getByRole('button', { name: 'Play again' }).waitFor();
    await at(Math.max(...runs.map(({ offered }) => offered.length)) - 1);
    await page.getByRole('button', { name: 'Play again' }).click();
    await page.getByText(/^[4-9] s after the start/).waitFor();
  });

  it('says what the governor did and why, and what it has paused and sheds', async () => {
    await show(consoleState(['a.happened']));
    await page.getByText('This stage has none').waitFor();
    const act = {
      at: '2026-06-01T10:07:00Z',
      did: 'acted',
      type: 'a.happened',
      reason: 'the stream is 97 % full',
      before: '2 shards',
      after: '4 shards',
    } as const;
    served.publish(
      consoleState(['a.happened'], {
        governor: { mode: 'act', acts: [act], circuits: { 'a.happened': 'half-open' }, admitted: 'a.happened 49 %' },
      }),
    );
    const governor = page.getByRole('region', { name: 'Governor acts' });
    await governor.getByText('The mapping of a.happened is on trial with small batches.').waitFor();
    const text = await governor.innerText();
    expect(text).toContain('Ingest admits only a.happened 49 %.');
    expect(text).toMatch(/acted the stream is 97 % full\s+2 shards → 4 shards/);
  });

  it('draws no line for a rate that was not measured yet', async () => {
    const state = with_(consoleState(['a.happened']), 'rule:a.happened', {});
    await show(state);
    await page.locator('.hop.rule.well').waitFor();
    expect(await page.locator('.hop.rule polyline').count()).toBe(0);
  });
});
