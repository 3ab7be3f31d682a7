import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AUTHORIZER_FAULTS, METRICS_NAMESPACE } from '../../catalog/names.ts';
import type { ApiAlarmSettings } from '../../core/chain/alarm-thresholds.ts';
import type { ThrottleSettings } from '../../core/chain/api.ts';
import { addAlarm } from './cairn-alarm.ts';

/** A metric that this construct makes from the access log. */
const THROTTLED = 'RequestsThrottled';

export interface ApiAlarmsProps {
  /** The dimension `stage` of Cairn's own metrics: the functions' variable `STAGE`. */
  readonly stageName: string;
  readonly restApi: RestApi;
  /** Its access log (lib/api/access-log.ts). */
  readonly accessLog: ILogGroup;
  /** What the API admits; descriptions name it. */
  readonly throttle: ThrottleSettings;
  readonly alarms: ApiAlarmSettings;
}

/** Latency, errors and throttling of the REST API. */
export class ApiAlarms extends Construct {
  constructor(scope: Construct, id: string, { stageName, restApi, accessLog, throttle, alarms }: ApiAlarmsProps) {
    super(scope, id);
    const namespace = 'AWS/ApiGateway';
    const { stageName: stage } = restApi.deploymentStage;
    const dimensions = { ApiName: restApi.restApiName, Stage: stage };
    addAlarm(this, 'Latency', {
      namespace,
      dimensions,
      metricName: 'Latency',
      statistic: 'p99',
      alarm: alarms.latency,
      description: `API: one request in a hundred takes over ${alarms.latency.value} ms. Compare IntegrationLatency: if it is as high, look at the ingest and query functions (cold starts, PutEvents, table); if not, at the authorizer.`,
    });
    addAlarm(this, 'ServerErrors', {
      namespace,
      dimensions,
      metricName: '5XXError',
      statistic: 'Average',
      alarm: alarms.serverErrors,
      description: `API: over ${alarms.serverErrors.value * 100} % of requests are answered 5xx. Phones repeat them, so nothing is lost yet. Look up "error" in the access log, then the log of the function that it names: AUTHORIZER_FAILURE and AUTHORIZER_CONFIGURATION_ERROR are the authorizer (that function reports each refused token as an error, so its Errors have no alarm).`,
    });
    addAlarm(this, 'ClientErrors', {
      namespace,
      dimensions,
      metricName: '4XXError',
      statistic: 'Average',
      alarm: alarms.clientErrors,
      description: `API: over ${alarms.clientErrors.value * 100} % of requests are answered 4xx. By "status" in the access log: 401 the issuer or its keys changed, 403 the API key or a WAF rule, 429 see RequestsThrottled, 400 and 415 a new release of the app.`,
    });
    this.countThrottled(accessLog);
    addAlarm(this, 'AuthorizerFaults', {
      namespace: METRICS_NAMESPACE,
      metricName: AUTHORIZER_FAULTS,
      dimensions: { stage: stageName },
      statistic: 'Sum',
      alarm: alarms.authorizerFaults,
      description:
        "API: the authorizer cannot check tokens, so it refuses players whose tokens may be valid. Its log names the reason: mostly the issuer's keys, which it cannot fetch or which lack the key that tokens name. Refused tokens do not count here, and a crash counts as 5XXError.",
    });
    addAlarm(this, 'Throttled', {
      namespace: METRICS_NAMESPACE,
      metricName: THROTTLED,
      dimensions: { stage },
      statistic: 'Sum',
      alarm: alarms.throttled,
      description: `API: over ${alarms.throttled.value} requests a minute are answered 429. Clients send more than the stage admits (${throttle.requestsPerSecond.value} requests/s, burst ${throttle.burst.value}); raise "throttle" in catalog/stages.ts and the traffic that it is sized for, or find the client that sends too often by "apiKeyId" in the access log.`,
    });
  }

  /** API Gateway counts a 429 only as a 4XXError; the access log has the status. */
  private countThrottled(logGroup: ILogGroup): void {
    new MetricFilter(this, 'ThrottledFilter', {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: METRICS_NAMESPACE,
      metricName: THROTTLED,
      metricValue: '1',
      dimensions: { stage: '$.stage' },
    });
  }
}
