import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { AwsEndpoint } from '../../../../local/aws/runtime/aws-endpoint.ts';
import { FunctionThread } from '../../../../local/aws/runtime/function-thread.ts';
import { LOCAL_ONLY } from '../../../../local/aws/runtime/loopback-only.ts';
import { threadCode } from '../../../../local/aws/runtime/thread-code.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/machine');
const fixture = (file: string): string => pathToFileURL(path.join(FIXTURES, file)).href;
// Plain JavaScript, like functions; imported by URL, so that the type check needs no types.
const { ELSEWHERE } = await import(fixture('call-elsewhere.mjs'));
const { REACHED } = await import(fixture('stub-network.mjs'));
const WAYS = Object.keys(ELSEWHERE);

/** Returns the outcome of each call to another machine, in a thread with stubbed connections. */
function outcomesBehindStubs(guard: string): Promise<Record<string, string>> {
  const text = `
    import { parentPort } from 'node:worker_threads';
    import { stubNetwork } from '${fixture('stub-network.mjs')}';
    import { callElsewhere } from '${fixture('call-elsewhere.mjs')}';
    stubNetwork();
    ${guard}
    parentPort.postMessage(await callElsewhere());`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(text, { eval: true, execArgv: ['--input-type=module'] });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

describe('a function of the local runtime', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });

  it('reaches this machine, and no other machine by any API of Node', async () => {
    const endpoint = new AwsEndpoint();
    closers.push(() => endpoint.close());
    await endpoint.listen(0, '--aws-port');
    const thread = new FunctionThread({
      code: {
        name: 'probe',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
        directory: path.join(FIXTURES, 'function'),
        handler: 'index.handler',
        memoryMb: 512,
        environment: {},
      },
      environment: {},
      onOutput: () => {},
    });
    closers.push(() => thread.close());
    const result = await new Promise<{ payload: string }>((resolve) => {
      const invocation = {
        requestId: 'r1',
        payload: JSON.stringify({ url: endpoint.url }),
        deadline: Date.now() + 10_000,
      };
      thread.run(1, invocation, () => {}, resolve);
    });
    const { elsewhere, here } = JSON.parse(result.payload);
    expect(elsewhere).toEqual(Object.fromEntries(WAYS.map((way) => [way, LOCAL_ONLY])));
    expect(here).toEqual([503, 503, 503, 503]);
  });

  it('is stopped before DNS and connect, not by the code behind them', async () => {
    const guarded = await outcomesBehindStubs(`${threadCode(['loopback-only.ts'])}\nallowLoopbackOnly();`);
    expect(guarded).toEqual(Object.fromEntries(WAYS.map((way) => [way, LOCAL_ONLY])));
  });

  it('would reach the network without the guard', async () => {
    const unguarded = await outcomesBehindStubs('');
    expect(unguarded).toEqual(Object.fromEntries(WAYS.map((way) => [way, REACHED])));
  });
});
