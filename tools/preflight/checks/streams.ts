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

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamMode.html */
const MODE_CHANGES_A_DAY = 2;

/**
 * Compares the mode and the open shards of each deployed stream with the template's, and plans the changes that Kinesis must make.
 * The governor, or a person, may have changed both.
 */
export function checkStreams(
  stage: StageConfig,
  plan: ChainPlan,
  streams: readonly DeployedStream[],
  { region }: Place,
): readonly Finding[] {
  return streams.flatMap(({ type, name, openShards, isOnDemand }): Finding | [] => {
    const settings = plan.topology.types.find((each) => each.type === type)?.stream;
    const subject = `Shards of ${type}`;
    if (settings !== undefined && isOnDemand !== (settings.mode.value === 'ON_DEMAND')) {
      const [now, then] = isOnDemand ? ['on-demand', 'provisioned'] : ['provisioned', 'on-demand'];
      return {
        level: 'warning',
        subject,
        message: `${now} with ${openShards} open shards, ${then} in the template. A deployment that changes the template's mode makes the stream ${then}, and it keeps its shards; Kinesis takes ${MODE_CHANGES_A_DAY} changes of the mode in 24 hours.`,
        remedy: `If somebody changed it for a reason, set streamCapacity of stage ${stage.name} in catalog/stages.ts to what it is now.`,
      };
    }
    if (isOnDemand) return [];
    const planned = settings?.deployedShards.value ?? openShards;
    const steps = reshardSteps(openShards, planned);
    const way = [openShards, ...steps].join(' → ');
    if (steps.length === 0) return { level: 'ok', subject, message: `${openShards} open, as planned.` };
    const { value: factor } = LIMITS.kinesisReshardFactor;
    if (openShards > planned && (steps.length === 1 || (stage.governor ?? 'off') !== 'off')) {
      const end = steps.length === 1 ? 'shrinks it' : `would fail: Kinesis divides by ${factor} at most in one change`;
      return {
        level: 'warning',
        subject,
        message: `${openShards} open, ${planned} in the template: the governor, or somebody else, may have grown the stream. A deployment that changes the template's number ${end}; another leaves it.`,
        remedy:
          'Raise traffic.peakEventsPerSecond to what is sent, so that the plan has these shards; or leave it, and pay for them.',
      };
    }
    if (steps.length === 1) return { level: 'ok', subject, message: `${way} with this deployment.` };
    const before = steps.slice(0, -1);
    const tooMany = steps.length > LIMITS.kinesisReshardsPerDay.value;
    return {
      level: 'fails',
      subject,
      message: `${way} takes ${steps.length} changes${tooMany ? `, more than the ${LIMITS.kinesisReshardsPerDay.value} that a stream takes in 24 hours` : ''}. Kinesis multiplies or divides open shards by ${factor} at most in one change, a deployment makes one change, and would fail.`,
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
