import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Size, Token } from 'aws-cdk-lib/core';
import { type Construct, Dependable } from 'constructs';
import type { FunctionSettings } from '../core/chain/functions.ts';
import { InputError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';

/** The resources of a function. */
export interface FunctionSize {
  /** 128–10,240 MB; the share of a CPU is proportional. */
  readonly memorySize: Size;
  /** 1–900 s. */
  readonly timeout: Duration;
  /** Invocations at once, reserved from the account's quota. ≥ 1. @default none is reserved */
  readonly reservedConcurrentExecutions?: number;
}

export interface NodeFunctionProps extends FunctionSize {
  /** Bundled JavaScript, such as `Code.fromAsset` of a directory with an `index.mjs`. */
  readonly code: Code;
  /** File and exported function. @default index.handler */
  readonly handler?: string;
  /** What the function does, in a few words. At most 256 characters. */
  readonly description: string;
  /** All variables together: 4 KB. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long CloudWatch keeps its log. */
  readonly logRetention: RetentionDays;
}

/**
 * A Node 24 function on Graviton with its own role and log group. The role may write that log and nothing else; the
 * resources that the function uses grant the rest, such as `table.grant(handler, 'dynamodb:GetItem')`.
 */
export class NodeFunction extends LambdaFunction {
  /** @throws InputError if Lambda would refuse the environment, which it does only after much of the stack exists */
  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    // The log is deleted with the function; state is in tables, queues and buckets.
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of the function: ${props.description}`,
    });
    logGroup.grantWrite(role);
    // Whatever depends on the role waits for its permissions. CDK would add a dependency on the role itself, which its
    // user refers to anyway (cfn-lint W3005).
    Dependable.implement(role, { dependencyRoots: [role.node.findChild('DefaultPolicy')] });
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: props.handler ?? 'index.handler',
      code: props.code,
      memorySize: props.memorySize.toMebibytes(),
      timeout: props.timeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      role,
      logGroup,
      environment: { ...props.environment },
    });
    checkSize(this.node.path, props.environment ?? {});
  }
}

/** Converts a function's size from the topology. */
export function functionSize({ memoryMb, timeoutSeconds, reservedConcurrency }: FunctionSettings): FunctionSize {
  return {
    memorySize: Size.mebibytes(memoryMb.value),
    timeout: Duration.seconds(timeoutSeconds.value),
    reservedConcurrentExecutions: reservedConcurrency.value,
  };
}

function checkSize(path: string, environment: Readonly<Record<string, string>>): void {
  const known = Object.entries(environment).filter(([, value]) => !Token.isUnresolved(value));
  const sizes = known.map(([variable, value]) => ({ variable, bytes: Buffer.byteLength(variable + value) }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= LIMITS.lambdaEnvironmentBytes.value) return;
  const longest = sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most));
  throw new InputError({
    input: `environment of function ${path}`,
    received: `${total} bytes, ${longest.bytes} of them ${longest.variable}`,
    allowed: `${LIMITS.lambdaEnvironmentBytes.value} bytes in all (${LIMITS.lambdaEnvironmentBytes.page})`,
    remedy:
      'Shorten the setting of the longest variable, or use an address instead: authentication.jwksUri for a long jwks.',
  });
}
