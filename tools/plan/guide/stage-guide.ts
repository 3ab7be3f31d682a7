import { stages } from '../../../catalog/stages.ts';
import { ASSUMED_TOKEN_LIFE_SECONDS } from '../../../core/capacity/model/authorizations.ts';
import { SECONDS_BETWEEN_REQUESTS } from '../../../core/capacity/model/players.ts';
import { ASSUMED_COLD_START_MS } from '../../../core/capacity/model/service-time.ts';
import { HEADROOM } from '../../../core/capacity/model/spread.ts';
import { PLAYERS_PER_ADDRESS, TOKEN_FACTOR, WINDOW_SECONDS } from '../../../core/chain/api.ts';
import { LEADERBOARD_SHARDS } from '../../../core/chain/leaderboard.ts';
import { LIMITS } from '../../../core/limits.ts';
import { PRICES } from '../../../core/prices.ts';
import { REGIONAL_LIMITS } from '../../../core/regional-limits.ts';
import { round } from '../../../core/round.ts';
import type { OptionGuide } from './option-guide.ts';

const BURST = REGIONAL_LIMITS.apiGatewayBurst;
const admits = (stage: keyof typeof stages): string => round(stages[stage].throttle.requestsPerSecond);
const bursts = (stage: keyof typeof stages): string => round(stages[stage].throttle.burst);

