import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultMemoryBytes } from '../../../local/start/memory-default.ts';
import { type Runtime, startRuntime } from '../../../local/start/runtime.ts';
import { writeAssembly } from '../../helpers/mini-stack.ts';

const MIB = 1_048_576;

describe('a runtime whose memory is full of waiting data', () => {
  const lines: string[] = [];
  let runtime: Runtime;

  beforeAll(async () => {
    runtime = await startRuntime({
      assemblyDirectory: await writeAssembly(),
      port: 0,
      awsPort: 0,
      signToken: async ({ player }) => player,
      memoryBytes: 2 * MIB,
      onMemory: (line) => lines.push(line),
    });
  });
  afterAll(() => runtime.close());

  const post = async (): Promise<number> => {
    const headers = { authorization: 'Bearer ada', 'x-api-key': runtime.apiKey, 'content-type': 'application/json' };
    const body = JSON.stringify({ events: [{ id: randomUUID(), type: 'thing.done' }] });
    return (await fetch(`${runtime.url}/v1/events`, { method: 'POST', headers, body })).status;
  };

  it('answers 429, prints the reason once, loses no message, and accepts requests again after consumers read the messages', async () => {
    expect(await post()).toBe(202);
    const [queue] = runtime.cloud.queues.all();
    for (let index = 0; index < 3; index += 1) queue?.send('x'.repeat(MIB));
    expect([await post(), await post()]).toEqual([429, 429]);
    expect(queue?.counts().visible).toBe(3);
    expect(runtime.memory().waitingBytes['queue messages']).toBeGreaterThan(3 * MIB);
    expect(runtime.stats()['thing.done']).toMatchObject({ accepted: 1, throttled: 2 });
    const full = lines.filter((line) => line.startsWith('memory: the budget of'));
    expect(full).toEqual([
      'memory: the budget of 2 MiB is full of waiting data (queue messages 2 MiB). The API answers 429 until consumers read some of it; a higher --memory-budget keeps more',
    ]);
    for (const { receiptHandle = '' } of queue?.receive(10) ?? []) queue?.delete(receiptHandle);
    expect(await post()).toBe(202);
    expect(lines.at(-1)).toBe('memory: the budget has room again; the API accepts requests');
  });
});

describe('the default budget', () => {
  it('is an eighth of the machine, and at most 512 MiB', () => {
    expect(defaultMemoryBytes(2_048 * MIB)).toBe(256 * MIB);
    expect(defaultMemoryBytes(65_536 * MIB)).toBe(512 * MIB);
    expect(defaultMemoryBytes()).toBeGreaterThan(0);
  });
});
