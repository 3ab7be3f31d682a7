import type { ApiSettings } from '../chain/api.ts';
import { setting } from '../chain/setting.ts';
import { round } from '../round.ts';
import { ALL_OF_FIVE, type AlarmDefinition, alarm, type CompositeDefinition } from './alarm.ts';
import { AUTHORIZER_FAULTS, METRICS_NAMESPACE, REQUESTS_THROTTLED } from './own-metrics.ts';
import type { MetricSignal, Statistic, Unit } from './signal.ts';

const LATENCY_MS = 2_000;
const SERVER_ERRORS = 0.01;
const CLIENT_ERRORS = 0.2;
const THROTTLED = 0.02;
/** The plan admits the expected peak ÷ 0.8: above nine tenths the traffic is not what was planned. */
const NEAR_THROTTLE = 0.9;
/** A minute with a tenth of the planned peak is play, not a smoke test. */
const PLAY = 0.1;

/**
 * Latency, errors, throttling and silence of the REST API.
 * @param stage the stage configuration's name
 * @param planned requests a second with events at the planned peak; a stage may admit many times as many
 */
export function apiAlarms(
  stage: string,
  { throttle }: Pick<ApiSettings, 'throttle'>,
  planned: number,
): readonly AlarmDefinition[] {
  const admitted = throttle.requestsPerSecond.value;
  const api = (metricName: string, statistic: Statistic, unit: Unit): MetricSignal => ({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensions: { ApiName: { kind: 'api' }, Stage: { kind: 'apiStage' } },
    statistic,
    unit,
  });
  const own = (metricName: string, statistic: Statistic): MetricSignal => ({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensions: { stage },
    statistic,
    unit: 'Count',
  });
  const requests = api('Count', 'Sum', 'Count');
  return [
    alarm({
      id: 'Api/Latency',
      signal: api('Latency', 'p99', 'Milliseconds'),
      threshold: setting(LATENCY_MS, `${round(LATENCY_MS)} ms for authorizer, ingest and PutEvents together.`),
      severity: 'page',
      pack: 'lite',
      players: 'The app is slow to confirm what they do.',
      description: `API: one request in a hundred takes over ${LATENCY_MS} ms. Compare IntegrationLatency: if it is as high, look at the ingest and query functions (cold starts, PutEvents, table); if not, at the authorizer.`,
      runbook: 'api-latency',
    }),
    alarm({
      id: 'Api/ServerErrors',
      signal: api('5XXError', 'Average', 'Count'),
      threshold: setting(SERVER_ERRORS, '1 % of requests: phones send again, so that single ones do no harm.'),
      severity: 'page',
      pack: 'lite',
      players: 'Their events arrive late, because phones have to send them again; screens do not load.',
      description: `API: over ${SERVER_ERRORS * 100} % of requests are answered 5xx. Phones send them again, so nothing is lost yet. Look up "error" in the access log, then the log of the function that it names: AUTHORIZER_FAILURE and AUTHORIZER_CONFIGURATION_ERROR are the authorizer.`,
      runbook: 'api-server-errors',
    }),
    alarm({
      id: 'Api/Throttled',
      signal: own(REQUESTS_THROTTLED, 'Average'),
      threshold: setting(THROTTLED, '2 % of requests: fewer are single clients that send too often.'),
      severity: 'page',
      pack: 'lite',
      players: 'Their events wait on the phone until it may send again.',
      description: `API: over ${THROTTLED * 100} % of requests are answered 429. More is sent than the stage admits (${round(admitted)} requests/s, burst ${round(throttle.burst.value)}). Raise "throttle" in catalog/stages.ts together with the traffic it is sized for, or find the client that sends too often by "apiKeyId" in the access log.`,
      runbook: 'api-throttled',
    }),
    alarm({
      id: 'Api/NearThrottle',
      signal: requests,
      threshold: setting(
        NEAR_THROTTLE * admitted * 60,
        `${NEAR_THROTTLE} × ${round(admitted)} requests/s admitted × 60 s = ${round(NEAR_THROTTLE * admitted * 60)}.`,
      ),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet. A few more players, and requests are answered 429.',
      description: `API: requests come near the ${round(admitted)}/s that the stage admits. The chain is planned for 80 % of it: raise the traffic in the catalog to what is sent, then "throttle" as the plan says.`,
      runbook: 'api-near-throttle',
    }),
    alarm({
      id: 'Api/ClientErrors',
      signal: api('4XXError', 'Average', 'Count'),
      threshold: setting(CLIENT_ERRORS, '20 % of requests: old apps and expired tokens are always some of them.'),
      periods: ALL_OF_FIVE,
      severity: 'ticket',
      pack: 'full',
      players: 'Some cannot sign in, or their app is refused.',
      description: `API: over ${CLIENT_ERRORS * 100} % of requests are answered 4xx. By "status" in the access log: 401 the issuer or its keys changed, 403 the API key or a WAF rule, 429 see Api/Throttled, 400 and 415 a new release of the app.`,
      runbook: 'api-client-errors',
    }),
    alarm({
      id: 'Api/AuthorizerFaults',
      signal: own(AUTHORIZER_FAULTS, 'Sum'),
      threshold: setting(0, 'Each refuses a player whose token may be valid.'),
      severity: 'page',
      pack: 'lite',
      players: 'They are signed out, or cannot sign in.',
      description:
        "API: the authorizer cannot check tokens, so players are refused whose tokens may be valid. Its log names the reason: mostly the issuer's keys, which it could not fetch or which lack the key that tokens name. Refused tokens do not count here, and a crash shows as Api/ServerErrors.",
      runbook: 'authorizer-faults',
    }),
    alarm({
      id: 'Api/Quiet',
      signal: requests,
      breaches: 'below',
      threshold: setting(1, 'Not one request in a minute.'),
      periods: ALL_OF_FIVE,
      missingData: setting('breaching', 'API Gateway publishes nothing while nothing arrives.'),
      severity: 'part',
      pack: 'lite',
      players: 'See Api/Silence.',
      description: 'API: no request has arrived for five minutes. At night that is right; see Api/Silence.',
      runbook: 'api-silence',
    }),
    alarm({
      id: 'Api/Busy',
      signal: requests,
      threshold: setting(
        PLAY * planned * 60,
        `${PLAY} × ${round(planned)} requests/s at the planned peak × 60 s = ${round(PLAY * planned * 60)}: a hunt, not a smoke test.`,
      ),
      periods: [5, 30],
      severity: 'part',
      pack: 'lite',
      players: 'See Api/Silence.',
      description: 'API: people have played within the last half hour. That is right; see Api/Silence.',
      runbook: 'api-silence',
    }),
  ];
}

/**
 * Requests end from one minute to the next while people play: DNS, certificate, web ACL or API. The end of a hunt does not
 * raise it: phones read less and less, for longer than half an hour.
 */
export const SILENCE: CompositeDefinition = {
  id: 'Api/Silence',
  type: undefined,
  when: 'all',
  of: ['Api/Quiet', 'Api/Busy'],
  severity: 'page',
  notifies: false,
  suppressedBy: undefined,
  players: 'The app cannot reach the game at all; phones keep events and send them later.',
  description:
    'API: people were playing, and for five minutes not one request has arrived. Send a request yourself: if it is answered, look at the app and its release; if not, at the domain name, the certificate, the web ACL and the API.',
  runbook: 'api-silence',
};
