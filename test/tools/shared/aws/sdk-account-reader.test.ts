import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRefused, type AccountReader } from '../../../../tools/shared/aws/account-reader.ts';
import { sdkAccountReader, settingsFor } from '../../../../tools/shared/aws/sdk-account-reader.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const IDENTITY =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** AWS's answers, in its own wire formats, by operation. */
const ACCOUNT: Readonly<Record<string, Answer>> = {
  'POST GetCallerIdentity': { status: 200, body: IDENTITY },
  'GET /2016-08-19/account-settings': {
    status: 200,
    body: { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 } },
  },
  'GET /account': {
    status: 200,
    body: {
      cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/logs',
      throttleSettings: { rateLimit: 10_000, burstLimit: 5_000 },
    },
  },
  'AmazonSSM.GetParameter': { status: 200, body: { Parameter: { Value: '28' } } },
  'ServiceQuotasV20190624.GetServiceQuota L-9B653E91': { status: 200, body: { Quota: { Value: 2_400 } } },
  'ServiceQuotasV20190624.GetServiceQuota L-5540C5E3': { status: 200, body: { Quota: { Value: 4_500 } } },
  'Kinesis_20131202.DescribeLimits': { status: 200, body: { ShardLimit: 200, OpenShardCount: 3 } },
};

