import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../../tools/load/command.ts';
import { LocalPipeline } from '../../../tools/load/local-pipeline.ts';
import { createHunt, huntNamed } from '../../../tools/shared/load/create-hunt.ts';

const clock = { now: () => 0 };
const load = (...args: string[]): Promise<unknown> => {
  const said: string[] = [];
  const ports = { print: (text: string) => said.push(text), say: (text: string) => said.push(text) };
  return command(ports)
    .exitOverride()
    .parseAsync(args, { from: 'user' })
    .then(() => said);
};
const answering = (body: string, status = 200) => (async () => new Response(body, { status })) as typeof fetch;

describe('npm run cairn -- load', () => {
  it.each([[path.join(os.tmpdir(), 'no-such-folder-of-cairn/load.html')], [os.tmpdir()]])(
    'fails before the run if the page cannot be written: %s',
    async (file) => {
      // Nobody answers at port 9: if the run had begun, the error would be about --url.
      await expect(load('--url', 'http://127.0.0.1:9', '--html', file)).rejects.toThrow(/^--html: got /);
    },
  );

  it('accepts the default of its help: seconds without a unit', async () => {
    await expect(load('--url', 'http://127.0.0.1:9', '--for', '30', '--rate', '500/s')).rejects.toThrow(/^--url: got /);
  });
});

describe('a server that is not the API', () => {
  const html = '<!doctype html><html><body>Welcome</body></html>';

  it('is reported as one that answers HTML, in the counts and when it does not create the hunt', async () => {
    const metrics = { read: async () => ({}) } as never;
    const pipeline = new LocalPipeline('http://127.0.0.1:8080', 'dev', metrics, answering(html));
    await expect(pipeline.begin()).rejects.toThrow(/local\/stats answered a page of HTML, so it is not the API/);
    const phone = { token: 't', apiKey: 'k' };
    await expect(
      createHunt('http://127.0.0.1:8080', huntNamed('h'), phone, clock, answering(html, 404)),
    ).rejects.toThrow(/answered 404 a page of HTML/);
  });

  it('is reported with the cause if it answers nothing', async () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const dead = (async () => {
      throw new TypeError('fetch failed', { cause });
    }) as typeof fetch;
    const pipeline = new LocalPipeline('http://127.0.0.1:8080', 'dev', {} as never, dead);
    await expect(pipeline.begin()).rejects.toThrow(/does not answer \(fetch failed: refused\)/);
  });
});