/** Settings of a stage, in catalog/stages.ts. */
export const STAGE_GUIDE: readonly OptionGuide[] = [
  {
    name: 'region',
    does: 'The region to deploy to, whose quotas apply. Left out: the caller’s region; the check then uses the smallest quotas.',
    choose: 'Near the players, with quotas above the peak; the plan names the increases to request.',
    formula: `PutEvents/s and target invocations/s by region ≥ peak ÷ ${HEADROOM}`,
    default: `${stages.prod.region} for prod and load.`,
    tooLow: 'A small region answers "throttled" or delivers late. [region-quota]',
    tooHigh: 'A distant region adds its round trip to each request.',
    alarm: 'Bus/PublishThrottled, DeliveryLatency',
  },
  {
    name: 'trafficScale',
    does: 'The factor by which this stage multiplies the catalog’s peak.',
    choose: '1 for the real game, 2 for its load test, a small one for a developer.',
    formula: 'peak = catalog peak × this',
    default: `dev ${stages.dev.trafficScale}, prod ${stages.prod.trafficScale}, load ${stages.load.trafficScale}.`,
    tooLow: 'The stream throttles EventBridge, and events arrive late.',
    tooHigh: 'Idle shards.',
    alarm: 'WriteThrottled',
  },
  {
    name: 'streamCapacity',
    does: 'one-shard, planned or on-demand.',
    choose: `planned if the peak is known; on-demand if it is not known and rises slowly. A start line throttles a new on-demand stream, unless On-demand Advantage has warmed it: a setting of the whole account and region, $${PRICES.kinesisAdvantageGbIn.value} a GB in and $${PRICES.kinesisAdvantageGbOut.value} out without stream-hours, but at least ${LIMITS.kinesisAdvantageBytesPerSecond.value / 2 ** 20} MiB/s each way. The plan says when it pays; Cairn does not turn it on.`,
    formula: `on-demand: the capacity of ${LIMITS.kinesisOnDemandInitialShards.value} shards at first; it doubles only after the traffic has grown`,
    default: `dev ${stages.dev.streamCapacity}, prod and load ${stages.prod.streamCapacity}.`,
    tooLow: 'one-shard or a new on-demand stream that nobody warmed throttles at a start line. [stream]',
    tooHigh: 'on-demand for even traffic costs several times as much. [waste-on-demand]',
    alarm: 'WriteThrottled',
  },
  {
    name: 'throttle.requestsPerSecond',
    does: 'Requests a second that API Gateway admits; it answers the others with 429, and phones repeat them.',
    choose: `Peak requests ÷ ${HEADROOM}. Of all limits of the chain, only this one is answered with an error.`,
    formula: `peak ≤ ${HEADROOM} × this; this ÷ peak × records/s ≤ the rate of shards and handlers`,
    default: `prod ${admits('prod')}, load ${admits('load')}; dev ${admits('dev')}, the smallest PutEvents quota of any region.`,
    tooLow: 'API Gateway refuses players at the expected peak. [request-throttle]',
    tooHigh:
      'The throttle admits more than handlers process: the API answers 202, and the backlog grows without an error. [stream, handler-rate, region-quota]',
    alarm: 'Api/Throttled (too low), Behind (too high)',
    plot: 'Three times the expected peak arrives: a low throttle refuses the excess, a high one admits more than the handlers process.',
  },
  {
    name: 'throttle.burst',
    does: 'Requests admitted at once: the size of a token bucket that fills at the rate.',
    choose: 'A second of the rate, up to the account’s burst.',
    formula: `rate ÷ 4 ≤ this ≤ ${round(BURST.others)} (${BURST.tiers.map(({ value }) => round(value)).join(', ')} in some regions)`,
    default: `prod ${bursts('prod')}, load ${bursts('load')}, dev ${bursts('dev')}.`,
    tooLow: 'API Gateway refuses a spike of a quarter of a second. [small-burst]',
    tooHigh: 'AWS caps it and does not raise it. [region-quota]',
    alarm: 'Api/Throttled',
    plot: 'With a throttle just above the mean, a burst of 1 refuses requests that merely arrive close together.',
  },
  {
    name: 'playersPerAddress',
    does: 'Players that may share one address, such as a venue’s Wi-Fi or a carrier’s NAT. It sets the web ACL’s limit for one address.',
    choose: 'As many as may stand at one start line behind one Wi-Fi.',
    formula: `limit of an address = this × requests a player ÷ ${HEADROOM} × ${WINDOW_SECONDS} s; of a token = ${TOKEN_FACTOR} × requests a player ÷ ${HEADROOM} × ${WINDOW_SECONDS} s`,
    default: `${round(PLAYERS_PER_ADDRESS)}. A player sends 0.2 requests/s by the shipped catalog: a request every ${SECONDS_BETWEEN_REQUESTS} s, each type in one of its own.`,
    tooLow: 'The web ACL answers players of one venue with 429 at the start line.',
    tooHigh: 'One address can use up what the stage admits.',
    alarm: 'Api/ClientErrors (too low), Api/Throttled (too high)',
  },
  {
    name: 'reservedConcurrency',
    does: 'Whether handlers reserve the concurrency that the plan derives.',
    choose: 'true if the quota allows it ("npm run preflight" checks).',
    formula: `sum of reservations + max(${round(LIMITS.lambdaUnreservedConcurrency.value)}, others ÷ ${HEADROOM}) ≤ account`,
    default: 'true, dev false.',
    tooLow: 'false: the account’s functions compete for its concurrency.',
    tooHigh: 'true in a new account with a quota of 10 fails to deploy. [account-concurrency]',
    alarm: 'HandlerThrottles',
  },
  {
    name: 'accountConcurrency',
    does: '"Concurrent executions" of Lambda that the account has in the region; all functions share it, and ten times as many requests a second.',
    choose: 'What "npm run preflight" reads. A new account may have 10.',
    formula: `invocations at once of authorizer, ingest, query and handlers ÷ ${HEADROOM} ≤ this − reservations; invocations/s ÷ ${LIMITS.lambdaRequestsPerConcurrency.value} ÷ ${HEADROOM} ≤ this. At the start line each phone that comes starts an environment for as long as the first ones take to start, ${ASSUMED_COLD_START_MS} ms.`,
    default: `${round(LIMITS.lambdaConcurrency.value)}, as AWS gives it; load ${round(stages.load.accountConcurrency ?? LIMITS.lambdaConcurrency.value)}.`,
    tooLow: 'At the start line phones are answered 500. [account-concurrency, account-requests]',
    tooHigh: `More than the account has: the check passes, preflight does not. A function gains ${round(LIMITS.lambdaEnvironmentsPerTenSeconds.value)} environments in 10 s, whatever this is. [scale-up]`,
    alarm: 'HandlerThrottles',
  },
  {
    name: 'leaderboardShards',
    does: 'Partitions of the index over which a hunt’s scores are spread.',
    choose:
      'Leave it out until the check asks for more. Raise it at any time; never lower it while hunts are under way.',
    formula: `write units/s of the index ÷ this ≤ ${HEADROOM} × ${round(LIMITS.dynamoDbPartitionWriteUnits.value)}, all players being in one hunt`,
    default: `${LEADERBOARD_SHARDS}.`,
    tooLow: 'The index throttles its partition, and with it the writes of the table. [leaderboard]',
    tooHigh: 'Each leaderboard that is read asks all of them.',
    alarm: 'Leaderboard/WriteThrottled',
  },
  {
    name: 'reads',
    does: 'How often a player looks at hunt, leaderboard and own progress while the peak lasts: seconds between two looks.',
    choose: 'What the app does: looking() for the defaults, looking({ leaderboard: 30 }) for every 30 s.',
    formula:
      'reads/s = players ÷ seconds between two looks, each; players = requests/s of the type that has most × 20 s',
    default: 'hunt 600 s, leaderboard 60 s, progress 120 s.',
    tooLow: 'Gateway, query, account and table are sized for more reads than come.',
    tooHigh: 'Players who look more often are refused with those who send. [request-throttle, account-requests]',
    alarm: 'Api/Throttled, Leaderboard/ReadThrottled',
  },
  {
    name: 'tokenLifeSeconds',
    does: 'How long a token of your issuer’s is valid.',
    choose: 'As the issuer has it. It changes the bill, not what is deployed.',
    formula:
      'calls of the authorizer a player and token = ⌈this ÷ (300 s of API Gateway’s cache + the wait for the next request)⌉',
    default: `${round(ASSUMED_TOKEN_LIFE_SECONDS)} s.`,
    tooLow: 'The bill has more calls of the authorizer than come.',
    tooHigh: 'The bill has fewer.',
    alarm: 'none: it sizes nothing',
  },
  {
    name: 'elastic.floor',
    does: 'The share of the planned shards that the template deploys; the governor has the rest before a hunt.',
    choose: 'Leave it out, unless shards are most of the bill and every hunt is stored 50 minutes before its start.',
    formula: 'deployed shards = ⌈planned shards × this⌉; doublings until the planned shards must end before the start',
    default: 'none: all planned shards are deployed. It needs governor: act and planned streams.',
    tooLow: 'A hunt that is stored late begins with too few shards: EventBridge retries, and events arrive late.',
    tooHigh: 'Idle shards.',
    alarm: 'WriteThrottled, NearStreamLimit',
  },
];
