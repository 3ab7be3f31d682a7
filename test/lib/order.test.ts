import { Template } from 'aws-cdk-lib/assertions';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../catalog/stages.ts';
import { LIMITS } from '../../core/limits.ts';
import { buildStack } from '../../local/aws/template/build.ts';
import { readTemplate } from '../../local/aws/template/template.ts';
import { cloudOnVirtualClock } from '../helpers/built-stack.ts';
import {
  catalogOf,
  type Resources,
  resourcesOf,
  stackOf,
  stageNames,
  templateOf,
  waitsFor,
  waitsForInTheEnd,
} from '../helpers/templates.ts';

const STREAM = 'AWS::Kinesis::Stream';
const AT_ONCE = LIMITS.kinesisStreamsInChange.value;

/** Returns the streams in the order of the catalog, with the resources that depend on streams. */
function streamsOf(types: number): Resources {
  return resourcesOf(Template.fromStack(stackOf(stages.dev, undefined, catalogOf(types))), STREAM);
}

/** Creates the resources in CloudFormation's order, on the local services. */
function create(resources: object): string[] {
  const { cloud } = cloudOnVirtualClock();
  buildStack(readTemplate('order', { Resources: resources }), cloud);
  return cloud.streams.all().map(({ status }) => status);
}

const PATH_LESS = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, { Type: STREAM }]));

describe('The streams of a stack', () => {
  it.each([6, 11, 16])('are created with at most five in creation at once, in a stack of %i', (types) => {
    expect(create(streamsOf(types))).toEqual(Array.from({ length: types }, () => 'ACTIVE'));
  });

  it('are refused by the local services, as by AWS, if six are created at once', () => {
    expect(create(PATH_LESS(5))).toHaveLength(5);
    expect(() => create(PATH_LESS(6))).toThrow(
      /resource S5 \(AWS::Kinesis::Stream\): got "LimitExceededException".*the number of streams that can simultaneously be in CREATING or DELETING for the account 000000000000\. Limit: 5\./,
    );
  });

  it('are refused if five wait for one, which ends while others are still in creation', () => {
    const fan = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `S${index}`,
        { Type: STREAM, ...(index < 5 ? {} : { DependsOn: 'S0' }) },
      ]),
    );
    expect(() => create(fan)).toThrow(/LimitExceededException/);
  });

  it('each depend on the one five positions earlier, which also orders their deletion', () => {
    const streams = Object.entries(streamsOf(12));
    for (const [index, [, stream]] of streams.entries()) {
      const earlier = streams[index - AT_ONCE];
      expect([...waitsFor(stream)].filter((id) => id.includes('Stream'))).toEqual(
        earlier === undefined ? [] : [earlier[0]],
      );
    }
  });
});

/** Resources of a chain that must exist before the first event of its type. */
const CHAIN = [STREAM, 'AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Function'];

describe.each(stageNames)('A new event type in stage %s', (name) => {
  const idsOf = (resources: Resources, type: string, isWanted: (id: string) => boolean) =>
    Object.keys(resources).filter((id) => resources[id]?.Type === type && isWanted(id));

  it('has its whole chain before the unrouted rule stops matching it', () => {
    const resources = resourcesOf(templateOf(name));
    const [unrouted = ''] = idsOf(resources, 'AWS::Events::Rule', (id) => id.includes('Unrouted'));
    const before = waitsForInTheEnd(resources, unrouted);
    for (const type of CHAIN) {
      const others = /Unrouted|^(Ingest|Query|Authorize|Governor)/;
      const missing = idsOf(resources, type, (id) => !others.test(id) && !before.has(id));
      expect(missing, type).toEqual([]);
    }
  });

  it('is accepted by ingest only after its chain exists', () => {
    const resources = resourcesOf(templateOf(name));
    const [unrouted = ''] = idsOf(resources, 'AWS::Events::Rule', (id) => id.includes('Unrouted'));
    const [ingest = ''] = idsOf(resources, 'AWS::Lambda::Function', (id) => id.startsWith('Ingest'));
    expect(waitsFor(resources[ingest] ?? { Type: '', Properties: {} })).toContain(unrouted);
  });
});

describe('A function', () => {
  it('waits for its permissions, including those that other constructs add', () => {
    const stack = stackOf(stages.dev);
    const query = stack.node.findChild('QueryFunction');
    query.node.addDependency(new CfnLogGroup(stack, 'Other'));
    query.node.addDependency(stack.node.findChild('Quarantine'));
    const functions = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function');
    const [, declared] = Object.entries(functions).find(([id]) => id.startsWith('QueryFunction')) ?? [];
    const awaited = [declared?.DependsOn ?? []].flat();
    expect(awaited).toContain('Other');
    expect(awaited.some((id) => id.startsWith('Quarantine'))).toBe(true);
    expect(awaited.some((id) => id.startsWith('QueryFunctionRoleDefaultPolicy'))).toBe(true);
  });

  it('lists no dependency on a resource that it refers to anyway', () => {
    for (const resource of Object.values(resourcesOf(templateOf('prod')))) {
      const references = waitsFor({ ...resource, DependsOn: [] });
      expect([resource.DependsOn ?? []].flat().filter((id) => references.has(id))).toEqual([]);
    }
  });
});
