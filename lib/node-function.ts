import { AssetHashType, type CfnResource, Duration, Token } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct, Dependable } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { FunctionSettings } from '../core/chain/functions.ts';
import type { Setting } from '../core/chain/setting.ts';
import { InputError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import type { FunctionCodes } from './function-code.ts';
import { logGroup } from './log-group.ts';

export interface NodeFunctionProps {
  readonly stage: Stage;
  readonly functions: FunctionCodes;
  /** Folder name under `lambdas/`, such as `treasure-claimed`. */
  readonly name: string;
  readonly description: string;
  readonly settings: FunctionSettings;
  /** How long its log is kept. */
  readonly logDays: Setting<number>;
  /** Besides `STAGE`. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A Node 24 function on Graviton with its own role and log group. The role may write its log and nothing else;
 * each construct that gives it something to do adds the permission for that.
 */
export class NodeFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly timeoutSeconds: number;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const code = props.functions.get(props.name);
    if (code === undefined) {
      throw new InputError({
        input: `code of function ${props.name}`,
        received: undefined,
        allowed: [...props.functions.keys()].join(', '),
        remedy: `Bundle lambdas/${props.name}/handler.ts and pass its directory and hash.`,
      });
    }
    const logs = logGroup(this, 'Logs', props.logDays);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Of function ${props.name}, stage ${props.stage.name}`,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs.logGroupArn],
      }),
    );
    // Who depends on the role waits for its permissions. CDK would name the role as well, which its user refers to anyway
    // (cfn-lint W3005).
    Dependable.implement(role, { dependencyRoots: [role.node.findChild('DefaultPolicy')] });
    const { memoryMb, timeoutSeconds, reservedConcurrency } = props.settings;
    this.timeoutSeconds = timeoutSeconds.value;
    const environment = { STAGE: props.stage.name, ...props.environment };
    checkSize(environment, props);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(code.directory, { assetHashType: AssetHashType.CUSTOM, assetHash: code.hash }),
      memorySize: memoryMb.value,
      timeout: Duration.seconds(timeoutSeconds.value),
      role,
      logGroup: logs,
      environment,
      ...(reservedConcurrency.value === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency.value }),
    });
  }

  /** Creates or updates the function, with its code, only after `resource`. */
  waitFor(resource: CfnResource): void {
    (this.lambda.node.defaultChild as CfnFunction).addResourceDependency(resource);
  }

  /** Lets the function do `actions` on `resources`, both named one by one. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}

/** @throws InputError that names the longest variable, where Lambda would refuse the environment: then much is created already */
function checkSize(environment: Readonly<Record<string, string>>, { name, stage }: NodeFunctionProps): void {
  const known = Object.entries(environment).filter(([, value]) => !Token.isUnresolved(value));
  const sizes = known.map(([variable, value]) => ({ variable, bytes: Buffer.byteLength(variable + value) }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= LIMITS.lambdaEnvironmentBytes.value) return;
  const longest = sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most));
  throw new InputError({
    input: `environment of function ${name}, stage ${stage.name}`,
    received: `${total} bytes, ${longest.bytes} of them ${longest.variable}`,
    allowed: `${LIMITS.lambdaEnvironmentBytes.value} bytes in all (${LIMITS.lambdaEnvironmentBytes.page})`,
    remedy:
      'Shorten the setting of the stage that it comes from: authentication.jwksUri in place of a long jwks, or fewer corsOrigins.',
  });
}
