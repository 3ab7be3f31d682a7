import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { type ChainTopology, chainTopology } from '../../core/chain/topology.ts';
import { roundsOfChanges } from '../helpers/other-values.ts';
import type { Settings } from '../helpers/setting-readers/reader.ts';
import { templateSettings } from '../helpers/template-settings.ts';
import { resourcesOf, stackOf, stageNames, templateOf } from '../helpers/templates.ts';
import { type Leaf, leavesOf, withOtherValues } from '../helpers/topology-leaves.ts';

/** Settings of a topology that its template does not have, and why. */
const NOT_IN_TEMPLATE: readonly (readonly [RegExp, string])[] = [
  [/^api\.integrationTimeoutMs$/, "API Gateway's default, and the most that it takes without a quota increase"],
  [/\.stream\.shards$/, 'the template creates deployedShards; these are for the peak'],
  [/\.visibilitySeconds$/, "SQS's default: nothing consumes these queues"],
  [
    /^table\.(leaderboard\.)?warm\./,
    'units are raised by "cairn -- warm" before the start line, and cost where they are not needed',
  ],
];

function isInTemplate({ path }: Leaf): boolean {
  return !NOT_IN_TEMPLATE.some(([pattern]) => pattern.test(path));
}

/**
 * Settings that a template must contain: all of its topology except the listed ones. An on-demand stream has no shards
 * to set.
 */
function expectedOf(topology: ChainTopology): Settings {
  const onDemand = topology.types.flatMap(({ stream }, index) =>
    stream.mode.value === 'ON_DEMAND' ? [`types.${index}.stream.deployedShards`] : [],
  );
  const leaves = leavesOf(topology).filter((leaf) => isInTemplate(leaf) && !onDemand.includes(leaf.path));
  return Object.fromEntries(leaves.map(({ path, value }) => [path, value]));
}

const names = catalog.map(({ type }) => type);

function settingsOf(stage: StageConfig, topology?: ChainTopology): Settings {
  const stack = stackOf(stage, undefined, catalog, topology);
  return templateSettings(resourcesOf(Template.fromStack(stack)), names);
}

describe('The template', () => {
  it.each(stageNames)('of stage %s has each setting of its topology, and no other', (name) => {
    const settings = templateSettings(resourcesOf(templateOf(name)), names);
    expect(settings).toEqual(expectedOf(chainTopology(catalog, stages[name])));
  });

  it('of a stage with on-demand streams has each setting of its topology, and no other', () => {
    const stage: StageConfig = { ...stages.load, streamCapacity: 'on-demand', waf: true, protected: true };
    expect(settingsOf(stage)).toEqual(expectedOf(chainTopology(catalog, stage)));
  });

  it('changes with each value of its topology, and not with another one', () => {
    const topology = chainTopology(catalog, stages.prod);
    const before = expectedOf(topology);
    const changed = new Set<string>();
    for (const other of roundsOfChanges(leavesOf(topology).filter(isInTemplate))) {
      const after = withOtherValues(topology, other);
      const expected = expectedOf(after);
      for (const [path, value] of Object.entries(expected)) {
        if (JSON.stringify(value) !== JSON.stringify(before[path])) changed.add(path);
      }
      expect(settingsOf(stages.prod, after)).toEqual(expected);
    }
    expect(Object.keys(before).filter((path) => !changed.has(path))).toEqual([]);
  });

  it('has every listed exception, so that no entry of the list is stale', () => {
    const paths = leavesOf(chainTopology(catalog, stages.prod)).map(({ path }) => path);
    for (const [pattern] of NOT_IN_TEMPLATE) expect(paths.filter((path) => pattern.test(path))).not.toEqual([]);
  });

  it.each([
    ['a memory size that is fixed in a construct', 'AWS::Lambda::Function', { MemorySize: 999 }],
    ['a quota of a usage plan', 'AWS::ApiGateway::UsagePlan', { Quota: { Limit: 1 } }],
    ['a stream’s retention', 'AWS::Kinesis::Stream', { RetentionPeriodHours: 25 }],
  ])('with %s would be caught', (_, type, properties) => {
    const resources = resourcesOf(templateOf('dev'));
    const [id = '', resource] = Object.entries(resources).find(([, { Type }]) => Type === type) ?? [];
    if (resource === undefined) throw new Error(`no ${type}`);
    const planted = { ...resources, [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
    expect(templateSettings(planted, names)).not.toEqual(expectedOf(chainTopology(catalog, stages.dev)));
  });
});
