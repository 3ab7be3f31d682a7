import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundlePage, PageFiles } from '../../../../local/start/console/page-files.ts';

/** Of the script and the style together, compressed. */
const MOST_BYTES = 120 * 1_024;

describe('the page of the console', () => {
  it('loads at most 120 KB, compressed', async () => {
    const { script, style } = await bundlePage();
    expect(script.length).toBeGreaterThan(50_000);
    expect(gzipSync(script).length + gzipSync(style).length).toBeLessThan(MOST_BYTES);
  });

  it('has a policy that lets only this server give it code, style and data', async () => {
    const { status, headers } = (await new PageFiles().answer('/')) ?? { status: 0, headers: [] };
    const [, policy = ''] = headers.find(([name]) => name === 'content-security-policy') ?? [];
    expect(status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http|data:/);
  });

  it('names nothing of another server, and has no code or style within', async () => {
    const files = new PageFiles();
    const { body = '' } = (await files.answer('/')) ?? {};
    expect(String(body)).not.toMatch(/https?:|<style|<script(?![^>]*src=)|style=|onload/);
    for (const [, file = ''] of String(body).matchAll(/(?:href|src)="([^"]+)"/g)) {
      expect(await files.answer(file)).toMatchObject({ status: 200 });
    }
  });
});
