import { pascalName } from '../../catalog/names.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { InputError, withCauses } from '../../core/errors.ts';
import { hasMappingMetrics } from '../../core/region-gaps.ts';
import { type AccountReader, type DeployedStack, resourceOf, stackName } from '../shared/aws/account-reader.ts';
import { deployedStack } from '../shared/aws/deployed-stack.ts';
import type { AlarmReader } from '../shared/cloudwatch/alarm-reader.ts';
import type { MetricQuery, MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { Backlog, DeadLetters, StageFacts } from './facts.ts';
import type { ReadGovernor } from './governor.ts';
import { readHopTimes } from './read-hop-times.ts';
import { readTraffic, TRAFFIC_SECONDS } from './read-traffic.ts';

/** What the command reads of an account. Each call only reads. */
export interface StatusAccount {
  readonly reader: Pick<AccountReader, 'identity' | 'stack' | 'queuedMessages'>;
  readonly alarms: AlarmReader;
  readonly metrics: MetricReader;
  readonly governor: ReadGovernor;
}

const MINUTE_MS = 60_000;
/** IteratorAge is published when a batch is handed over: within this time, unless the mapping stands still. */
const AGE_MINUTES = 5;
/** Records that were stored within this time are shown; the bucket keeps them longer. */
const STORED_HOURS = 24;

/** Reads a deployed stage. What one permission refuses is a gap, and the rest is read. */
export async function awsFacts(
  { reader, alarms, metrics, governor }: StatusAccount,
  stage: StageConfig,
  types: readonly string[],
  now: number,
): Promise<Omit<StageFacts, 'source'>> {
  const stack = await deployedStack(reader, stage);
  const hasPolls = hasMappingMetrics(stage);
  const gaps: string[] = [];
  const orGap = async <Found>(what: string, found: Promise<Found>, none: Found): Promise<Found> => {
    try {
      return await found;
    } catch (error) {
      if (error instanceof InputError || error instanceof TypeError || error instanceof RangeError) throw error;
      gaps.push(`${what} could not be read: ${withCauses(error)}`);
      return none;
    }
  };
  const noTraffic = { seconds: TRAFFIC_SECONDS, requests: 0, accepted: {}, handled: {}, refused: [] };
  const { governor: mode = 'off' } = stage;
  const tableName = resourceOf(stack, 'AWS::DynamoDB::Table', 'Table')?.physicalId;
  const [raised, backlogs, traffic, hopTimes, deadLetters, told] = await Promise.all([
    orGap('alarms', alarms.raised(`${stackName(stage)}-`), []),
    orGap('backlogs', backlogsOf(metrics, stack, types, now, hasPolls), {}),
    orGap('traffic', readTraffic(metrics, stage.name, types, now), noTraffic),
    orGap('times', readHopTimes(metrics, stage.name, stack, types, now), {}),
    orGap('dead letters', deadLettersOf(reader, metrics, stack, types, now), []),
    mode === 'off' ? [] : orGap('the governor’s memory', governor(tableName), []),
  ]);
  return {
    deployment: { at: stack.changedAt, state: stack.status },
    alarms: raised,
    backlogs,
    traffic,
    hopTimes,
    deadLetters,
    governor: told,
    gaps,
  };
}

const ofType = (stack: DeployedStack, resourceType: string, type: string, part: string): string =>
  resourceOf(stack, resourceType, `${pascalName(type)}${part}`)?.physicalId ?? '';

/**
 * AWS counts no backlog: it is what arrived within the age of the oldest record.
 * @param hasPolls whether Lambda has metrics of source mappings in the region
 */
async function backlogsOf(
  metrics: MetricReader,
  stack: DeployedStack,
  types: readonly string[],
  now: number,
  hasPolls: boolean,
): Promise<Readonly<Record<string, Backlog>>> {
  const queriesOf = (type: string): readonly MetricQuery[] => [
    {
      namespace: 'AWS/Lambda',
      name: 'IteratorAge',
      dimensions: { FunctionName: ofType(stack, 'AWS::Lambda::Function', type, 'HandlerFunction') },
      statistic: 'Maximum',
    },
    {
      namespace: 'AWS/Lambda',
      name: 'PolledEventCount',
      dimensions: { EventSourceMappingUUID: ofType(stack, 'AWS::Lambda::EventSourceMapping', type, 'SourceMapping') },
      statistic: 'SampleCount',
    },
  ];
  const values = await metrics.byMinute(types.flatMap(queriesOf), now - AGE_MINUTES * MINUTE_MS, now);
  const found = types.map((type, index) => {
    const [ages = new Map(), polls = new Map()] = values.slice(2 * index, 2 * index + 2);
    const latest = Math.max(...ages.keys());
    return { type, oldestMs: ages.get(latest) ?? 0, reads: polls.size > 0 || !hasPolls };
  });
  const arrived = await Promise.all(
    found.map(async ({ type, oldestMs }) => {
      if (oldestMs < 1_000) return 0;
      const StreamName = ofType(stack, 'AWS::Kinesis::Stream', type, 'Stream');
      const query = { namespace: 'AWS/Kinesis', name: 'IncomingRecords', dimensions: { StreamName }, statistic: 'Sum' };
      const [records] = await metrics.over([query], now - oldestMs, now);
      // The span is widened to full minutes.
      const minutes = Math.max(1, Math.ceil(oldestMs / MINUTE_MS));
      return ((records ?? 0) * oldestMs) / (minutes * MINUTE_MS);
    }),
  );
  return Object.fromEntries(
    found.map(({ type, oldestMs, reads }, index) => [
      type,
      { events: Math.round(arrived[index] ?? 0), isCounted: false, oldestSeconds: oldestMs / 1_000, reads },
    ]),
  );
}

/** Receiving a message would change its age and count as a receive, so queues are counted and not read. */
async function deadLettersOf(
  reader: StatusAccount['reader'],
  metrics: MetricReader,
  stack: DeployedStack,
  types: readonly string[],
  now: number,
): Promise<readonly DeadLetters[]> {
  const queue = async (id: string, place: string, type?: string): Promise<DeadLetters> => {
    const url = resourceOf(stack, 'AWS::SQS::Queue', id)?.physicalId;
    const count = url === undefined ? 0 : await reader.queuedMessages(url);
    return { ...(type !== undefined && { type }), place, count };
  };
  const stored = types.map((type): MetricQuery => {
    const EventSourceMappingUUID = ofType(stack, 'AWS::Lambda::EventSourceMapping', type, 'SourceMapping');
    const name = 'OnFailureDestinationDeliveredEventCount';
    return { namespace: 'AWS/Lambda', name, dimensions: { EventSourceMappingUUID }, statistic: 'Sum' };
  });
  const [queues, inBucket] = await Promise.all([
    Promise.all([
      queue('Quarantine', 'quarantine'),
      queue('EventBusUnrouted', 'unrouted queue'),
      ...types.map((type) => queue(`${pascalName(type)}RuleFailures`, "rule's dead-letter queue", type)),
    ]),
    metrics.over(stored, now - STORED_HOURS * 60 * MINUTE_MS, now),
  ]);
  const records = types.map((type, index) => ({
    type,
    place: `failure bucket, last ${STORED_HOURS} h`,
    cause: 'retries or age used up',
    count: inBucket[index] ?? 0,
  }));
  return [...queues, ...records].filter(({ count }) => count > 0);
}
