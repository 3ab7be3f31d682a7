import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CODE = path.resolve(import.meta.dirname, '../fixtures/mini-stack');
const getAtt = (logicalId: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [logicalId, attribute] });
const ref = (logicalId: string) => ({ Ref: logicalId });

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: string[] }>;

/** A stack like Cairn's with one event type, `thing.done`, written by hand: API → bus → stream → table. */
export function miniResources(): Resources {
  const invocationUri = (functionId: string) => ({
    'Fn::Join': [
      '',
      ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', getAtt(functionId), '/invocations'],
    ],
  });
  const lambda = (name: string, variables: Record<string, unknown>, properties: Record<string, unknown> = {}) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: getAtt('FunctionRole'),
      Timeout: 10,
      MemorySize: 512,
      Environment: { Variables: variables },
      ...properties,
    },
  });
  const queuePolicy = (queue: string, rule: string) => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(queue)],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: getAtt(queue),
            Condition: { ArnEquals: { 'aws:SourceArn': getAtt(rule) } },
          },
        ],
      },
    },
  });
  const trust = (service: string) => ({
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
  return {
    FunctionRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') } },
    FunctionPolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'consume',
        Roles: [ref('FunctionRole')],
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [getAtt('Failures'), '/*']] } },
            { Effect: 'Allow', Action: 's3:ListBucket', Resource: getAtt('Failures') },
            {
              Effect: 'Allow',
              Action: ['kinesis:Describe*', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
              Resource: '*',
            },
          ],
        },
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup' },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Quarantine: { Type: 'AWS::SQS::Queue' },
    Failures: { Type: 'AWS::S3::Bucket' },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'mini' } },
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    RuleRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('events.amazonaws.com') } },
    RulePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'put',
        Roles: [ref('RuleRole')],
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: ['kinesis:PutRecord'], Resource: getAtt('Stream') }],
        },
      },
    },
    RuleFailures: { Type: 'AWS::SQS::Queue' },
    RuleFailuresPolicy: queuePolicy('RuleFailures', 'Rule'),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: ref('Bus'),
        EventPattern: { source: ['cairn.ingest'], 'detail-type': ['thing.done'] },
        Targets: [
          {
            Id: 'Stream',
            Arn: getAtt('Stream'),
            RoleArn: getAtt('RuleRole'),
            KinesisParameters: { PartitionKeyPath: '$.detail.partitionKey' },
            DeadLetterConfig: { Arn: getAtt('RuleFailures') },
          },
        ],
      },
    },
    Unrouted: { Type: 'AWS::SQS::Queue' },
    UnroutedPolicy: queuePolicy('Unrouted', 'UnroutedRule'),
    UnroutedRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: ref('Bus'),
        EventPattern: { source: ['cairn.ingest'], 'detail-type': [{ 'anything-but': ['thing.done'] }] },
        Targets: [{ Id: 'Unrouted', Arn: getAtt('Unrouted') }],
      },
    },
    Authorize: lambda('authorize', {}),
    Ingest: lambda('ingest', { EVENT_BUS_NAME: ref('Bus') }),
    Handle: lambda('handle', { TABLE_NAME: ref('Table'), QUARANTINE_QUEUE_URL: ref('Quarantine') }),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      DependsOn: ['FunctionPolicy'],
      Properties: {
        BatchSize: 10,
        BisectBatchOnFunctionError: true,
        DestinationConfig: { OnFailure: { Destination: getAtt('Failures') } },
        EventSourceArn: getAtt('Stream'),
        FunctionName: ref('Handle'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 1,
        StartingPosition: 'TRIM_HORIZON',
      },
    },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'mini', MinimumCompressionSize: 1_024 } },
    Authorizer: {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        RestApiId: ref('Api'),
        Type: 'REQUEST',
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: 300,
        AuthorizerUri: invocationUri('Authorize'),
      },
    },
    Validator: {
      Type: 'AWS::ApiGateway::RequestValidator',
      Properties: { RestApiId: ref('Api'), ValidateRequestParameters: true },
    },
    Version: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { RestApiId: ref('Api'), ParentId: getAtt('Api', 'RootResourceId'), PathPart: 'v1' },
    },
    Events: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { RestApiId: ref('Api'), ParentId: ref('Version'), PathPart: 'events' },
    },
    PostEvents: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: ref('Api'),
        ResourceId: ref('Events'),
        HttpMethod: 'POST',
        ApiKeyRequired: true,
        AuthorizationType: 'CUSTOM',
        AuthorizerId: ref('Authorizer'),
        RequestValidatorId: ref('Validator'),
        RequestParameters: { 'method.request.header.Content-Type': true },
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          Uri: invocationUri('Ingest'),
          // A machine that is busy with other tests answers late.
          TimeoutInMillis: 20_000,
        },
      },
    },
    Throttled: {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        RestApiId: ref('Api'),
        ResponseType: 'THROTTLED',
        ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
        ResponseTemplates: {
          'application/json': '{"error":{"code":"throttled","message":$context.error.messageString}}',
        },
      },
    },
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      Properties: { RestApiId: ref('Api') },
      DependsOn: ['PostEvents'],
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: ref('Api'),
        DeploymentId: ref('Deployment'),
        StageName: 'mini',
        MethodSettings: [
          { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 500 },
        ],
      },
    },
    AppKey: {
      Type: 'AWS::ApiGateway::ApiKey',
      Properties: { Enabled: true, StageKeys: [{ RestApiId: ref('Api'), StageName: ref('Stage') }] },
    },
    UsagePlan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: {
        ApiStages: [{ ApiId: ref('Api'), Stage: ref('Stage') }],
        Throttle: { RateLimit: 1_000, BurstLimit: 500 },
      },
    },
    PlanKey: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: ref('AppKey'), KeyType: 'API_KEY', UsagePlanId: ref('UsagePlan') },
    },
  };
}

/** Writes a cloud assembly with these resources into a new temporary directory. */
export async function writeAssembly(resources: Resources = miniResources()): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cairn-mini-'));
  const files = Object.fromEntries(
    ['authorize', 'ingest', 'handle'].map((name) => [
      name,
      {
        source: { path: path.relative(directory, path.join(CODE, name)), packaging: 'zip' },
        destinations: { local: { bucketName: 'assets', objectKey: `${name}.zip` } },
      },
    ]),
  );
  const artifacts = {
    'mini.assets': { type: 'cdk:asset-manifest', properties: { file: 'mini.assets.json' } },
    mini: { type: 'aws:cloudformation:stack', properties: { templateFile: 'mini.template.json' } },
  };
  await Promise.all([
    writeFile(path.join(directory, 'manifest.json'), JSON.stringify({ artifacts })),
    writeFile(path.join(directory, 'mini.assets.json'), JSON.stringify({ files })),
    writeFile(path.join(directory, 'mini.template.json'), JSON.stringify({ Resources: resources })),
  ]);
  return directory;
}
