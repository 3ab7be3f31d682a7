import { CfnAuthorizer, CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { CfnArchive } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { type CfnResource, type Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { StageConfig } from '../catalog/stages.ts';
import { InputError } from '../core/errors.ts';
import { authorizerEnvironment, type JsonWebKeySet } from './api/authorizer-environment.ts';
import type { NodeFunction } from './node-function.ts';

/** A feature that an emulator of AWS lacks, so that the template does not deploy there or its API does not answer. */
interface Lack {
  readonly feature: string;
  /** The emulator's version and its error. */
  readonly error: string;
  readonly adapt: (stack: Stack, emulated: EmulatedStage) => void;
}

export interface EmulatedStage {
  readonly stage: StageConfig;
  readonly developmentJwks?: JsonWebKeySet;
}

/**
 * The gaps of each emulator. Only this file of the template's code knows emulators: `-c emulator=localstack`. Features
 * that an emulator accepts without effect are in test/e2e/targets/gaps.ts, with the tests that show them.
 */
const LACKS: Readonly<Record<string, readonly Lack[]>> = {
  localstack: [
    {
      feature: 'AWS::ApiGateway::Authorizer',
      error:
        'LocalStack 4.14.0 skips the resource ("No resource provider found"), then fails the deployment at the first method: "BadRequestException … Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."',
      adapt: checkTokensInFunctions,
    },
  ],
  ministack: [
    {
      feature: 'AWS::Events::Archive',
      error: 'MiniStack 1.5.33: "Template format error: Unrecognized resource types: [AWS::Events::Archive]"',
      adapt: removeAll(CfnArchive.isCfnArchive),
    },
  ],
};

/**
 * Removes from `stack` what `emulator` lacks.
 * @throws InputError for an unknown emulator, and for a stage that keeps state: an emulator's template must never
 * become that of the real game
 */
export function adaptToEmulator(stack: Stack, emulated: EmulatedStage, emulator: string): void {
  const lacks = Object.hasOwn(LACKS, emulator) ? LACKS[emulator] : undefined;
  if (lacks === undefined) {
    throw new InputError({
      input: '-c emulator',
      received: emulator,
      allowed: Object.keys(LACKS).join(', '),
      remedy: 'Leave it out to deploy to AWS.',
    });
  }
  const { stage } = emulated;
  if (stage.retainState) {
    throw new InputError({
      input: '-c emulator',
      received: emulator,
      allowed: `nothing, for stage ${stage.name}`,
      remedy: `Stage ${stage.name} keeps state, and AWS needs all of its template, the authorizer too. Use another stage on an emulator.`,
    });
  }
  for (const { adapt } of lacks) adapt(stack, emulated);
}

/** Functions behind the gateway. They get the authorizer's settings if there is no authorizer. */
const BEHIND_AUTHORIZER = ['IngestFunction', 'QueryFunction'] as const;

/** Makes the functions check tokens, as the authorizer does (lambdas/shared/http/authenticate.ts). */
function checkTokensInFunctions(stack: Stack, { stage, developmentJwks }: EmulatedStage): void {
  const authorizers = all(stack, CfnAuthorizer.isCfnAuthorizer);
  const ids = authorizers.map((authorizer) => stack.getLogicalId(authorizer));
  for (const method of all(stack, CfnMethod.isCfnMethod)) {
    method.authorizationType = 'NONE';
    method.authorizerId = undefined;
    Validations.of(method).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Only on an emulator without authorizers: the functions check the same tokens themselves.',
    });
  }
  for (const permission of all(stack, CfnPermission.isCfnPermission)) {
    const source = JSON.stringify(stack.resolve(permission.sourceArn) ?? '');
    if (ids.some((id) => source.includes(id))) remove(permission);
  }
  for (const authorizer of authorizers) remove(authorizer);
  for (const name of BEHIND_AUTHORIZER) {
    const behind = stack.node.findChild(name) as NodeFunction;
    for (const [variable, value] of Object.entries(authorizerEnvironment(stage, developmentJwks))) {
      behind.addEnvironment(variable, value);
    }
  }
}

function removeAll<Resource extends CfnResource>(isWanted: (construct: IConstruct) => construct is Resource) {
  return (stack: Stack): void => {
    for (const resource of all(stack, isWanted)) remove(resource);
  };
}

function all<Resource extends CfnResource>(
  stack: Stack,
  isWanted: (construct: IConstruct) => construct is Resource,
): Resource[] {
  return stack.node.findAll().filter(isWanted);
}

function remove({ node }: CfnResource): void {
  node.scope?.node.tryRemoveChild(node.id);
}
