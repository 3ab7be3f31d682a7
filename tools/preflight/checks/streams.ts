import type { StageConfig } from '../../../catalog/stages.ts';
import type { ChainPlan } from '../../../core/capacity/plan/chain.ts';
import { reshardSteps } from '../../../core/capacity/plan/reshard-steps.ts';
import { LIMITS } from '../../../core/limits.ts';
import type { Finding } from '../finding.ts';
import type { Answer, Place } from '../place.ts';

/** A deployed stream of an event type of the catalog. */
export interface DeployedStream extends Answer<'stream'> {
  readonly type: string;
  readonly name: string;
}

/** Plans the changes that Kinesis must make from the open shards of each deployed stream to the shards of the plan. */
export function checkStreams(
  stage: StageConfig,
  plan: ChainPlan,
  streams: readonly DeployedStream[],
  { region }: Place,
): readonly Finding[] {
  return streams.flatMap(({ type, name, openShards, isOnDemand }): Finding | [] => {
    const settings = plan.topology.types.find((each) => each.type === type)?.stream;
    if (settings?.mode.value === 'ON_DEMAND') return [];
    const subject = `Shards of ${type}`;
    const planned = settings?.deployedShards.value ?? openShards;
    const steps = reshardSteps(openShards, planned);
    const way = [openShards, ...steps].join(' → ');
    const mode = isOnDemand ? ' The stream is on-demand now and becomes provisioned.' : '';
    if (steps.length === 0) return { level: 'ok', subject, message: `${openShards} open, as planned.${mode}` };
    if (openShards > planned && (stage.governor ?? 'off') !== 'off') {
      return {
        level: 'warning',
        subject,
        message: `${openShards} open, ${planned} in the template: the governor, or somebody else, has grown the stream. A deployment shrinks it only if it changes the template's number, by half at most.${mode}`,
        remedy:
          'Raise traffic.peakEventsPerSecond to what is sent, so that the plan has these shards; or leave it, and pay for them.',
      };
    }
    if (steps.length === 1) return { level: 'ok', subject, message: `${way} with this deployment.${mode}` };
    const before = steps.slice(0, -1);
    const { value: factor } = LIMITS.kinesisReshardFactor;
    const tooMany = steps.length > LIMITS.kinesisReshardsPerDay.value;
    return {
      level: 'fails',
      subject,
      message: `${way} takes ${steps.length} changes${tooMany ? `, more than the ${LIMITS.kinesisReshardsPerDay.value} that a stream takes in 24 hours` : ''}. Kinesis multiplies or divides open shards by ${factor} at most in one change, a deployment makes one change, and would fail.${mode}`,
      remedy: [
        `Make ${before.length === 1 ? 'the first change' : `the first ${before.length} changes`} yourself (each takes minutes), then deploy for the last one:`,
        ...before.flatMap((shards) => [
          `aws kinesis update-shard-count --scaling-type UNIFORM_SCALING --target-shard-count ${shards} --stream-name ${name} --region ${region}`,
          `aws kinesis wait stream-exists --stream-name ${name} --region ${region}`,
        ]),
        `Or give each change a deployment of its own: set trafficScale of stage ${stage.name} in catalog/stages.ts to a part of it first.`,
      ].join('\n'),
    };
  });
}
