import { describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../../../local/aws/template/local-cloud.ts';
import { chainMap } from '../../../../local/start/console/chain-map.ts';
import type { ChainPlanOfConsole } from '../../../../local/start/console/plan-of-chain.ts';

const STREAM = 'arn:aws:kinesis:us-east-1:0:stream/';

/** A bus with a rule for each type; types with a stream have a mapping. */
function cloudOf(types: readonly string[], withoutStream: readonly string[] = []): LocalCloud {
  const routed = types.filter((type) => !withoutStream.includes(type));
  const rules = types.map((type) => ({
    name: `rule of ${type}`,
    arn: `arn:aws:events:us-east-1:0:rule/bus/${type}`,
    eventPattern: JSON.stringify({ source: ['cairn.ingest'], 'detail-type': [type] }),
    targets: [{ arn: withoutStream.includes(type) ? 'arn:aws:sqs:us-east-1:0:queue' : `${STREAM}${type}` }],
  }));
  const catchAll = { name: 'unrouted', arn: 'arn', eventPattern: '{"source":["cairn.ingest"]}', targets: [] };
  return {
    gateways: [],
    buses: { all: () => [{ name: 'bus', rules: [catchAll, ...rules] }] },
    mappings: routed.map((type) => ({ settings: { streamArn: `${STREAM}${type}`, functionName: `${type} function` } })),
    tables: { all: () => [{ settings: { name: 'game' } }] },
  } as unknown as LocalCloud;
}

describe('the map of the chain', () => {
  it('has a lane for each type that a rule names, and so gets a new one as soon as its rule is there', () => {
    const types = ({ lanes }: ReturnType<typeof chainMap>) => lanes.map(({ type }) => type);
    expect(types(chainMap(cloudOf(['a.done', 'b.done']), undefined))).toEqual(['a.done', 'b.done']);
    const map = chainMap(cloudOf(['a.done', 'b.done', 'c.done']), undefined);
    expect(types(map)).toEqual(['a.done', 'b.done', 'c.done']);
    expect(map.lanes[2]?.hops.map(({ id, name }) => [id, name])).toEqual([
      ['rule:c.done', 'rule of c.done'],
      ['stream:c.done', 'c.done'],
      ['mapping:c.done', 'c.done function'],
      ['handler:c.done', 'c.done function'],
    ]);
    expect(map.tables).toMatchObject([{ id: 'table:game' }]);
  });

  it('ends a lane at the rule where it has no stream', () => {
    const [lane] = chainMap(cloudOf(['a.done'], ['a.done']), undefined).lanes;
    expect(lane?.hops.map(({ kind }) => kind)).toEqual(['rule']);
  });

  it('has the figures of the plan at its hops, and the order of the catalog; types that it does not have come last', () => {
    const planned = { limit: 900, expected: 12, limitedBy: 'the busiest shard' };
    const plan = {
      hops: new Map([['stream:b.done', planned]]),
      objectives: new Map([
        ['b.done', { percentile: 99, milliseconds: 5_000 }],
        ['a.done', { percentile: 95, milliseconds: 2_000 }],
      ]),
    } as unknown as ChainPlanOfConsole;
    const { lanes } = chainMap(cloudOf(['new.done', 'a.done', 'b.done']), plan);
    expect(lanes.map(({ type }) => type)).toEqual(['b.done', 'a.done', 'new.done']);
    expect(lanes[0]).toMatchObject({ objectiveMs: 5_000, objectivePercentile: 99 });
    expect(lanes[0]?.hops.map((hop) => hop.plan)).toEqual([undefined, planned, undefined, undefined]);
  });
});
