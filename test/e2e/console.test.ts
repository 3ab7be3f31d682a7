import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import {
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListStreamsCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BROWSER_ARGUMENTS, CHROMIUM } from '../helpers/browser.ts';
import { getJson } from './api.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';

/** A clue, and a treasure two minutes' walk away: a hunt that is over in seconds. */
const HUNT = {
  huntId: 'yard',
  name: 'Around the yard',
  clues: [
    {
      clueId: 'well',
      text: 'What is deep?',
      answer: 'well',
      points: 10,
      hint: 'Look down.',
      hintCost: 1,
      place: { latitude: 55.95, longitude: -3.19 },
    },
  ],
  treasures: [
    {
      treasureId: 'bucket',
      latitude: 55.9511,
      longitude: -3.19,
      radiusMeters: 30,
      points: 50,
      requiredClues: ['well'],
    },
  ],
};

const VIEWS = ['chain', 'events', 'hunt', 'break', 'dead-letters', 'post-mortem'];
/** Of a phone. */
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1_440, height: 900 };

if (CHROMIUM === undefined) {
  console.log('skipped: the console in a browser (no chromium found; install it or set CHROMIUM_PATH)');
}
describe.skipIf(CHROMIUM === undefined)('the console in a browser', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-console-'));
  const hunt = path.join(directory, 'hunt.json');
  const complaints: string[] = [];
  let cairn: CairnProcess;
  let browser: Browser;
  let page: Page;
  let url = '';

  const start = async (port: string): Promise<void> => {
    const options = ['--aws-port', '0', '--no-watch', '--players', '3', '--seed', '7', '--hunt', hunt];
    options.push('--governor', 'observe');
    cairn = spawnCairn(['start', '--port', port, ...options]);
    [, url = ''] = await cairn.printed(/^ready (http:\/\/127\.0\.0\.1:\d+)$/m);
  };
  const stop = async (): Promise<void> => {
    cairn.child.kill('SIGKILL');
    await cairn.exited;
  };
  const show = async (view: string): Promise<void> => {
    await page.goto(`${url}/#${view}`);
    await page.locator('main h2').first().waitFor();
  };

  beforeAll(async () => {
    writeFileSync(hunt, JSON.stringify(HUNT));
    await start('0');
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: BROWSER_ARGUMENTS });
    page = await browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A connection that ends is no fault of the page.
      const isExpected = /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/.test(message.text());
      if (message.type() === 'error' && !isExpected) complaints.push(message.text());
    });
    await show('chain');
  });
  afterAll(async () => {
    await browser?.close();
    await stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is named in the first lines of npm start', () => {
    expect(cairn.output()).toContain(`The console, in a browser: ${url}/`);
  });

  it('draws a lane for each event type that runs, and counts what the ledger counts', async () => {
    const { events } = await getJson(`${url}/local/stats`);
    const types = Object.keys(events).filter((type) => type !== 'unknown');
    const lanes = page.locator('.lanes > li > h3');
    expect((await lanes.allInnerTexts()).map((text) => text.split(/\s/)[0]).sort()).toEqual(types.sort());
    await page.locator('.sums div', { hasText: 'accepted' }).filter({ hasText: /[1-9]/ }).waitFor();
    await page.locator('.hop.stream.well').first().waitFor();
  });

  it('says what the governor may do', async () => {
    await page.getByRole('region', { name: 'Governor looks on' }).waitFor();
  });

  it('runs a chain whose shards change as slowly as on AWS, because it has a governor', async () => {
    const { awsUrl } = await getJson(`${url}/local/health`);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const kinesis = new KinesisClient({ endpoint: awsUrl, region: 'us-east-1', credentials });
    const { StreamNames: [StreamName = ''] = [] } = await kinesis.send(new ListStreamsCommand({}));
    const ScalingType = 'UNIFORM_SCALING';
    await kinesis.send(new UpdateShardCountCommand({ StreamName, TargetShardCount: 2, ScalingType }));
    const { StreamDescriptionSummary: summary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(summary).toMatchObject({ StreamStatus: 'UPDATING', OpenShardCount: 1 });
    kinesis.destroy();
  });

  it('opens a hop by keyboard alone, with its plan, settings and alarms, and closes it again', async () => {
    const hop = page.getByRole('link', { name: /^Stream of clue\.solved/ });
    await tabTo(page, await hop.getAttribute('href'));
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Stream of clue.solved' });
    await panel.getByRole('heading', { name: 'Settings, and why' }).waitFor();
    expect(await panel.innerText()).toMatch(/Limit: .+ records\/s/);
    expect(await panel.getByRole('link', { name: /^Runbook / }).count()).toBeGreaterThan(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Stream of clue.solved');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(FOCUSED)).toBe(await hop.getAttribute('href'));
  });

  it('sends an event by the form of its type, and follows it through every hop to its effect', async () => {
    await show('break');
    const form = page.locator('form.sender');
    await form.getByLabel('Event type').selectOption('hunt.joined');
    await form.getByLabel('Player').fill('mirren');
    await form.getByRole('button', { name: 'Send as mirren' }).click();
    await page.getByText('The API answered 202').waitFor();
    expect(await page.locator('pre').innerText()).toContain('"outcome": "accepted"');
    await page.getByRole('link', { name: /^Follow / }).click();
    await page.locator('.fate', { hasText: 'It has had its effect.' }).waitFor();
    const way = await page.locator('.journey li').allInnerTexts();
    for (const hop of ['received', 'published', 'delivered', 'handed to the handler', 'applied']) {
      expect(way.some((text) => text.includes(hop))).toBe(true);
    }
    expect(await page.locator('pre').innerText()).toContain('"playerId": "mirren"');
    await page.getByLabel('What to search').fill('mirren');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('.events a', { hasText: 'mirren' }).waitFor();
  });

  it('shows how a hunt is played to its end', async () => {
    await show('hunt');
    await page.locator('.treasures .won', { hasText: 'claimed first by' }).waitFor();
    await page.locator('.leaders li').first().waitFor();
    expect(await page.locator('.town .player').count()).toBeGreaterThan(0);
  });

  it('lets more phones play', async () => {
    await show('break');
    await page.getByLabel(/^×1:/).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByText(/^[5-9] phones walk now/).waitFor();
  });

  it('shows poison as a dead letter, with its payload and the reason', async () => {
    await show('break');
    await page.getByRole('button', { name: 'Send poison' }).click();
    const [, id = ''] = /Sent ([\w-]+)\./.exec(await page.getByText(/^Sent /).innerText()) ?? [];
    await show('dead-letters');
    const letter = page.locator('details', { hasText: id });
    await letter.locator('summary').click();
    expect(await letter.locator('pre').innerText()).toContain('"broken": true');
  });

  it('shows a fault that is pressed there on the map, with its form and a sentence, and heals it', async () => {
    await show('break');
    await page.getByRole('switch', { name: 'target-denied of every target' }).click();
    await page.getByRole('switch', { name: 'target-denied of every target', checked: true }).waitFor();
    await show('chain');
    const rule = page.locator('.hop.rule.trouble').first();
    await rule.waitFor();
    expect(await rule.innerText()).toMatch(/in trouble[\s\S]*Deliveries are given up/);
    // CloudWatch evaluates once a minute.
    await page.locator('.alarms li', { hasText: 'since' }).first().waitFor({ timeout: 90_000 });
    await show('break');
    await page.getByRole('switch', { name: 'target-denied of every target' }).click();
    await page.getByRole('switch', { name: 'target-denied of every target', checked: false }).waitFor();
    expect((await getJson(`${url}/local/faults`)).every(({ state }: { state: string }) => state === 'ended')).toBe(
      true,
    );
    await show('chain');
    await vi.waitFor(async () => expect(await page.locator('.hop.rule.trouble').count()).toBe(0), { timeout: 20_000 });
  });

  it.each(VIEWS)('has nothing that is a serious hindrance, and nothing wider than a phone: view %s', async (view) => {
    await show(view);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await hindrances(page)).toEqual([]);
    }
    await page.setViewportSize(NARROW);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width);
    await page.setViewportSize(WIDE);
  });

  it('keeps what it shows while it is paused', async () => {
    await show('chain');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    const frozen = await page.locator('.sums').innerText();
    const { events: before } = await getJson(`${url}/local/stats`);
    await vi.waitFor(async () => expect((await getJson(`${url}/local/stats`)).events).not.toEqual(before), {
      timeout: 20_000,
    });
    expect(await page.locator('.sums').innerText()).toBe(frozen);
    await page.getByRole('button', { name: 'Continue' }).click();
  });

  it('says that the runtime has ended, and goes on by itself once it runs again', async () => {
    await stop();
    await page.getByRole('alert').filter({ hasText: 'The runtime has ended' }).waitFor();
    await start(new URL(url).port);
    await page.getByText('Reconnected: this is another run').waitFor({ timeout: 60_000 });
    await page.locator('.hop.stream.well').first().waitFor();
  });

  it('breaks no rule of its own policy, and throws nothing', () => {
    expect(complaints).toEqual([]);
  });
});

const FOCUSED = "document.activeElement.getAttribute('href')";
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds that is serious or critical. */
async function hindrances(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const results = (await page.evaluate('axe.run()')) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** Presses Tab until the link has the focus. @throws if it never has */
async function tabTo(page: Page, href: string | null): Promise<void> {
  for (let pressed = 0; pressed < 200; pressed += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(FOCUSED)) === href) return;
  }
  throw new Error(`no Tab reaches ${href}`);
}
