import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { looking } from '../../../catalog/requests.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import type { LoadCommandOptions } from '../../../tools/load/command-options.ts';
import { targetOf } from '../../../tools/load/load-target.ts';

const PROD_READS = looking({ leaderboard: 7, hunt: 70 });
const STAGES = { prod: { name: 'prod', reads: PROD_READS } };

/** The part of a local runtime that `load` asks. */
let stage = 'prod';
const runtime = createServer((_, response) => {
  response.end(JSON.stringify({ status: 'ok', stage, awsUrl: 'http://127.0.0.1:1' }));
});
await new Promise<void>((resolve) => runtime.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(runtime.address() as AddressInfo).port}`;
afterAll(() => runtime.close());

async function readsAt(options: Partial<LoadCommandOptions>) {
  const all = { apiKey: [], ...options } as LoadCommandOptions;
  return (await targetOf(url, all, [], new VirtualScheduler(), STAGES)).reads;
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
