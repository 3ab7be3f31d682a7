import type { StageConfig } from '../../../catalog/stages.ts';
import { InputError } from '../../../core/errors.ts';
import { type Partition, partitionOf } from '../../../core/partition.ts';

/** Where a stage is deployed, and what decided it. */
export interface DeploymentTarget {
  readonly region: string;
  /** What sets the region, in words. */
  readonly regionSource: string;
  readonly partition: Partition;
  /** The credentials in use. */
  readonly credentials: CredentialsSource;
  /** A setting in the environment that differs and has no effect, in a sentence. */
  readonly note?: string;
}

/** A profile, the keys in the environment, or what the SDK finds itself (SSO, a role of the machine). */
export type CredentialsSource = { readonly profile: string } | AccessKeys | 'default';

export interface AccessKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The sources from which the command reads its target. */
export interface TargetSources {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** `region` of a profile: from the shared credentials file, else from the shared configuration file. */
  readonly regionOfProfile: (profile: string) => Promise<string | undefined>;
}

/** In the order of CDK (aws-cdk 2.1148: `AwsCliCompatible.region`). */
const REGION_VARIABLES = ['AWS_REGION', 'AMAZON_REGION', 'AWS_DEFAULT_REGION', 'AMAZON_DEFAULT_REGION'] as const;

/**
 * The region and profile that `cdk deploy` uses for `stage`: the stage's own, else in the order of CDK's command line.
 * CDK would continue with the metadata of an EC2 machine and then with us-east-1; Cairn refuses that, because nobody
 * chose it.
 *
 * @param profile value of `--profile`
 * @throws InputError if nothing names a region
 */
export async function deploymentTarget(
  stage: StageConfig,
  { variables, regionOfProfile }: TargetSources,
  profile?: string,
): Promise<DeploymentTarget> {
  const named = profile ?? variables.AWS_PROFILE ?? variables.AWS_DEFAULT_PROFILE;
  const found = await regionOfEnvironment({ variables, regionOfProfile }, named ?? 'default');
  const target = (region: string, regionSource: string): DeploymentTarget => ({
    region,
    regionSource,
    partition: partitionOf(region),
    credentials: profile === undefined ? (keysOf(variables) ?? profileOf(named)) : { profile },
  });
  if (stage.region !== undefined) {
    const own = target(stage.region, `stage ${stage.name} in catalog/stages.ts`);
    if (found === undefined || found.region === stage.region) return own;
    const note = `${found.source} says ${found.region}; that has no effect, because stage ${stage.name} names its region.`;
    return { ...own, note };
  }
  if (found !== undefined) return target(found.region, found.source);
  throw new InputError({
    input: 'AWS region',
    received: undefined,
    allowed: 'a region such as us-east-1, from the stage or from the environment',
    remedy: `Run "export AWS_REGION=us-east-1" (CDK reads it too), or set region of stage ${stage.name} in catalog/stages.ts.`,
  });
}

async function regionOfEnvironment({ variables, regionOfProfile }: TargetSources, profile: string) {
  for (const name of REGION_VARIABLES) {
    const region = variables[name];
    if (region !== undefined && region !== '') return { region, source: name };
  }
  for (const name of profile === 'default' ? [profile] : [profile, 'default']) {
    const region = await regionOfProfile(name);
    if (region !== undefined) return { region, source: `profile ${name} of the AWS configuration` };
  }
  return undefined;
}

/** CDK prefers keys in the environment to a profile in the environment; the AWS SDK alone does the opposite. */
function keysOf(variables: TargetSources['variables']): AccessKeys | undefined {
  const accessKeyId = variables.AWS_ACCESS_KEY_ID || variables.AMAZON_ACCESS_KEY_ID;
  const secretAccessKey = variables.AWS_SECRET_ACCESS_KEY || variables.AMAZON_SECRET_ACCESS_KEY;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = variables.AWS_SESSION_TOKEN ?? variables.AMAZON_SESSION_TOKEN;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function profileOf(name: string | undefined): CredentialsSource {
  return name === undefined ? 'default' : { profile: name };
}

/** `stage prod → account 111122223333, region us-east-1 (from stage prod in catalog/stages.ts)`, and what has no effect. */
export function showTarget(
  stage: StageConfig,
  { region, regionSource, note }: DeploymentTarget,
  account: string,
): string {
  const line = `stage ${stage.name} → account ${account}, region ${region} (from ${regionSource})`;
  return note === undefined ? line : `${line}\n${note}`;
}

/** The command-line options that name a stage. */
export function stageOptions(name: string, owner: string | undefined): string {
  return owner === undefined ? `--stage ${name}` : `--stage ${name} --owner ${owner}`;
}

/** @throws InputError where the stage belongs to another account than the caller's credentials. */
export function checkAccount(stage: StageConfig, account: string): void {
  if (stage.account === undefined || stage.account === account) return;
  throw new InputError({
    input: 'AWS credentials',
    received: `credentials of account ${account}`,
    allowed: `those of account ${stage.account}, to which stage ${stage.name} belongs`,
    remedy: `Set AWS_PROFILE to a profile of ${stage.account}, or correct account of stage ${stage.name} in catalog/stages.ts.`,
  });
}
