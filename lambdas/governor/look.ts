import { LIMITS } from '../../core/limits.ts';
import { errorName } from '../shared/error-name.ts';
import type { Memory } from './memory.ts';
import { dataQueries, METRICS_A_CALL, metricQueries, READ_BACK_MS, readingsOf } from './metric-queries.ts';
import { type MappingSeen, type Observation, PERIOD_MS, type StreamSeen, type TypeObservation } from './observation.ts';
import type { GovernedResources, GovernorInput, GovernorPorts } from './ports.ts';
import { readStarts } from './starts.ts';

/** While no alarm is raised, metrics are read this often: each costs money. */
const CALM_MINUTES = 15;

/** Reads what the decision needs. Whatever cannot be read is missing, and the log names the error. */
export async function look(input: GovernorInput, memory: Memory, ports: GovernorPorts): Promise<Observation> {
  const { services, stackName } = ports;
  const now = ports.clock.now();
  const [isStackChanging, readsMetrics, startsAtMs, ...seen] = await Promise.all([
    attempt(ports, 'stack', async () => {
      const { Stacks } = await services.describeStacks({ StackName: stackName });
      const status = Stacks?.[0]?.StackStatus;
      return status === undefined ? undefined : status.endsWith('_IN_PROGRESS');
    }),
    isDue(memory, ports, now),
    attempt(ports, 'starts', () => readStarts(ports, now)),
    ...input.plan.types.map(({ type }) => describe(type, input.resources[type], ports)),
  ]);
  const metrics = readsMetrics ? await attempt(ports, 'metrics', () => readMetrics(input, ports, now)) : undefined;
  const types = input.plan.types.map(({ type }, index): [string, TypeObservation] => {
    const of = metrics?.types[type];
    return [type, { ...seen[index], ...(of !== undefined && { metrics: of }) }];
  });
  const openShards = seen.reduce((sum, { stream }) => sum + (stream?.openShards ?? 0), 0);
  const { putEventsThrottled, tableThrottled } = metrics ?? {};
  return {
    types: Object.fromEntries(types),
    ...(isStackChanging !== undefined && { isStackChanging }),
    ...(startsAtMs !== undefined && { startsAtMs }),
    // What other stacks of the account have is not counted: there Kinesis refuses, and the next run decides again.
    shardsAvailable: LIMITS.kinesisShardsOfAccount.value - openShards,
    ...(putEventsThrottled !== undefined && { putEventsThrottled }),
    ...(tableThrottled !== undefined && { tableThrottled }),
  };
}

/** Metrics are read while an alarm of the stage is raised, while something is not as planned, and each quarter of an hour. */
async function isDue(memory: Memory, ports: GovernorPorts, now: number): Promise<boolean> {
  const isPlanned =
    Object.keys(memory.admission.shares).length === 0 &&
    Object.values(memory.types).every(({ circuit }) => circuit === undefined);
  if (!isPlanned || Math.floor(now / PERIOD_MS) % CALM_MINUTES === 0) return true;
  const raised = await attempt(ports, 'alarms', () =>
    ports.services.describeAlarms({
      StateValue: 'ALARM',
      AlarmNamePrefix: `cairn-${ports.stage}-`,
      AlarmTypes: ['MetricAlarm'],
      MaxRecords: 1,
    }),
  );
  // Alarms that cannot be read may be raised.
  return raised === undefined || (raised.MetricAlarms?.length ?? 0) > 0;
}

async function describe(
  type: string,
  of: GovernedResources | undefined,
  ports: GovernorPorts,
): Promise<Pick<TypeObservation, 'stream' | 'mapping'>> {
  if (of === undefined) return {};
  const { services } = ports;
  const [stream, mapping] = await Promise.all([
    attempt(ports, `stream of ${type}`, async (): Promise<StreamSeen | undefined> => {
      const { StreamDescriptionSummary: summary } = await services.describeStream({ StreamName: of.streamName });
      const { StreamStatus: status, OpenShardCount: openShards } = summary ?? {};
      if (status === undefined || openShards === undefined) return undefined;
      return { status, openShards, mode: summary?.StreamModeDetails?.StreamMode ?? 'PROVISIONED' };
    }),
    attempt(ports, `mapping of ${type}`, async (): Promise<MappingSeen | undefined> => {
      const found = await services.getMapping({ UUID: of.mappingId });
      const { State: state, BatchSize: batchSize, MaximumRecordAgeInSeconds: age } = found;
      if (state === undefined || batchSize === undefined || age === undefined) return undefined;
      const parallelizationFactor = found.ParallelizationFactor ?? 1;
      return { state, batchSize, parallelizationFactor, maxRecordAgeSeconds: age };
    }),
  ]);
  return { ...(stream !== undefined && { stream }), ...(mapping !== undefined && { mapping }) };
}

async function readMetrics(input: GovernorInput, { services, stage, tableName }: GovernorPorts, now: number) {
  const queries = metricQueries(input, stage, tableName);
  const all = dataQueries(queries);
  const calls: (typeof all)[] = [];
  for (let index = 0; index < all.length; index += METRICS_A_CALL) calls.push(all.slice(index, index + METRICS_A_CALL));
  const answers = await Promise.all(
    calls.map((MetricDataQueries) =>
      services.getMetricData({
        MetricDataQueries,
        StartTime: new Date(now - READ_BACK_MS),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
      }),
    ),
  );
  return readingsOf(
    queries,
    answers.flatMap(({ MetricDataResults = [] }) => MetricDataResults),
  );
}

/** `undefined` for what fails: the decision then does less. */
async function attempt<Value>(
  { log, stage }: GovernorPorts,
  what: string,
  read: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    log.warn(`governor could not read ${what}`, { type: stage, errorName: errorName(error) });
    return undefined;
  }
}
