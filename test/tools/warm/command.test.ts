import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { COLD } from '../../../core/capacity/model/table-demand.ts';
import type { TableThroughput } from '../../../core/capacity/model/throughput.ts';
import type { AccountReader } from '../../../tools/shared/aws/account-reader.ts';
import { command } from '../../../tools/warm/command.ts';
import { tableWarmer, type WarmTable } from '../../../tools/warm/table-warmer.ts';
import { isRaised, type WarmPart } from '../../../tools/warm/warm-plan.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { ACCOUNT, accountWith, fakeAccount, sourcesOf, stageNamed, stages } from '../../helpers/fake-account.ts';

interface Ran {
  readonly text: string;
  readonly raised: readonly WarmPart[];
}

const TABLE = 'cairn-prod-Table0A1B2C3D-ABCDEFGHIJKL';

async function run(reader: AccountReader, ...options: readonly string[]): Promise<Ran> {
  const printed: string[] = [];
  const raised: WarmPart[] = [];
  const warmTable: WarmTable = async (table, parts) => {
    expect(table).toBe(TABLE);
    raised.push(...parts.filter(isRaised));
  };
  const warmCommand = command({
    print: (text) => printed.push(text),
    chainOf: (name, owner) => ({ types: catalog, stage: stageNamed(name, owner) }),
    sources: sourcesOf({ AWS_REGION: 'us-east-1' }),
    accountOf: async () => ({ reader, warmTable }),
  });
  await warmCommand.parseAsync(options, { from: 'user' });
  return { text: `${printed.join('\n')}\n`, raised };
}

const prod = (warm?: TableThroughput, changes: Partial<AccountReader> = {}) =>
  accountWith(stages.prod, { ...(warm === undefined ? {} : { warm }), ...changes });
const snapshot = (name: string) => `snapshots/${name}.txt`;

describe('npm run cairn -- warm', () => {
  it('has nothing to do if a new table can serve the peak', async () => {
    const { text, raised } = await run(prod());
    await expect(text).toMatchFileSnapshot(snapshot('enough'));
    expect(raised).toEqual([]);
  });

  it('shows what twice the peak needs and its price, and changes nothing without --yes', async () => {
    const { text, raised } = await run(prod(), '--peak', 'x2');
    await expect(text).toMatchFileSnapshot(snapshot('shown'));
    expect(text).toContain('npm run cairn -- warm --stage prod --peak x2 --yes');
    expect(raised).toEqual([]);
  });

  it('raises on --yes only what is too low', async () => {
    const { text, raised } = await run(prod(), '--peak', 'x2', '--yes');
    await expect(text).toMatchFileSnapshot(snapshot('raised'));
    // 4,000 records/s ÷ 0.8. The index needs 3,000 units/s ÷ 0.8, below the warm 4,000; reads are below 12,000.
    expect(raised.map(({ index, raise }) => [index, raise])).toEqual([[undefined, { writeUnits: 5_000 }]]);
  });

  it('never lowers the warm throughput', async () => {
    const hot = { readUnits: 90_000, writeUnits: 30_000 };
    const { raised, text } = await run(prod({ table: hot, index: COLD }), '--peak', 'x3', '--yes');
    expect(raised.map(({ index }) => index)).toEqual(['leaderboard']);
    expect(text).toMatch(/table +30,000 write, 90,000 read +7,500 write, 2,250 read +nothing/);
  });

  it('waits for a change in progress', async () => {
    const warmth = async () => ({ status: 'UPDATING', table: COLD, indexes: { leaderboard: COLD } });
    await expect(run(prod(undefined, { warmth }), '--peak', 'x2', '--yes')).rejects.toThrow(
      /got "UPDATING"; allowed: ACTIVE/,
    );
  });

  it('says that a stage must be deployed first', async () => {
    await expect(run(fakeAccount('us-east-1'))).rejects.toThrow(
      /stack cairn-prod: got "no such stack in us-east-1".*Deploy the stage first/,
    );
  });

  it('takes a developer’s own copy', async () => {
    await expect(run(fakeAccount('us-east-1'), '--stage', 'dev', '--owner', 'ada')).rejects.toThrow(
      /stack cairn-dev-ada/,
    );
  });

  it('refuses an invalid factor', async () => {
    await expect(run(prod(), '--peak', 'twice')).rejects.toThrow(/--peak: got "twice"/);
  });
});

describe('tableWarmer', () => {
  it('calls DynamoDB once, for table and index, and names only what is raised', async () => {
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      void json(request).then((body) => {
        bodies.push([request.headers['x-amz-target'], body]);
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end('{}');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const warmTable = tableWarmer({
        region: 'us-east-1',
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' },
      });
      const part = { warm: COLD, needed: COLD };
      await warmTable('table', [
        { ...part, index: undefined, raise: { writeUnits: 5_000 } },
        { ...part, index: 'leaderboard', raise: { writeUnits: 6_000, readUnits: 13_000 } },
        { ...part, index: 'other', raise: {} },
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(bodies).toEqual([
      [
        'DynamoDB_20120810.UpdateTable',
        {
          TableName: 'table',
          WarmThroughput: { WriteUnitsPerSecond: 5_000 },
          GlobalSecondaryIndexUpdates: [
            {
              Update: {
                IndexName: 'leaderboard',
                WarmThroughput: { WriteUnitsPerSecond: 6_000, ReadUnitsPerSecond: 13_000 },
              },
            },
          ],
        },
      ],
    ]);
  });
});
