import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADDED, ADDED_FILES } from './added-type.ts';
import { getJson } from './api.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';
import { smallHunt } from './hunts.ts';
import { printedEffect } from './printed-effect.ts';
import { copyProject, ROOT } from './project-copy.ts';

/** Not the synchronous one: the process whose output is read meanwhile would wait. */
const run = promisify(execFile);

describe('adding an event type by command', () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'cairn-added-'));
  const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');
  const before = { list: '', client: '' };
  let printed: string;
  let cairn: CairnProcess;
  let url: string;
  let awsUrl: string;

  const command = async (...args: string[]): Promise<string> => {
    const { exited, output } = spawnCairn(args, copy);
    const code = await exited;
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output()}`);
    return output();
  };

  beforeAll(async () => {
    copyProject(copy);
    Object.assign(before, { list: read('catalog/index.ts'), client: read('client/events.ts') });
    printed = await command('add-type', ADDED, '--peak', '20');
    cairn = spawnCairn(['start', '--port', '0', '--aws-port', '0', '--players', '0', '--no-watch'], copy);
    [, url = ''] = await cairn.printed(/^ready (\S+)$/m);
    [, awsUrl = ''] = await cairn.printed(/--endpoint-url (\S+)/);
  });
  afterAll(async () => {
    cairn?.child.kill('SIGKILL');
    await cairn?.exited;
    rmSync(copy, { recursive: true, force: true });
  });

  it('passes the type check', () => {
    // By default four checkers each work out most of the same types: two and a half times as many in all.
    execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['--checkers', '1'], { cwd: copy, stdio: 'pipe' });
  });

  it('shows its effect with the commands that it prints', async () => {
    const credentials = async (query: string): Promise<Record<string, string>> => {
      const { token, apiKey } = await getJson(`${url}/local/token?${query}`);
      return { 'x-api-key': apiKey, authorization: `Bearer ${token}` };
    };
    const put = await fetch(`${url}/v1/hunts/edinburgh`, {
      method: 'PUT',
      headers: { ...(await credentials('player=organiser&role=organiser')), 'content-type': 'application/json' },
      body: JSON.stringify(smallHunt()),
    });
    expect(put.status).toBe(200);
    const { send, read: readItem } = printedEffect(printed, url, awsUrl);
    const { stdout: answer } = await run('bash', ['-c', send]);
    expect(JSON.parse(answer)).toMatchObject({ results: [{ outcome: 'accepted' }] });
    await vi.waitFor(
      async () => {
        const { events: stats } = await getJson(`${url}/local/stats`);
        expect(stats[ADDED]).toMatchObject({ accepted: 1, published: 1, delivered: 1, processed: 1, inFlight: 0 });
      },
      { timeout: 30_000, interval: 20 },
    );
    const { stdout: item } = await run('bash', ['-c', readItem]);
    expect(JSON.parse(item)).toMatchObject({ Item: { subjectId: { S: 'castle' } } });
  });

  it('leaves no trace of the type once it is removed', async () => {
    const output = await command('remove-type', ADDED);
    expect(output).toContain('These files still mention it:\n  test/e2e/added-type.ts\nThe throttles');
    expect(read('catalog/index.ts')).toBe(before.list);
    expect(read('client/events.ts')).toBe(before.client);
    const { definition, functionFolder, testFolder } = ADDED_FILES;
    for (const file of [definition, functionFolder, testFolder]) expect(existsSync(path.join(copy, file))).toBe(false);
  });
});
