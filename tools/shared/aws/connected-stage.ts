import type { CatalogChain, chainNamed } from '../../../catalog/chain-named.ts';
import { cutOffFromAws } from '../../../local/aws/runtime/no-aws-settings.ts';
import { localPageReader } from '../read-local-page.ts';
import type { AccountReader, StackResource } from './account-reader.ts';
import { deployedStack } from './deployed-stack.ts';
import type { TargetSources } from './deployment-target.ts';
import type { SdkSettings } from './sdk-account-reader.ts';
import { stageAccount } from './stage-account.ts';
import { withPermissions } from './with-permissions.ts';

export interface StageSettings extends SdkSettings {
  /** Of S3: buckets as paths, as the local runtime and emulators need them. */
  readonly forcePathStyle: boolean;
}

/** A running stage whose AWS APIs a command calls: the local runtime, an emulator, or AWS. */
export interface ConnectedStage {
  readonly chain: CatalogChain;
  /** Its URL, or account and region. */
  readonly source: string;
  readonly isLocal: boolean;
  readonly resources: readonly StackResource[];
  /** Event types of the catalog, and those that only the deployed stack has. */
  readonly types: readonly string[];
  readonly settings: StageSettings;
}

export interface StageOptions {
  /** @default the local runtime */
  readonly stage?: string;
  readonly owner?: string;
  readonly profile?: string;
  /** Of the local runtime. */
  readonly url: string;
}

export interface StageSeams {
  readonly chainOf: typeof chainNamed;
  readonly send: typeof fetch;
  readonly sources: () => Promise<TargetSources>;
  readonly readerOf: (settings: SdkSettings) => Promise<Pick<AccountReader, 'identity' | 'stack'>>;
}

/** What a process does; a test replaces parts. */
export async function sdkReader(settings: SdkSettings): Promise<Pick<AccountReader, 'identity' | 'stack'>> {
  return (await import('./sdk-account-reader.ts')).sdkAccountReader(settings);
}

const PERMISSIONS = 'cloudformation:DescribeStacks, ListStackResources and GetTemplateSummary';

/** @throws InputError for a stage that does not run or is not deployed */
export function connectStage(options: StageOptions, seams: StageSeams): Promise<ConnectedStage> {
  const { stage, url } = options;
  return stage === undefined ? connectHere(url, seams) : connectToAws({ ...options, stage }, seams);
}

async function connectHere(url: string, { chainOf, send }: StageSeams): Promise<ConnectedStage> {
  cutOffFromAws();
  const read = localPageReader(url, send);
  const { stage, awsUrl } = await read<{ readonly stage: string; readonly awsUrl: string }>('/local/health');
  const chain = chainOf(stage);
  return {
    chain,
    source: url,
    isLocal: true,
    resources: await read<readonly StackResource[]>('/local/resources'),
    types: chain.types.map(({ type }) => type),
    settings: {
      endpoint: awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      forcePathStyle: true,
    },
  };
}

async function connectToAws(
  { stage: name, owner, profile }: StageOptions & { readonly stage: string },
  { chainOf, sources, readerOf }: StageSeams,
): Promise<ConnectedStage> {
  const chain = chainOf(name, owner);
  const given = await sources();
  const { settingsFor } = await import('./sdk-account-reader.ts');
  const { settings, reader, source } = await stageAccount(
    chain.stage,
    {
      sources: async () => given,
      accountOf: async (target) => {
        const found = await settingsFor(target);
        return { settings: found, reader: await readerOf(found) };
      },
    },
    profile,
  );
  const stack = await withPermissions(PERMISSIONS, () => deployedStack(reader, chain.stage));
  const types = chain.types.map(({ type }) => type);
  return {
    chain,
    source,
    isLocal: false,
    resources: stack.resources,
    types: [...new Set([...types, ...Object.keys(stack.eventTypes ?? {})])],
    // An emulator is reached by this variable, and not by a name of its own for each bucket.
    settings: { ...settings, forcePathStyle: given.variables.AWS_ENDPOINT_URL !== undefined },
  };
}
