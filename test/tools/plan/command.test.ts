import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { stages } from '../../../catalog/stages.ts';
import { InputError } from '../../../core/errors.ts';
import { command } from '../../../tools/plan/command.ts';
import { planReport } from '../../../tools/plan/report.ts';
import { planText } from '../../../tools/plan/text.ts';
import { withChanges } from '../../../tools/shared/what-if.ts';
import { catalog as fixtureCatalog } from '../../fixtures/start-line/catalog.ts';
import { stages as fixtureStages } from '../../fixtures/start-line/stages.ts';

async function plan(...args: string[]): Promise<string> {
  let output = '';
  await command((text) => {
    output += `${text}\n`;
  })
    .exitOverride()
    .parseAsync(args, { from: 'user' });
  return output;
}

const shipped = { types: catalog, stage: stages.prod };
const chain = { types: fixtureCatalog, stage: fixtureStages.prod };

describe('the text of a plan', () => {
  it('shows hops, types, cost, every setting with its reason, and the next choices', () => {
    const text = planText(planReport(chain));
    expect(text).toMatch(/^Stage prod, us-east-1: \$[\d,]+ a month; narrowest hop: API Gateway, 80 % full at peak\.$/m);
    expect(text).toMatch(/API Gateway +2,200 requests\/s +2,750 +80 %/);
    expect(text).toContain('shards 6: ⌈max(500 records/s ÷ 1,000, 3.9 MiB/s ÷ 1) ÷ 0.7⌉ = 6.');
    expect(text).toMatch(/cheaper: 512: [\d,]+ ms, \d+ records\/s, \$[\d.,]+ a month/);
    expect(text).toMatch(/Findings: none/);
    expect(text).toMatch(/^No AWS page confirms: .*dynamoDbWarmWriteUnit.*\. Most prices are quoted second-hand/m);
  });

  it('says when On-demand Advantage pays, with its minimum charge and the charge for one start line', () => {
    const text = planText(planReport(chain));
    expect(text).toMatch(/It does not pay for this stage: .* provisioned, .* on-demand, \$3,080 with it/);
    expect(text).toContain('at least 25 MiB/s in and out: $3,080 a month');
    expect(text).toMatch(/cheaper than on-demand streams without it from a mean of 9\.\d MiB\/s in/);
    expect(text).toMatch(/cheaper than provisioned shards from \d+ times the planned traffic/);
    expect(text).toContain('after 24 h: $101 for those');
    const larger = planText(planReport(withChanges(chain, ['trafficScale=60'])));
    expect(larger).toContain('It pays for this stage: ');
    const idle = { ...chain, types: chain.types.map((type) => ({ ...type, retired: true })) };
    expect(planText(planReport(idle))).not.toContain('On-demand Advantage\n');
  });

  it('says whether stack and table are protected from deletion', () => {
    const isProtected = (value: boolean) =>
      planText(planReport({ ...chain, stage: { ...fixtureStages.prod, protected: value } }));
    expect(isProtected(false)).toMatch(
      /^Not protected: the stack and its table can be deleted\. .*set protected: true in catalog\/stages\.ts\.$/m,
    );
    expect(isProtected(true)).toMatch(/^Protected: AWS refuses to delete the stack and its table\.$/m);
  });

  it('names the quota to request in a small region', () => {
    const text = planText(planReport(withChanges(chain, ['region=eu-west-3'])));
    expect(text).toContain('PutEvents throttle limit in transactions per second: 2,500 instead of 600');
    expect(text).toContain('FAILS PutEvents: ');
  });
});

describe('npm run cairn -- plan', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-plan-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('prints the plan of the shipped catalog for stage prod, or for the requested stage and region', async () => {
    expect(await plan()).toBe(`${planText(planReport(shipped))}\n`);
    const elsewhere = withChanges({ types: catalog, stage: stages.load }, ['region=eu-west-3']);
    expect(await plan('--stage', 'load', '--region', 'eu-west-3')).toBe(`${planText(planReport(elsewhere))}\n`);
  });

  it('multiplies the traffic', async () => {
    const rates = (json: string): number[] =>
      JSON.parse(json).types.map(({ eventsPerSecond }: { eventsPerSecond: number }) => eventsPerSecond);
    const expected = catalog.map(({ traffic }) => 3 * traffic.peakEventsPerSecond);
    expect(rates(await plan('--peak', 'x3', '--json'))).toEqual(expected);
  });

  it('answers what-if questions', async () => {
    const json = JSON.parse(
      await plan('--set', 'location.pinged.batchSize=10', '--set', 'throttle.burst=700', '--json'),
    );
    const pinged = json.types.find(({ type }: { type: string }) => type === 'location.pinged');
    expect(pinged.settings).toContainEqual(expect.objectContaining({ name: 'batchSize', value: 10 }));
  });

  it('gives the same JSON twice, with null for what is unbounded', async () => {
    const args = ['--json', '--set', 'clue.solved.reservedConcurrency=1', '--set', 'clue.solved.batchSize=1'];
    const output = await plan(...args);
    expect(await plan(...args)).toBe(output);
    const solved = JSON.parse(output).types.find(({ type }: { type: string }) => type === 'clue.solved');
    expect(solved.latency.total).toBeNull();
    expect(solved.drainSeconds).toBeNull();
  });

  it('writes a page', async () => {
    const file = path.join(directory, 'plan.html');
    expect(await plan('--html', file)).toBe(`wrote ${file}\n`);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
    await expect(plan('--html', path.join(directory, 'none/plan.html'))).rejects.toThrow(/--html.*ENOENT/);
  });

  it.each([
    [['--set', 'location.pinged.batchSzie=10'], /Did you mean location\.pinged\.batchSize\?/],
    [['--set', 'location.pinged.batchSize'], /--set location\.pinged\.batchSize=10/],
    [['--set', 'location.pinged.batchSize=0'], /a whole number from 1 to 10000/],
    [['--set', 'location.pinged.batchSize='], /got ""/],
    [['--set', 'location.pinged.bisectBatchOnError=no'], /true, false/],
    [['--set', 'streamCapacity=elastic'], /one-shard, planned, on-demand/],
    [['--set', 'toString=1'], /--set/],
    [['--region', 'Ireland'], /the code of an AWS region/],
    [['--peak', '-2'], /such as x3/],
    [['--stage', 'staging'], /dev, prod, load/],
  ])('refuses %j and says what is allowed', async (args, message) => {
    await expect(plan(...args)).rejects.toThrow(InputError);
    await expect(plan(...args)).rejects.toThrow(message);
  });
});

describe('a plan', () => {
  it('gives each setting a reason of one sentence, and says which checks a choice would fail', () => {
    const report = planReport(withChanges(chain, []));
    const settings = report.types.flatMap(({ settings: all }) => all);
    for (const { name, reason } of settings) expect(reason, name).toMatch(/^[A-Z⌈\d m].*\.$/s);
    expect(settings.some(({ cheaper }) => cheaper?.fails.includes('latency') === true)).toBe(true);
  });

  it('calls a choice cheaper or faster only if it is', () => {
    const report = planReport(chain);
    for (const type of report.types) {
      for (const { cheaper, faster } of type.settings) {
        if (cheaper !== undefined) expect(cheaper.dollarsPerMonth).toBeLessThan(type.dollarsPerMonth);
        if (faster !== undefined) expect(faster.latencyMs).toBeLessThan(type.latency.total);
      }
    }
  });
});
