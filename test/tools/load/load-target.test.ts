import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { looking } from '../../../catalog/requests.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import type { LoadCommandOptions } from '../../../tools/load/command-options.ts';
import { targetOf } from '../../../tools/load/load-target.ts';

vi.mock('../../../catalog/stages.ts', async (importOriginal) => {
  const { stages, ...rest } = await importOriginal<typeof import('../../../catalog/stages.ts')>();
  const requests = await import('../../../catalog/requests.ts');
  const reads = requests.looking({ leaderboard: 7, hunt: 70 });
  return { ...rest, stages: { ...stages, prod: { ...stages.prod, reads } } };
});
const PROD_READS = looking({ leaderboard: 7, hunt: 70 });

/** The part of a local runtime that `load` asks. */
let stage = 'prod';
const runtime = createServer((_, response) => {
  response.end(JSON.stringify({ status: 'ok', stage, awsUrl: 'http://127.0.0.1:1' }));
});
await new Promise<void>((resolve) => runtime.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(runtime.address() as AddressInfo).port}`;
afterAll(() => runtime.close());

async function readsAt(options: Partial<LoadCommandOptions>) {
  const { reads } = await targetOf(url, { apiKey: [], ...options } as LoadCommandOptions, [], new VirtualScheduler());
  return reads;
}

describe('the players of a load', () => {
  it('read as often as those of the stage that the local runtime runs', async () => {
    stage = 'prod';
    expect(await readsAt({ stage: 'dev' })).toEqual(PROD_READS);
  });

  it('read as often as by default if the catalog does not know the runtime’s stage', async () => {
    stage = 'another-studio';
    expect(await readsAt({ stage: 'prod' })).toEqual(looking());
  });

  it('read as often as those of the named stage if the running stage is unknown', async () => {
    expect(await readsAt({ metrics: 'none', stage: 'prod' })).toEqual(PROD_READS);
  });
});
