import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeStreamSummaryCommand, KinesisClient, UpdateShardCountCommand } from '@aws-sdk/client-kinesis';
import { GetEventSourceMappingCommand, LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { CLIENT_SETTINGS } from '../shared/aws/client-settings.ts';
import { dynamodbTable } from '../shared/aws/dynamodb-table.ts';
import { requiredSetting } from '../shared/aws/environment.ts';
import { eventBridgeBus } from '../shared/aws/eventbridge-bus.ts';
import { powertoolsLog } from '../shared/aws/powertools-log.ts';
import { pauseMetrics } from '../shared/aws/powertools-metrics.ts';
import { system } from '../shared/aws/system.ts';
import { govern } from './govern.ts';
import type { GovernedServices, GovernorInput } from './ports.ts';

const kinesis = new KinesisClient(CLIENT_SETTINGS);
const lambda = new LambdaClient(CLIENT_SETTINGS);
const cloudWatch = new CloudWatchClient(CLIENT_SETTINGS);
const cloudFormation = new CloudFormationClient(CLIENT_SETTINGS);

const services: GovernedServices = {
  describeStream: (input) => kinesis.send(new DescribeStreamSummaryCommand(input)),
  updateShardCount: (input) => kinesis.send(new UpdateShardCountCommand(input)),
  getMapping: (input) => lambda.send(new GetEventSourceMappingCommand(input)),
  updateMapping: (input) => lambda.send(new UpdateEventSourceMappingCommand(input)),
  getMetricData: (input) => cloudWatch.send(new GetMetricDataCommand(input)),
  describeAlarms: (input) => cloudWatch.send(new DescribeAlarmsCommand(input)),
  describeStacks: (input) => cloudFormation.send(new DescribeStacksCommand(input)),
};

const stage = requiredSetting('STAGE');
const ports = {
  clock: system().clock,
  log: powertoolsLog('cairn'),
  services,
  table: dynamodbTable(),
  tableName: requiredSetting('TABLE_NAME'),
  kept: {},
  bus: eventBridgeBus(),
  eventBusName: requiredSetting('EVENT_BUS_NAME'),
  stage,
  stackName: requiredSetting('STACK_NAME'),
  mode: requiredSetting('GOVERNOR_MODE') === 'act' ? ('act' as const) : ('observe' as const),
  measurePause: pauseMetrics(stage),
};

export const handler = (input: GovernorInput): Promise<void> => govern(input, ports);
