import { chainNamed } from '../../catalog/chain-named.ts';
import { looking } from '../../catalog/requests.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { InputError, withCauses } from '../../core/errors.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { cutOffFromAws } from '../../local/aws/runtime/no-aws-settings.ts';
import { localMetricReader } from '../shared/cloudwatch/sdk-metric-reader.ts';
import { type Credentials, localCredentials, signedCredentials, tokensOf } from '../shared/load/credentials.ts';
import { isLoopback } from '../shared/load/endpoint.ts';
import { bodyText } from '../shared/load/wrong-answer.ts';
import { type DrainLimits, LOCAL_DRAIN } from './await-drained.ts';
import { AwsPipeline } from './aws-pipeline.ts';
import { choice } from './choice.ts';
import type { LoadCommandOptions } from './command-options.ts';
import { LocalPipeline } from './local-pipeline.ts';
import type { Pipeline } from './pipeline.ts';

/** CloudWatch shows the values of a minute within two minutes. */
const AWS_DRAIN = { pollMs: 15_000, stillMs: 240_000, unansweredStillMs: 120_000, limitMs: 600_000 };

/** The system under load: whose tokens it accepts, and what counts there. */
export interface LoadTarget {
  readonly pipeline?: Pipeline;
  readonly drain: DrainLimits;
  /** How often its stage's players look. */
  readonly reads: StageConfig['reads'];
  readonly credentials: (players: readonly string[]) => Promise<Credentials>;
}

/**
 * @param known the stages whose players' reads are known. @default those of the catalog
 * @throws InputError if nobody can sign tokens, or no runtime answers
 */
export async function targetOf(
  url: string,
  options: LoadCommandOptions,
  types: readonly string[],
  scheduler: Scheduler,
  known: Readonly<Record<string, Pick<StageConfig, 'name' | 'reads'>>> = stages,
): Promise<LoadTarget> {
  const metrics = options.metrics ?? (isLoopback(new URL(url)) ? 'local' : 'aws');
  const where = choice('--metrics', metrics, ['local', 'aws', 'none']);
  const { tokens, apiKey: apiKeys } = options;
  if (where !== 'aws') cutOffFromAws();
  const runtime = where === 'local' ? await runtimeAt(url) : undefined;
  const credentials = async (players: readonly string[]): Promise<Credentials> => {
    if (tokens !== undefined) return tokensOf(tokens, apiKeys);
    if (runtime !== undefined) return localCredentials(url, players, apiKeys);
    return signedCredentials(chainNamed(options.stage, options.owner).stage, players, apiKeys, scheduler);
  };
  if (runtime !== undefined) {
    const pipeline = new LocalPipeline(url, runtime.stage, localMetricReader(runtime.awsUrl));
    return { pipeline, drain: LOCAL_DRAIN, reads: readsOf(runtime.stage, known), credentials };
  }
  if (where === 'none') return { drain: LOCAL_DRAIN, reads: readsOf(options.stage, known), credentials };
  const { stage } = chainNamed(options.stage, options.owner);
  const { deployedMetricReader } = await import('../shared/cloudwatch/deployed-metric-reader.ts');
  return {
    pipeline: new AwsPipeline(await deployedMetricReader(stage), stage.name, types, scheduler),
    drain: AWS_DRAIN,
    reads: stage.reads,
    credentials,
  };
}

/** Of a stage of the catalog; the default of one that only its target knows, as it may run another studio's catalog. */
function readsOf(
  name: string,
  known: Readonly<Record<string, Pick<StageConfig, 'name' | 'reads'>>>,
): StageConfig['reads'] {
  return Object.values(known).find((stage) => stage.name === name)?.reads ?? looking();
}

/** The local runtime's report about itself. @throws InputError if no runtime answers */
async function runtimeAt(url: string): Promise<{ readonly stage: string; readonly awsUrl: string }> {
  const refused = (remedy: string): InputError =>
    new InputError({ input: '--url', received: url, allowed: 'the API of a local runtime', remedy });
  let response: Response;
  try {
    response = await fetch(`${url}/local/health`);
  } catch (error) {
    throw refused(
      `No answer (${withCauses(error)}). Start one with npm start -- --players 0, or give --start, which starts one for the run.`,
    );
  }
  const body = await response.text();
  if (isRuntime(response, body)) return JSON.parse(body) as { readonly stage: string; readonly awsUrl: string };
  if (response.ok) throw refused(`It answered ${bodyText(body)}`);
  throw refused('It answers, but is no local runtime: add --metrics aws or --metrics none.');
}

function isRuntime({ ok }: Response, body: string): boolean {
  try {
    return ok && typeof JSON.parse(body).awsUrl === 'string';
  } catch {
    return false;
  }
}
