import {
  buildAuthorizer,
  buildDeployment,
  buildGatewayResponse,
  buildMethod,
  buildRequestValidator,
  buildResource,
  buildRestApi,
  buildStage,
} from './types/api-gateway.ts';
import type { Builder } from './types/builder.ts';
import { buildAlarm, buildCompositeAlarm } from './types/cloudwatch.ts';
import { buildTable } from './types/dynamodb.ts';
import { buildArchive, buildEventBus, buildRule } from './types/events.ts';
import { buildPolicy, buildRole } from './types/iam.ts';
import { buildStream } from './types/kinesis.ts';
import { buildEventSourceMapping, buildFunction } from './types/lambda.ts';
import { buildMetricFilter } from './types/logs.ts';
import { buildBucket } from './types/s3.ts';
import { buildSchedule } from './types/scheduler.ts';
import { buildQueue, buildQueuePolicy } from './types/sqs.ts';
import { buildApiKey, buildUsagePlan, buildUsagePlanKey } from './types/usage-plan.ts';

/** Resource types that the local runtime models. */
export const BUILDERS: Readonly<Record<string, Builder>> = {
  'AWS::ApiGateway::ApiKey': buildApiKey,
  'AWS::ApiGateway::Authorizer': buildAuthorizer,
  'AWS::ApiGateway::Deployment': buildDeployment,
  'AWS::ApiGateway::GatewayResponse': buildGatewayResponse,
  'AWS::ApiGateway::Method': buildMethod,
  'AWS::ApiGateway::RequestValidator': buildRequestValidator,
  'AWS::ApiGateway::Resource': buildResource,
  'AWS::ApiGateway::RestApi': buildRestApi,
  'AWS::ApiGateway::Stage': buildStage,
  'AWS::ApiGateway::UsagePlan': buildUsagePlan,
  'AWS::ApiGateway::UsagePlanKey': buildUsagePlanKey,
  'AWS::CloudWatch::Alarm': buildAlarm,
  'AWS::CloudWatch::CompositeAlarm': buildCompositeAlarm,
  'AWS::DynamoDB::Table': buildTable,
  'AWS::Events::Archive': buildArchive,
  'AWS::Events::EventBus': buildEventBus,
  'AWS::Events::Rule': buildRule,
  'AWS::IAM::ManagedPolicy': buildPolicy,
  'AWS::IAM::Policy': buildPolicy,
  'AWS::IAM::Role': buildRole,
  'AWS::Kinesis::Stream': buildStream,
  'AWS::Lambda::EventSourceMapping': buildEventSourceMapping,
  'AWS::Lambda::Function': buildFunction,
  'AWS::Logs::MetricFilter': buildMetricFilter,
  'AWS::S3::Bucket': buildBucket,
  'AWS::Scheduler::Schedule': buildSchedule,
  'AWS::SQS::Queue': buildQueue,
  'AWS::SQS::QueuePolicy': buildQueuePolicy,
};

/**
 * Resource types that are accepted and do nothing here, with the attributes that others may refer to. `npm start` lists
 * them once.
 */
export const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Account': [],
  'AWS::ApiGateway::BasePathMapping': [],
  'AWS::ApiGateway::DomainName': ['RegionalDomainName', 'RegionalHostedZoneId'],
  'AWS::ApiGateway::Model': [],
  'AWS::CDK::Metadata': [],
  'AWS::CloudWatch::Dashboard': [],
  'AWS::Events::EventBusPolicy': [],
  'AWS::KMS::Alias': [],
  'AWS::KMS::Key': ['Arn', 'KeyId'],
  'AWS::Lambda::EventInvokeConfig': [],
  'AWS::Lambda::Permission': [],
  'AWS::Logs::LogGroup': ['Arn'],
  'AWS::Logs::ResourcePolicy': [],
  'AWS::S3::BucketPolicy': [],
  'AWS::SNS::Subscription': [],
  'AWS::SNS::Topic': ['TopicArn', 'TopicName'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::WAFv2::LoggingConfiguration': [],
  'AWS::WAFv2::WebACL': ['Arn', 'Id'],
  'AWS::WAFv2::WebACLAssociation': [],
  'Custom::S3AutoDeleteObjects': [],
};
