import {
  ALARM_PACKS,
  CHECKS,
  type ChainStage,
  GOVERNOR_MODES,
  type ReadTraffic,
  STREAM_CAPACITIES,
} from '../core/capacity/model/workload.ts';
import { checkAuthentication } from './check-authentication.ts';
import { checkDeployment } from './check-deployment.ts';
import {
  didYouMean,
  numberChecker,
  type Refuse,
  refuser,
  requireBoolean,
  requireFields,
  requireRisks,
  requireWord,
} from './refuse.ts';
import { allRegions, isRegion } from './regions.ts';
import type { Look } from './requests.ts';
import { type AlarmSubscriber, STAGE_CHECKS, type StageConfig } from './stages.ts';

/**
 * Valid as API Gateway's stage name and, in `cairn-NAME`, as CloudFormation's stack name; also as part of the names of
 * buses and alarms.
 */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_NAME_CHARACTERS = 40;

/** `[lowest, highest, unit, whole]` of each numeric setting. */
export const STAGE_RANGES = {
  trafficScale: [1e-6, 1e6, '1: the catalog’s peak', false],
  'throttle.requestsPerSecond': [1, 1_000_000, 'requests/s', false],
  // A read asks all partitions at once; the SDK's client has 50 connections (@smithy/node-http-handler).
  leaderboardShards: [1, 100, 'partitions of the index a hunt', true],
  tokenLifeSeconds: [1, 31_536_000, 'seconds', false],
  accountConcurrency: [1, 1_000_000, 'invocations at once', true],
  'reads.hunt.secondsBetween': [1, 86_400, 'seconds between two looks', false],
  'reads.leaderboard.secondsBetween': [1, 86_400, 'seconds between two looks', false],
  'reads.progress.secondsBetween': [1, 86_400, 'seconds between two looks', false],
  // Four doublings: with the governor's margin they take the 50 minutes before a start (lambdas/governor/pace.ts).
  'elastic.floor': [1 / 16, 1, 'share of the planned shards', false],
  // CloudFormation requires a whole number (AWS::ApiGateway::UsagePlan ThrottleSettings).
  'throttle.burst': [1, 1_000_000, 'requests at once', true],
} as const;

/** Every setting of a stage. `false`: a calibration adds it (core/capacity/measure/calibration.ts). */
const STAGE_FIELDS: Readonly<Record<keyof (StageConfig & ChainStage), boolean>> = {
  name: true,
  region: true,
  account: true,
  trafficScale: true,
  streamCapacity: true,
  throttle: true,
  authentication: true,
  reservedConcurrency: true,
  leaderboardShards: true,
  reads: true,
  tokenLifeSeconds: true,
  accountConcurrency: true,
  retainState: true,
  protected: true,
  waf: true,
  playersPerAddress: true,
  domain: true,
  corsOrigins: true,
  oldestVersions: true,
  tags: true,
  alarmSubscribers: true,
  alarmPack: true,
  shardMetrics: true,
  runbooks: true,
  governor: true,
  elastic: true,
  acceptedRisks: true,
  ingestMs: false,
  queryMs: false,
  deliveryP90Ms: false,
};

/**
 * Checks every setting of a stage, including those that AWS would refuse late or accept silently. All code that looks
 * up or receives a stage calls it, so that a wrong stage has one message everywhere.
 * @throws InputError that names the stage and the setting
 */
export function checkStage(stage: StageConfig): void {
  const refuse = refuser(`stage ${stage.name}`);
  requireFields(refuse, undefined, stage, STAGE_FIELDS);
  checkName(stage.name, refuse);
  if (stage.region !== undefined) checkRegion(stage.region, refuse);
  checkSize(stage, refuse);
  for (const field of ['reservedConcurrency', 'retainState', 'protected', 'waf'] as const) {
    requireBoolean(refuse, field, stage[field]);
  }
  checkAuthentication(stage, refuse);
  checkDeployment(stage, refuse);
  checkWatching(stage, refuse);
  checkGovernor(stage, refuse);
  requireRisks(refuse, stage.acceptedRisks, [...CHECKS, ...STAGE_CHECKS]);
  checkIsHeard(stage, refuse);
}

function checkGovernor({ governor, elastic, streamCapacity }: StageConfig, refuse: Refuse): void {
  if (governor !== undefined) requireWord(refuse, 'governor', governor, GOVERNOR_MODES);
  if (elastic === undefined) return;
  requireFields(refuse, 'elastic', elastic, { floor: true });
  numberChecker(refuse)('elastic.floor', elastic.floor, ...STAGE_RANGES['elastic.floor']);
  if (governor !== 'act') {
    refuse('elastic', elastic, "a stage with governor: 'act'", 'Without it nobody grows the streams before a hunt.');
  }
  if (streamCapacity !== 'planned') {
    refuse('elastic', elastic, "a stage with streamCapacity: 'planned'", 'Other streams have no planned shards.');
  }
}

