import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { STACK_PARTS } from '../../catalog/check-catalog.ts';
import { catalog } from '../../catalog/index.ts';
import { pascalName } from '../../catalog/names.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';
import { CairnStack } from '../../lib/cairn-stack.ts';
import {
  developmentJwks,
  fixtureFunctions,
  newApp,
  resourcesOf,
  stackOf,
  stageNames,
  templateOf,
} from '../helpers/templates.ts';

const STATE = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::Kinesis::Stream',
  'AWS::SQS::Queue',
  'AWS::Events::EventBus',
  'AWS::Events::Archive',
];

describe('CairnStack', () => {
  it.each(stageNames)('of stage %s has its outputs and no custom resource', (name) => {
    const template = templateOf(name);
    const outputs = Object.keys(template.findOutputs('*')).filter((id) => !id.startsWith('RuleNames'));
    expect(outputs.sort()).toEqual(['ApiKeyId', 'ApiUrl', 'EventBusName', 'TableName']);
    const types = Object.values(resourcesOf(template)).map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource|^AWS::CDK::Metadata/.test(type))).toEqual([]);
  });

  it('rejects inline keys that exceed the environment of a function, before anything is created', () => {
    const keys = Array.from({ length: 3 }, (_, index) => ({ kty: 'RSA', kid: `${index}`, x5c: ['A'.repeat(1_500)] }));
    const authentication = { issuer: 'https://login.cairn.game/', audience: 'cairn', jwks: { keys } };
    expect(() => stackOf({ ...stages.prod, authentication })).toThrow(InputError);
    expect(() => stackOf({ ...stages.prod, authentication })).toThrow(
      /function cairn-prod\/AuthorizeFunction: got "\d+ bytes, \d+ of them TOKEN_JWKS"; allowed: 4096 bytes.*authentication\.jwksUri/,
    );
    expect(() =>
      stackOf({ ...stages.prod, authentication: { ...authentication, jwks: { keys: keys.slice(1) } } }),
    ).not.toThrow();
  });

  it('passes on the properties of every CDK stack, and keeps the account and region of its stage', () => {
    const props = {
      stage: { ...stages.dev, region: 'eu-west-1' },
      catalog,
      functions: fixtureFunctions,
      developmentJwks,
    };
    const stack = new CairnStack(newApp(), 'mine', {
      ...props,
      stackName: 'our-cairn',
      description: 'Ours',
      terminationProtection: true,
      tags: { team: 'games' },
      env: { account: '111122223333', region: 'us-east-1' },
    });
    expect(stack.stackName).toBe('our-cairn');
    expect(stack.terminationProtection).toBe(true);
    expect(stack.tags.tagValues()).toEqual({ team: 'games' });
    expect(stack.environment).toBe('aws://111122223333/eu-west-1');
    expect(Template.fromStack(stack).toJSON().Description).toBe('Ours');
  });

  it.each([
    'AWS::Lambda::Function',
    'AWS::Kinesis::Stream',
    'AWS::SQS::Queue',
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
  ])('leaves the name of each %s to CloudFormation', (type) => {
    for (const name of stageNames) {
      for (const { Properties } of Object.values(resourcesOf(templateOf(name), type))) {
        const names = Object.keys(Properties).filter((key) =>
          /^(FunctionName|Name|QueueName|TableName|BucketName)$/.test(key),
        );
        expect(names).toEqual([]);
      }
    }
  });

  it('keeps its state in prod, except resources that a failed deployment created', () => {
    const template = templateOf('prod');
    for (const type of STATE) {
      for (const resource of Object.values(resourcesOf(template, type))) {
        expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
      }
    }
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it.each([true, false])('protects both stack and table if "protected" is %s', (isProtected) => {
    const stack = stackOf({ ...stages.prod, protected: isProtected });
    expect(stack.terminationProtection).toBe(isProtected);
    Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: isProtected });
  });

  it.each(stageNames)('allows the first deployment of stage %s to be rolled back and repeated', (name) => {
    expect(stages[name].protected).toBe(false);
    for (const resource of Object.values(resourcesOf(templateOf(name)))) {
      expect(resource.DeletionPolicy).not.toBe('Retain');
    }
  });

  it("names a bus that outlives its stack differently from the next stack's bus", () => {
    const [bus] = Object.values(resourcesOf(templateOf('prod'), 'AWS::Events::EventBus'));
    expect(JSON.stringify(bus?.Properties.Name)).toContain('AWS::StackId');
  });

  it.each(['dev', 'load'] as const)('retains no resource in stage %s', (name) => {
    for (const type of STATE) {
      for (const resource of Object.values(resourcesOf(templateOf(name), type))) {
        expect(['Delete', undefined]).toContain(resource.DeletionPolicy);
      }
    }
    expect(stackOf(stages[name]).terminationProtection).toBe(false);
  });

  it('has the web ACL in prod only', () => {
    expect(
      stageNames.filter((name) => Object.keys(resourcesOf(templateOf(name), 'AWS::WAFv2::WebACL')).length > 0),
    ).toEqual(['prod']);
  });

  it('notes that reserved concurrency is off, if it is', () => {
    const notes = (name: keyof typeof stages) =>
      Annotations.fromStack(stackOf(stages[name])).findInfo('*', Match.stringLikeRegexp('Reserved concurrency is off'));
    expect(notes('dev')).toHaveLength(1);
    expect(notes('load')).toHaveLength(0);
  });

  it('refuses to keep state if nobody receives alarms, and warns in each synthesis if that is accepted', () => {
    const { acceptedRisks: _, ...unaccepted } = stages.prod;
    expect(() => stackOf(unaccepted)).toThrow(/stage prod: alarmSubscribers/);
    const notes = (stage: StageConfig) =>
      Annotations.fromStack(stackOf(stage)).findWarning('*', Match.stringLikeRegexp('\\[alarm-subscriber\\]'));
    expect(notes(stages.prod)).toHaveLength(1);
    const alarmSubscribers = [{ protocol: 'email', endpoint: 'oncall@example.com' }] as const;
    expect(notes({ ...stages.prod, alarmSubscribers })).toHaveLength(0);
  });

  it('has the account and the tags of its stage', () => {
    const stack = stackOf({ ...stages.prod, account: '111122223333', tags: { app: 'cairn' } });
    expect([stack.account, stack.region]).toEqual(['111122223333', 'us-east-1']);
    expect(stack.tags.tagValues()).toEqual({ app: 'cairn' });
  });

  it('warns of an example issuer in a stage that keeps its state, until it is replaced', () => {
    const warnings = (stage: StageConfig) =>
      Annotations.fromStack(stackOf(stage)).findWarning('*', Match.stringLikeRegexp('Nobody can sign in'));
    const issuer = 'https://login.cairn.game/';
    const own = { issuer, audience: 'cairn', jwksUri: `${issuer}jwks.json` };
    expect(warnings(stages.prod)).toHaveLength(1);
    expect(warnings({ ...stages.prod, authentication: own })).toHaveLength(0);
    expect(warnings(stages.dev)).toHaveLength(0);
  });

  it('rejects a wrong stage or list of types before the CDK does', () => {
    const [first] = catalog;
    expect(() => stackOf({ ...stages.dev, name: 'my_stage' })).toThrow(/^stage my_stage: name: got "my_stage"/);
    expect(() => stackOf(stages.dev, newApp(), [...catalog, ...(first === undefined ? [] : [first])])).toThrow(
      'allowed: each type once',
    );
  });

  it('has only the known constructs whose id could be that of a type', () => {
    const domain = { name: 'api.example.org', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1' };
    const app = newApp();
    const stack = stackOf({ ...stages.prod, domain }, app);
    app.synth();
    const types = new Set(catalog.map(({ type }) => pascalName(type)));
    const likeTypes = stack.node.children
      .map(({ node }) => node.id)
      .filter((id) => /^([A-Z][a-z0-9]*){2,}$/.test(id) && !types.has(id));
    expect(likeTypes.sort()).toEqual([...STACK_PARTS].sort());
  });

  it('warns only of a type whose schema allows larger events than ingest accepts', () => {
    const [type, ...others] = catalog;
    if (type === undefined) throw new Error('the catalog is empty');
    const stack = stackOf(stages.dev, newApp(), [{ ...type, largestEventBytes: 70_000 }, ...others]);
    const warnings = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('ingest rejects events of more than'),
    );
    expect(warnings.map(({ entry }) => entry.data)).toEqual([
      expect.stringContaining(`${type.type}: the schema allows events of 70000 bytes`),
    ]);
  });

  it('rejects development keys in a stage that keeps its state, and names the setting to add', () => {
    const stage: StageConfig = { ...stages.prod, authentication: stages.dev.authentication };
    expect(() => stackOf(stage)).toThrow(InputError);
    expect(() => stackOf(stage)).toThrow(/^stage prod: authentication\.developmentKeys.*Set .*authentication\.jwksUri/);
  });

  it('reports missing development keys', () => {
    const build = () =>
      new CairnStack(newApp(), 'cairn-dev', { stage: stages.dev, catalog, functions: fixtureFunctions });
    expect(build).toThrow(/Run "npm run issuer"/);
  });

  it('names the function whose code is missing', () => {
    const functions = new Map([...fixtureFunctions].filter(([name]) => name !== 'clue-solved'));
    const build = () =>
      new CairnStack(newApp(), 'cairn-dev', { stage: stages.dev, catalog, functions, developmentJwks: { keys: [] } });
    expect(build).toThrow(/lambdas\/clue-solved\/handler\.ts/);
  });
});
