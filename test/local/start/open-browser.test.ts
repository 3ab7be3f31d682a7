import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../../../local/start/open-browser.ts';

describe.skipIf(process.platform !== 'linux')('--open', () => {
  let directory = '';
  const PATH = process.env.PATH;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-open-'));
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(directory, { recursive: true, force: true });
  });

  const command = (script: string): void => {
    const file = path.join(directory, 'xdg-open');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    process.env.PATH = `${directory}:${PATH}`;
  };

  it('gives the address to the command that opens a browser', async () => {
    const opened = path.join(directory, 'opened');
    command(`printf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}`);
    openBrowser('http://127.0.0.1:3000/', () => {});
    await vi.waitFor(() => expect(existsSync(opened)).toBe(true), { timeout: 10_000 });
    expect(readFileSync(opened, 'utf8')).toBe('http://127.0.0.1:3000/');
  });

  it.each([
    ['fails', 'exit 3'],
    ['is missing', undefined],
  ])('names the address for the person to open if the command %s', async (_, script) => {
    if (script === undefined) process.env.PATH = directory;
    else command(script);
    const lines: string[] = [];
    openBrowser('http://127.0.0.1:3000/', (line) => lines.push(line));
    await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 10_000 });
    expect(lines[0]).toContain('open http://127.0.0.1:3000/ yourself');
  });
});