function checkWatching({ alarmPack, shardMetrics, streamCapacity, runbooks }: StageConfig, refuse: Refuse): void {
  if (alarmPack !== undefined) requireWord(refuse, 'alarmPack', alarmPack, ALARM_PACKS);
  if (shardMetrics !== undefined) requireBoolean(refuse, 'shardMetrics', shardMetrics);
  if (shardMetrics === true && streamCapacity !== 'planned') {
    refuse(
      'shardMetrics',
      shardMetrics,
      "a stage with streamCapacity: 'planned'",
      'A stream of one shard has these metrics anyway, and Kinesis splits the shards of an on-demand stream by itself.',
    );
  }
  if (runbooks === undefined || /^https:\/\/\S{1,200}[^/\s]$/.test(runbooks)) return;
  refuse(
    'runbooks',
    runbooks,
    'an https URL without a slash at its end, at most 200 characters',
    'Give the address under which your people find docs/runbooks, or leave it out.',
  );
}

function checkName(name: unknown, refuse: Refuse): void {
  if (typeof name === 'string' && NAME.test(name) && name.length <= MAX_NAME_CHARACTERS) {
    if (!name.endsWith('-watch')) return;
    refuse(
      'name',
      name,
      'a name that does not end in -watch',
      'Rename it: the alarms of a stage are a stack of that name.',
    );
  }
  refuse(
    'name',
    name,
    `1 to ${MAX_NAME_CHARACTERS} lower-case letters, digits and single dashes, a letter first`,
    'Rename the stage and its key: it becomes part of the names of AWS resources.',
  );
}

/** @throws InputError for a region that AWS does not have */
export function checkRegion(region: unknown, refuse: Refuse): void {
  if (typeof region === 'string' && isRegion(region)) return;
  refuse(
    'region',
    region,
    "the code of one of AWS's regions, such as us-east-1 or eu-west-1",
    didYouMean(region, allRegions()) ??
      'Correct it. A region newer than our aws-cdk-lib: update that, or add it to NEWER_REGIONS in catalog/regions.ts.',
  );
}

const READ_FIELDS: Readonly<Record<Look, true>> = { hunt: true, leaderboard: true, progress: true };
const LOOKS = Object.keys(READ_FIELDS) as readonly Look[];
const LOOK_FIELDS: Readonly<Record<keyof ReadTraffic, true>> = {
  secondsBetween: true,
  tableUse: true,
  rememberedMs: true,
};

function checkSize(stage: StageConfig, refuse: Refuse): void {
  const { trafficScale, streamCapacity, throttle, playersPerAddress, reads } = stage;
  const requireNumber = numberChecker(refuse);
  requireNumber('trafficScale', trafficScale, ...STAGE_RANGES.trafficScale);
  requireWord(refuse, 'streamCapacity', streamCapacity, STREAM_CAPACITIES);
  requireFields(refuse, 'throttle', throttle, { requestsPerSecond: true, burst: true });
  const ranges = STAGE_RANGES;
  requireNumber('throttle.requestsPerSecond', throttle.requestsPerSecond, ...ranges['throttle.requestsPerSecond']);
  requireNumber('throttle.burst', throttle.burst, ...ranges['throttle.burst']);
  for (const name of ['leaderboardShards', 'tokenLifeSeconds', 'accountConcurrency'] as const) {
    const [low, high, unit, whole] = ranges[name];
    if (stage[name] !== undefined) requireNumber(name, stage[name], low, high, unit, whole);
  }
  requireFields(refuse, 'reads', reads, READ_FIELDS);
  for (const look of LOOKS) {
    requireFields(refuse, `reads.${look}`, reads[look], LOOK_FIELDS);
    const [low, high, unit, whole] = ranges[`reads.${look}.secondsBetween`];
    requireNumber(`reads.${look}.secondsBetween`, reads[look].secondsBetween, low, high, unit, whole);
  }
  if (playersPerAddress !== undefined) {
    requireNumber('playersPerAddress', playersPerAddress, 1, 10_000_000, 'players that may share one address');
  }
}

/** A stage that keeps state alarms someone, or accepts the risk. */
function checkIsHeard(stage: StageConfig, refuse: Refuse): void {
  const subscribers: readonly AlarmSubscriber[] = stage.alarmSubscribers ?? [];
  if (!stage.retainState || subscribers.length > 0 || acceptsSilence(stage) !== undefined) return;
  refuse(
    'alarmSubscribers',
    undefined,
    'at least one, such as { protocol: "email", endpoint: "oncall@example.com" }',
    'Name who is alarmed, or accept the risk: acceptedRisks: [{ check: "alarm-subscriber", reason: "…" }].',
  );
}

/** Why nobody is alarmed, where the stage says so. */
export function acceptsSilence({ acceptedRisks = [] }: StageConfig): string | undefined {
  return acceptedRisks.find(({ check }) => check === 'alarm-subscriber')?.reason;
}
