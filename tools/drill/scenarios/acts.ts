import { PRIORITIES } from '../../../core/capacity/model/workload.ts';
import type { TypeTopology } from '../../../core/chain/type-topology.ts';
import { LIMITS } from '../../../core/limits.ts';
import { placeOf } from '../../../core/monitoring/event-chain-alarms.ts';
import type { Act } from '../../../lambdas/governor/decision.ts';
import { admissionOf } from '../../../lambdas/shared/store/admission-item.ts';
import { governorKey } from '../../../lambdas/shared/store/keys.ts';
import { AWS_DELAYS } from '../../../local/aws/services/delays.ts';
import { evenRanges } from '../../../local/aws/services/stream/hash-key.ts';
import type { AlarmHistory } from '../alarm-history.ts';
import { type Scenario, together } from '../scenario.ts';
import type { DrillStage } from '../stage/drill-stage.ts';
import { denyTable, SEEN_AFTER } from './governor.ts';

/** A cause that the governor deals with in mode `act`. */
export interface ActScenario extends Pick<Scenario, 'name' | 'cause' | 'play' | 'begin'> {
  readonly kind: Act['kind'];
  /** What the governor does: "It grows the streams". */
  readonly act: string;
  /** What a stage needs for it: a sentence for one that has not. */
  readonly needs: string;
  readonly isPossible: (drill: DrillStage) => boolean;
  /** Whether it is done, as the services themselves are. */
  readonly isDone: (drill: DrillStage) => boolean | Promise<boolean>;
  /** After the cause. Seconds. */
  readonly doneWithin: number;
  /** Whether the cause lasts, and the act alone heals. @default the cause ends once the act is done */
  readonly causeLasts?: true;
  /** Whether all is well again. */
  readonly isHealed: (drill: DrillStage, history: AlarmHistory) => boolean | Promise<boolean>;
  /** After the act, or where the cause ends, after its end. Seconds. */
  readonly healedWithin: number;
}

/** Of what the planned shards take in a second. */
const TOO_MUCH = 1.5;
/** Of a shard: even, so that its two halves get the same; many, so that it fills up before it refuses. */
const RECORDS_A_SECOND = 12;

/** Metrics reach the governor as late as on AWS. Seconds. */
const SEEN_LATE_AFTER = SEEN_AFTER + AWS_DELAYS.metricsMs[1] / 1_000;

const provisioned = ({ types }: DrillStage): readonly TypeTopology[] =>
  types.filter(({ stream }) => stream.mode.value === 'PROVISIONED');

async function levelOf({ stage }: DrillStage): Promise<readonly string[]> {
  const { Item } = await stage.table.getItem({ TableName: stage.tableName, Key: governorKey('ADMISSION') });
  const { shares, validUntil } = admissionOf(Item);
  return validUntil > stage.scheduler.now() ? Object.keys(shares) : [];
}

/** Shed first. */
function leastImportant({ types }: DrillStage): readonly TypeTopology[] {
  const last = PRIORITIES.findLast((priority) => types.some((type) => type.priority === priority));
  return last === 'critical' ? [] : types.filter(({ priority }) => priority === last);
}

export const ACT_SCENARIOS: readonly ActScenario[] = [
  {
    name: 'grow',
    cause: 'One and a half times as much arrives as the planned shards take, and goes on',
    kind: 'reshard',
    act: 'It doubles the shards, and the streams refuse no more although as much arrives',
    needs: 'no type has a provisioned stream',
    play: 0.02,
    isPossible: (drill) => provisioned(drill).length > 0,
    begin: (drill) =>
      together(
        provisioned(drill).map(({ type, stream: { shards } }) => {
          const keys = evenRanges(RECORDS_A_SECOND * shards.value).map(({ starting }) => starting);
          const bytes = (TOO_MUCH / RECORDS_A_SECOND) * LIMITS.kinesisShardBytesPerSecond.value;
          return drill.every(1_000, () => {
            for (const hashKey of keys) drill.offerRecord(type, 'drill', { bytes, hashKey });
          });
        }),
      ),
    isDone: (drill) =>
      provisioned(drill).every(({ type, stream }) => drill.streamOf(type).openShards.length > stream.shards.value),
    doneWithin: SEEN_LATE_AFTER + AWS_DELAYS.reshardMs[1] / 1_000,
    causeLasts: true,
    isHealed: (drill, history) =>
      provisioned(drill).every(({ type }) => !history.isRaised(`${placeOf(type)}/WriteThrottled`)),
    healedWithin: 600,
  },
  {
    name: 'admit-less',
    cause: 'EventBridge throttles half of the calls of PutEvents',
    kind: 'admit',
    act: 'It admits fewer events of the least important types, then all again',
    needs: 'every type is critical, and critical events are never shed',
    play: 0.3,
    isPossible: (drill) => leastImportant(drill).length > 0,
    begin: ({ stage }) => stage.addFault({ kind: 'put-events-throttled', probability: 0.5 }),
    isDone: async (drill) => {
      const shed = await levelOf(drill);
      return leastImportant(drill).every(({ type }) => shed.includes(type));
    },
    doneWithin: SEEN_LATE_AFTER,
    isHealed: async (drill) => (await levelOf(drill)).length === 0,
    healedWithin: 1_200,
  },
  {
    name: 'pause-and-resume',
    cause: "The table's permissions are taken from the handlers",
    kind: 'mapping',
    act: 'It pauses the source mappings, tries again, and ends with the planned settings',
    needs: 'no type has a source mapping',
    play: 0.02,
    isPossible: ({ types }) => types.length > 0,
    begin: denyTable,
    isDone: (drill) => drill.types.every(({ type }) => drill.stage.mappingOf(type)?.enabled === false),
    doneWithin: SEEN_LATE_AFTER,
    isHealed: (drill, history) =>
      drill.types.every(
        ({ type, mapping }) =>
          !history.isRaised(`${placeOf(type)}/Paused`) && isPlanned(mapping, drill.stage.mappingOf(type)),
      ),
    healedWithin: 2_400,
  },
];

function isPlanned(mapping: TypeTopology['mapping'], now: ReturnType<DrillStage['stage']['mappingOf']>): boolean {
  return (
    now?.enabled === true &&
    now.settings.batchSize === mapping.batchSize.value &&
    now.settings.parallelizationFactor === mapping.parallelizationFactor.value &&
    now.settings.maximumRecordAgeSeconds === mapping.maxRecordAgeSeconds.value
  );
}
