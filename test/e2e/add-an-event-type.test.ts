import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { getJson } from './api.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';
import { smallHunt } from './hunts.ts';
import { copyProject, ROOT, saveFile } from './project-copy.ts';
import { additionsOf, filesOf, PAGE, seventhTypeFiles } from './seventh-type.ts';

describe('adding an event type as docs/add-an-event-type.md says', () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'cairn-seventh-'));
  let cairn: CairnProcess;
  let url: string;

  beforeAll(async () => {
    copyProject(copy);
    for (const [file, text] of seventhTypeFiles(copy)) saveFile(copy, file, text);
    cairn = spawnCairn(['start', '--port', '0', '--aws-port', '0', '--players', '0'], copy);
    [, url = ''] = await cairn.printed(/^ready (\S+)$/m);
  });
  afterAll(async () => {
    cairn?.child.kill('SIGKILL');
    await cairn?.exited;
    rmSync(copy, { recursive: true, force: true });
  });

  it('takes one catalog file, its line in the list and one handler', () => {
    expect([...filesOf(PAGE).keys()]).toEqual(['catalog/photo-taken.ts', 'lambdas/photo-taken/handler.ts']);
    expect(additionsOf(PAGE)).toHaveLength(2);
  });

  it('passes the type check', () => {
    execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), { cwd: copy, stdio: 'pipe' });
  });

  it('has the whole chain accept and process an event of the new type', async () => {
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
    const sample = /```json\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { ...(await credentials('player=ada')), 'content-type': 'application/json' },
      body: JSON.stringify({ events: [JSON.parse(sample)] }),
    });
    expect(await answer.json()).toMatchObject({ results: [{ outcome: 'accepted' }] });
    await vi.waitFor(
      async () => {
        const stats = await getJson(`${url}/local/stats`);
        expect(stats['photo.taken']).toMatchObject({
          accepted: 1,
          published: 1,
          delivered: 1,
          processed: 1,
          inFlight: 0,
        });
      },
      { timeout: 30_000, interval: 20 },
    );
  });
});
