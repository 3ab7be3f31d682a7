import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ownedStage } from '../../catalog/stage-named.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { type Resources, resourcesOf, stacksOf, stageNames } from '../helpers/templates.ts';

/** Names that are unique within a resource of the stack, or that belong to AWS: two stacks may have the same ones. */
const WITHIN = [
  // Of the stack that StackName names beside it.
  /Fn::GetStackOutput\.OutputName$/,
  /^AWS::CloudWatch::Alarm (Metrics\.MetricStat\.Metric\.)?(Dimensions\.Name|MetricName)$/,
  /^AWS::DynamoDB::Table (AttributeDefinitions|KeySchema|GlobalSecondaryIndexes|TimeToLiveSpecification)\./,
  /^AWS::IAM::Policy PolicyName$/,
  /^AWS::Logs::MetricFilter MetricTransformations\.MetricName$/,
  /^AWS::WAFv2::WebACL Rules\./,
];

/** `type path` of every property whose name ends in "Name", with its value as JSON. */
function namesIn(resources: Resources): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  const visit = (type: string, value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = Array.isArray(value) ? path : [...path, key];
      if (!Array.isArray(value) && /name$/i.test(key)) found.push([`${type} ${at.join('.')}`, JSON.stringify(inner)]);
      visit(type, inner, at);
    }
  };
  for (const { Type, Properties } of Object.values(resources)) visit(Type, Properties, []);
  return found;
}

/** Returns whether a value differs between stacks: it refers to a resource of the stack, or contains the stack's id. */
const isOfTheStack = (value: string): boolean =>
  /"(Ref|Fn::GetAtt)":\[?"(?!AWS::)|AWS::Stack(Id|Name)|"Fn::GetStackOutput"/.test(value);

function sharedNames(one: Resources, other: Resources): readonly string[] {
  const known = new Set(namesIn(other).map(([, value]) => value));
  return namesIn(one)
    .filter(([where, value]) => known.has(value) && !isOfTheStack(value) && !WITHIN.some((each) => each.test(where)))
    .map(([where, value]) => `${where}: ${value}`);
}

/** Both stacks of a stage. */
function synthesized(stage: StageConfig) {
  const { main, watch } = stacksOf(stage);
  const template = Template.fromStack(main);
  return { stack: main, template, resources: { ...resourcesOf(template), ...resourcesOf(Template.fromStack(watch)) } };
}

describe.each(stageNames)('The copies of stage %s that two developers deploy', (name) => {
  const domain = { name: 'play.example.org', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1' };
  const stage = { ...stages[name], domain };
  const ada = synthesized(ownedStage(stage, 'ada'));
  const bram = synthesized(ownedStage(stage, 'bram'));

  it('have no physical name in common', () => {
    expect(ada.stack.stackName).toBe(`cairn-${name}-ada`);
    expect(bram.stack.stackName).toBe(`cairn-${name}-bram`);
    expect(namesIn(ada.resources).length).toBeGreaterThan(100);
    expect(sharedNames(ada.resources, bram.resources)).toEqual([]);
  });

  it('export nothing, so their exports cannot collide', () => {
    expect(JSON.stringify(ada.template.findOutputs('*'))).not.toContain('Export');
  });

  it('publish their metrics with different dimensions', () => {
    for (const { Properties } of Object.values(resourcesOf(ada.template, 'AWS::Lambda::Function'))) {
      expect(Properties.Environment.Variables.STAGE).toBe(`${name}-ada`);
    }
    const own = Object.values(ada.resources).filter(({ Properties }) => Properties?.Namespace === 'Cairn');
    expect(own.length).toBeGreaterThan(0);
    for (const { Properties } of own) {
      expect(JSON.stringify(Properties.Dimensions)).toContain(`"${name}-ada"`);
    }
  });

  it('fit the limits of AWS with the longest owner', () => {
    const { stack, resources } = synthesized(ownedStage(stage, 'a'.repeat(16)));
    // AWSCloudFormation/latest/APIReference/API_CreateStack.html
    expect(stack.stackName).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
    // apigateway/latest/api/API_CreateStage.html; the other names may be as long or longer.
    for (const [where, value] of namesIn(resources)) {
      if (!isOfTheStack(value)) expect(value.length - 2, where).toBeLessThanOrEqual(128);
    }
  });
});

describe('The search for shared names', () => {
  it('finds a planted one', () => {
    const { resources } = synthesized(stages.dev);
    const planted = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'cairn' } } };
    expect(sharedNames({ ...resources, ...planted }, planted)).toEqual(['AWS::SQS::Queue QueueName: "cairn"']);
  });
});
