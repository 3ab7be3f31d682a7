import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FunctionBuilder } from '../../../bin/hot-reload/function-builder.ts';
import { synthesizeInWorker } from '../../../bin/synthesize-in-worker.ts';

/** Child processes of this one that have ended and that nobody waited for, as `ps` shows them `<defunct>`. */
function defunctChildren(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        return [readFileSync(`/proc/${id}/stat`, 'utf8')];
      } catch {
        // It has ended since.
        return [];
      }
    })
    .filter((stat) => {
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' && Number(parent) === process.pid;
    });
}

const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-builder-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

// Only Linux shows a process's children as files.
describe.skipIf(!existsSync('/proc/self/stat'))('threads that bundle', { timeout: 240_000 }, () => {
  it('leave no defunct process behind when the builder begins anew, while it builds too, and when it closes', async () => {
    const builder = new FunctionBuilder(path.join(directory, 'functions'));
    for (let save = 0; save < 2; save += 1) {
      expect(await builder.build(['query'])).not.toHaveProperty('failure');
      await builder.renew();
    }
    const abandoned = builder.build(['query']);
    await builder.close();
    expect((await abandoned).bundled).toEqual([]);
    expect(defunctChildren()).toEqual([]);
  });

  it('leave none behind when a stage is synthesized, nor when it is refused', async () => {
    await synthesizeInWorker('dev', path.join(directory, 'dev'));
    await expect(synthesizeInWorker('nowhere', path.join(directory, 'nowhere'))).rejects.toThrow(
      'stage: got "nowhere"',
    );
    expect(defunctChildren()).toEqual([]);
  });
});
