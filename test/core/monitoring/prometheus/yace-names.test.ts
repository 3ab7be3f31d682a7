import { describe, expect, it } from 'vitest';
import { yaceJob, yaceLabel, yaceName } from '../../../../core/monitoring/prometheus/yace-names.ts';

describe('The names of YACE', () => {
  // As YACE 0.67.0 printed them.
  it.each([
    ['AWS/ApiGateway', '4XXError', 'Sum', 'aws_apigateway_4_xxerror_sum'],
    ['AWS/ApiGateway', '5XXError', 'Average', 'aws_apigateway_5_xxerror_average'],
    ['AWS/ApiGateway', 'Latency', 'p99', 'aws_apigateway_latency_p99'],
    ['AWS/Events', 'InvocationsSentToDlq', 'Sum', 'aws_events_invocations_sent_to_dlq_sum'],
    ['AWS/Events', 'IngestiontoInvocationStartLatency', 'p99', 'aws_events_ingestionto_invocation_start_latency_p99'],
    [
      'AWS/Kinesis',
      'GetRecords.IteratorAgeMilliseconds',
      'Maximum',
      'aws_kinesis_get_records_iterator_age_milliseconds_maximum',
    ],
    ['AWS/Lambda', 'IteratorAge', 'Maximum', 'aws_lambda_iterator_age_maximum'],
    [
      'AWS/Lambda',
      'OnFailureDestinationDeliveredEventCount',
      'Sum',
      'aws_lambda_on_failure_destination_delivered_event_count_sum',
    ],
    [
      'AWS/DynamoDB',
      'WriteKeyRangeThroughputThrottleEvents',
      'Sum',
      'aws_dynamodb_write_key_range_throughput_throttle_events_sum',
    ],
    ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum', 'aws_sqs_approximate_age_of_oldest_message_maximum'],
    ['Cairn', 'Accepted', 'Sum', 'aws_cairn_accepted_sum'],
  ])('call %s %s %s %s%s', (namespace, metric, statistic, name) => {
    expect(yaceName(namespace, metric, statistic)).toBe(name);
  });

  it('keep the capitals of dimensions', () => {
    expect(yaceLabel('StreamName')).toBe('dimension_StreamName');
  });

  it('name a job by its namespace and dimensions, in whichever order they are given', () => {
    expect(yaceJob('AWS/Events', ['RuleName', 'EventBusName'])).toBe('events-EventBusName-RuleName');
    expect(yaceJob('AWS/Events', [])).toBe('events');
  });
});