describe('sdkAccountReader', () => {
  let server: Server;
  let answers: Record<string, Answer>;
  let reader: AccountReader;

  beforeEach(async () => {
    answers = { ...ACCOUNT };
    server = createServer((request, response) => {
      void answer(request, response, answers);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    reader = sdkAccountReader({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      // The Kinesis client uses HTTP/2 by default; this is the HTTP/1.1 handler of the other clients.
      requestHandler: new SSMClient().config.requestHandler,
    });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('reads what AWS answers', async () => {
    expect(await reader.identity()).toEqual({ account: '111122223333' });
    expect(await reader.concurrency()).toEqual({ limit: 1_000, unreserved: 900 });
    expect(await reader.gateway()).toEqual({
      logRoleArn: 'arn:aws:iam::111122223333:role/logs',
      requestsPerSecond: 10_000,
      burst: 5_000,
    });
    expect(await reader.bootstrapVersion()).toBe(28);
    expect(await reader.publishesPerSecond()).toBe(2_400);
    expect(await reader.targetInvocationsPerSecond()).toBe(4_500);
    expect(await reader.shards()).toEqual({ limit: 200, open: 3 });
  });

  it('recognises an account without a logging role', async () => {
    answers['GET /account'] = { status: 200, body: { throttleSettings: { rateLimit: 1, burstLimit: 1 } } };
    expect(await reader.gateway()).toEqual({ requestsPerSecond: 1, burst: 1 });
  });

  it('recognises a region without bootstrap', async () => {
    answers['AmazonSSM.GetParameter'] = { status: 400, body: { __type: 'ParameterNotFound' } };
    expect(await reader.bootstrapVersion()).toBeUndefined();
  });

  it("uses AWS's default if the account has no quota of its own", async () => {
    const [own, byDefault] = ['GetServiceQuota', 'GetAWSDefaultServiceQuota'].map(
      (call) => `ServiceQuotasV20190624.${call}`,
    );
    for (const code of ['L-9B653E91', 'L-5540C5E3']) {
      answers[`${own} ${code}`] = { status: 400, body: { __type: 'NoSuchResourceException' } };
    }
    answers[`${byDefault} L-9B653E91`] = { status: 200, body: { Quota: { Value: 400 } } };
    answers[`${byDefault} L-5540C5E3`] = { status: 200, body: { Quota: { Value: 750 } } };
    expect(await reader.publishesPerSecond()).toBe(400);
    expect(await reader.targetInvocationsPerSecond()).toBe(750);
  });

  const xml = (operation: string, result: string): Answer => ({
    status: 200,
    body: `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
  });

  it('reads a deployed stack: its state, all pages of its resources, and the event types in its template', async () => {
    const resource = (id: string) =>
      `<StackResourceSummaries><member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>p-${id}</PhysicalResourceId><ResourceType>AWS::DynamoDB::Table</ResourceType><LastUpdatedTimestamp>2026-11-27T12:00:00Z</LastUpdatedTimestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackResourceSummaries>`;
    answers['POST DescribeStacks'] = xml(
      'DescribeStacks',
      '<Stacks><member><StackName>cairn-dev</StackName><StackId>arn:stack</StackId><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-27T12:00:00Z</CreationTime><EnableTerminationProtection>true</EnableTerminationProtection></member></Stacks>',
    );
    answers['POST ListStackResources'] = xml('ListStackResources', `${resource('One')}<NextToken>more</NextToken>`);
    answers['POST ListStackResources 2'] = xml('ListStackResources', resource('Two'));
    const types = { 'hunt.joined': { retired: false, maxRecordAgeSeconds: 900 } };
    answers['POST GetTemplateSummary'] = xml(
      'GetTemplateSummary',
      `<Metadata>${JSON.stringify({ 'cairn:eventTypes': types })}</Metadata>`,
    );
    const table = 'AWS::DynamoDB::Table';
    expect(await reader.stack('cairn-dev')).toEqual({
      id: 'arn:stack',
      status: 'CREATE_COMPLETE',
      isProtected: true,
      changedAt: Date.parse('2026-11-27T12:00:00Z'),
      resources: [
        { logicalId: 'One', physicalId: 'p-One', type: table },
        { logicalId: 'Two', physicalId: 'p-Two', type: table },
      ],
      eventTypes: types,
    });
    // LocalStack 4.14.0 writes metadata as Python does.
    answers['POST GetTemplateSummary'] = xml(
      'GetTemplateSummary',
      "<Metadata>{'cairn:eventTypes': {'hunt.joined': {'retired': False}}}</Metadata>",
    );
    expect((await reader.stack('cairn-dev'))?.eventTypes).toBeUndefined();
  });

  it('asks no more about a stack of which only a change set exists', async () => {
    answers['POST DescribeStacks'] = xml(
      'DescribeStacks',
      '<Stacks><member><StackName>cairn-dev</StackName><StackId>arn:stack</StackId><StackStatus>REVIEW_IN_PROGRESS</StackStatus><CreationTime>2026-11-27T12:00:00Z</CreationTime></member></Stacks>',
    );
    expect(await reader.stack('cairn-dev')).toMatchObject({ status: 'REVIEW_IN_PROGRESS', resources: [] });
  });

  it('recognises a stack that does not exist', async () => {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id cairn-dev does not exist</Message></Error></ErrorResponse>';
    answers['POST DescribeStacks'] = { status: 400, body };
    expect(await reader.stack('cairn-dev')).toBeUndefined();
  });

  it('reads the stacks in change, and what a stack made', async () => {
    answers['POST ListStacks'] = xml(
      'ListStacks',
      '<StackSummaries><member><StackName>cairn-load</StackName><StackStatus>DELETE_IN_PROGRESS</StackStatus><CreationTime>2026-11-27T12:00:00Z</CreationTime></member></StackSummaries>',
    );
    answers['ResourceGroupsTaggingAPI_20170126.GetResources'] = {
      status: 200,
      body: {
        ResourceTagMappingList: [
          { ResourceARN: 'arn:table', Tags: [{ Key: 'aws:cloudformation:stack-id', Value: 'arn:stack' }] },
          { ResourceARN: 'arn:bus', Tags: [] },
        ],
      },
    };
    answers['AWSEvents.ListArchives'] = { status: 200, body: { Archives: [{ ArchiveName: 'archive' }] } };
    expect(await reader.changingStacks()).toEqual([{ name: 'cairn-load', status: 'DELETE_IN_PROGRESS' }]);
    expect(await reader.madeByStack('cairn-dev')).toEqual([
      { arn: 'arn:table', stackId: 'arn:stack' },
      { arn: 'arn:bus', stackId: undefined },
    ]);
    expect(await reader.archivesOf('arn:bus')).toEqual(['archive']);
  });

  it("reads streams, queues and a table's warm throughput", async () => {
    answers['Kinesis_20131202.DescribeStreamSummary'] = {
      status: 200,
      body: { StreamDescriptionSummary: { OpenShardCount: 3, StreamModeDetails: { StreamMode: 'ON_DEMAND' } } },
    };
    answers['AmazonSQS.GetQueueAttributes'] = {
      status: 200,
      body: { Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' } },
    };
    const warm = (read: number, write: number, status = 'ACTIVE') => ({
      WarmThroughput: { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write, Status: status },
    });
    answers['DynamoDB_20120810.DescribeTable'] = {
      status: 200,
      body: {
        Table: {
          TableStatus: 'ACTIVE',
          ...warm(12_000, 4_000),
          GlobalSecondaryIndexes: [{ IndexName: 'leaderboard', ...warm(13_000, 5_000, 'UPDATING') }],
        },
      },
    };
    expect(await reader.stream('stream')).toEqual({ openShards: 3, isOnDemand: true });
    expect(await reader.queuedMessages('https://sqs.eu-central-1.amazonaws.com/111122223333/queue')).toBe(3);
    expect(await reader.warmth('table')).toEqual({
      status: 'UPDATING',
      table: { readUnits: 12_000, writeUnits: 4_000 },
      indexes: { leaderboard: { readUnits: 13_000, writeUnits: 5_000 } },
    });
  });

  it('reads what a source mapping is set to, and what the governor may do', async () => {
    const mapping = (State: string) => ({
      status: 200,
      body: { State, BatchSize: 10, ParallelizationFactor: 2, MaximumRecordAgeInSeconds: 900 },
    });
    const settings = { batchSize: 10, parallelizationFactor: 2, maxRecordAgeSeconds: 900 };
    for (const [state, isEnabled] of [
      ['Enabled', true],
      ['Disabling', false],
    ] as const) {
      answers['GET /2015-03-31/event-source-mappings/uuid'] = mapping(state);
      expect(await reader.mapping('uuid')).toEqual({ isEnabled, ...settings });
    }
    answers['GET /2015-03-31/functions/governor/configuration'] = {
      status: 200,
      body: { Environment: { Variables: { GOVERNOR_MODE: 'act' } } },
    };
    expect(await reader.governorMode('governor')).toBe('act');
  });

  it('uses the credentials of the target: keys, a profile, or what the SDK finds', async () => {
    const target = { region: 'eu-central-1', regionSource: '', partition: { name: 'aws', dnsSuffix: '' } };
    const keys = { accessKeyId: 'id', secretAccessKey: 'secret' };
    expect(await settingsFor({ ...target, credentials: keys })).toMatchObject({
      region: 'eu-central-1',
      credentials: keys,
    });
    expect(await settingsFor({ ...target, credentials: { profile: 'ada' } })).toMatchObject({
      region: 'eu-central-1',
      profile: 'ada',
    });
    expect(await settingsFor({ ...target, credentials: 'default' })).toMatchObject({ region: 'eu-central-1' });
  });

  it('names the missing permission', async () => {
    answers['Kinesis_20131202.DescribeLimits'] = { status: 400, body: { __type: 'AccessDeniedException' } };
    await expect(reader.shards()).rejects.toThrow(AccessRefused);
    await expect(reader.shards()).rejects.toThrow('these credentials may not kinesis:DescribeLimits');
  });

  it('says in one message what to do about expired credentials', async () => {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>The token has expired</Message></Error></ErrorResponse>';
    answers['POST GetCallerIdentity'] = { status: 403, body };
    await expect(reader.identity()).rejects.toThrow(/AWS credentials: got "The token has expired".*aws sso login/);
  });
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  answers: Readonly<Record<string, Answer>>,
): Promise<void> {
  const target = request.headers['x-amz-target'];
  const sent = await text(request);
  const form = new URLSearchParams(sent);
  // Service Quotas is asked for a quota by its code.
  const code = /"QuotaCode":"([^"]+)"/.exec(sent)?.[1];
  const action = form.get('Action');
  // The query protocol of STS and CloudFormation names its operation in the body; a second page has a token there.
  const page = form.get('NextToken') === null ? '' : ' 2';
  const operation =
    typeof target === 'string'
      ? [target, code].filter((part) => part !== undefined).join(' ')
      : `${request.method} ${action === null ? request.url?.split('?')[0] : action}${page}`;
  const { status, body } = answers[operation] ?? { status: 500, body: { message: `no answer to ${operation}` } };
  const isXml = typeof body === 'string';
  response.writeHead(status, { 'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.1' });
  response.end(isXml ? body : JSON.stringify(body));
}
