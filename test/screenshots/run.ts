import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ROOT } from '../../build/repository.ts';
import { spawnCairn } from '../e2e/cairn-process.ts';
import { BROWSER_ARGUMENTS, CHROMIUM } from '../helpers/browser.ts';
import { animatedWebp, type Frame } from './animated-webp.ts';

/** `npm run screenshots`: the pictures of README.md and docs/console.md, of a chain that runs. */
const IMAGES = path.join(ROOT, 'docs/images');
const WIDE = { width: 1_360, height: 940 };
const NARROW = { width: 390, height: 844 };
/** Enough for the lines of the last minute to have a form. */
const WARM_MS = 45_000;
const FRAMES = 36;
const FRAME_MS = 280;
const ANIMATION = { width: 1_360, height: 860 };

if (CHROMIUM === undefined) throw new Error('no chromium found; install it or set CHROMIUM_PATH');
mkdirSync(IMAGES, { recursive: true });
const cairn = spawnCairn(['start', '--port', '0', '--aws-port', '0', '--no-watch', '--players', '25', '--seed', '11']);
const [, url = ''] = await cairn.printed(/^ready (\S+)$/m);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_ARGUMENTS });
try {
  await takeAll(browser);
} finally {
  await browser.close();
  cairn.child.kill('SIGKILL');
  await cairn.exited;
}

async function takeAll(opened: Browser): Promise<void> {
  const page = await opened.newPage({
    viewport: WIDE,
    colorScheme: 'light',
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
  });
  await show(page, 'chain');
  await wait(WARM_MS);
  await shoot(page, 'console');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, 'console-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await show(page, `chain/${encodeURIComponent('handler:location.pinged')}`);
  await page.locator('.panel h3', { hasText: 'Settings' }).waitFor();
  await shoot(page, 'console-hop');
  await show(page, 'hunt');
  await page.locator('.player').first().waitFor();
  await wait(2_500);
  await shoot(page, 'console-hunt');
  await show(page, 'events');
  await page.locator('.events a', { hasText: 'clue.solved' }).first().click();
  await page.locator('.journey li').nth(5).waitFor();
  await shoot(page, 'console-follow');
  await show(page, 'break');
  await page.locator('.switches li').nth(8).waitFor();
  await shoot(page, 'console-break');

  await show(page, 'post-mortem');
  await page.getByRole('slider').fill('58');
  await shoot(page, 'console-post-mortem');

  const phone = await opened.newPage({
    viewport: NARROW,
    colorScheme: 'light',
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
  });
  await show(phone, 'chain');
  await wait(6_000);
  await shoot(phone, 'console-phone');
  await phone.close();

  await animate(opened);
  for (const fault of [
    { kind: 'target-denied', target: 'clue.viewed' },
    { kind: 'function-slow', target: 'clue.solved', by: '9s' },
    { kind: 'function-crash', target: 'location.pinged', probability: 0.5 },
  ]) {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/local/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
  }
  await show(page, 'chain');
  await page.locator('.alarms li').first().waitFor({ timeout: 130_000 });
  await shoot(page, 'console-fault');
}

/** A start line: ten times as many phones, as they come. */
async function animate(opened: Browser): Promise<void> {
  const page = await opened.newPage({ viewport: ANIMATION, colorScheme: 'light' });
  await show(page, 'chain');
  await wait(8_000);
  const session = await page.context().newCDPSession(page);
  const frames: Frame[] = [];
  for (let taken = 0; taken < FRAMES; taken += 1) {
    if (taken === 4) await load(10);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 55 });
    frames.push({ webp: Buffer.from(data, 'base64'), milliseconds: FRAME_MS });
    await wait(FRAME_MS);
  }
  writeFileSync(path.join(IMAGES, 'console-start.webp'), animatedWebp(frames, ANIMATION.width, ANIMATION.height));
  await page.close();
  await load(1);
}

async function load(factor: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/local/console/load`, { method: 'POST', headers, body: JSON.stringify({ factor }) });
}

async function show(page: Page, view: string): Promise<void> {
  await page.goto(`${url}/#${view}`);
  await page.locator('main h2').first().waitFor();
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`), animations: 'disabled' });
  console.log(`docs/images/${name}.png`);
}
