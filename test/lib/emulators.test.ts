import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';
import { adaptToEmulator } from '../../lib/emulators.ts';
import { developmentJwks, resourcesOf, stackOf } from '../helpers/templates.ts';

function adapted(emulator: string | undefined, stage: StageConfig = stages.dev): Template {
  const stack = stackOf(stage);
  if (emulator !== undefined) adaptToEmulator(stack, { stage, developmentJwks }, emulator);
  return Template.fromStack(stack);
}

function functionsWithTokenSettings(template: Template): string[] {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  return Object.entries(functions)
    .filter(([, { Properties }]) => JSON.stringify(Properties.Environment).includes('TOKEN_ISSUER'))
    .map(([logicalId]) => logicalId.replace(/Function[0-9A-F]{8}$/, ''))
    .sort();
}

describe('the template for LocalStack', () => {
  it("has no authorizer, and gives the authorizer's settings to the functions behind the API", () => {
    const template = adapted('localstack');
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('AuthorizerId');
    const methods = resourcesOf(template, 'AWS::ApiGateway::Method');
    for (const { Properties } of Object.values(methods)) {
      expect(Properties).toMatchObject({ AuthorizationType: 'NONE', ApiKeyRequired: true });
    }
    expect(functionsWithTokenSettings(template)).toEqual(['Authorize', 'Ingest', 'Query']);
  });
});

describe('the template for MiniStack', () => {
  it('has no archive, and has the same authorizer as on AWS', () => {
    const template = adapted('ministack');
    template.resourceCountIs('AWS::Events::Archive', 0);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    expect(functionsWithTokenSettings(template)).toEqual(['Authorize']);
  });
});

describe('the template for AWS', () => {
  it('checks tokens only in the authorizer', () => {
    const template = adapted(undefined);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    template.resourceCountIs('AWS::Events::Archive', 1);
    expect(functionsWithTokenSettings(template)).toEqual(['Authorize']);
  });
});

describe('an emulator', () => {
  it.each(['localstack', 'ministack'])('%s is refused for a stage that keeps state', (emulator) => {
    expect(() => adapted(emulator, stages.prod)).toThrow(InputError);
    expect(() => adapted(emulator, stages.prod)).toThrow('stage prod');
  });

  it('is refused if it is unknown, with the list of known ones', () => {
    expect(() => adapted('floci')).toThrow('localstack, ministack');
  });
});
