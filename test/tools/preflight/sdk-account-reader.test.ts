import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRefused, type AccountReader } from '../../../tools/preflight/account-reader.ts';
import { sdkAccountReader } from '../../../tools/preflight/sdk-account-reader.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const IDENTITY =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** The answers of AWS, in its own wire formats, by operation. */
const ACCOUNT: Readonly<Record<string, Answer>> = {
  'POST /': { status: 200, body: IDENTITY },
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
  'ServiceQuotasV20190624.GetServiceQuota': { status: 200, body: { Quota: { Value: 2_400 } } },
  'Kinesis_20131202.DescribeLimits': { status: 200, body: { ShardLimit: 200, OpenShardCount: 3 } },
};

describe('sdkAccountReader', () => {
  let server: Server;
  let answers: Record<string, Answer>;
  let reader: AccountReader;

  beforeEach(async () => {
    answers = { ...ACCOUNT };
    server = createServer((request, response) => answer(request, response, answers));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    reader = sdkAccountReader({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      // The Kinesis client speaks HTTP/2 by default; this is the HTTP/1.1 handler of all the others.
      requestHandler: new SSMClient().config.requestHandler,
    });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('reads what AWS answers', async () => {
    expect(await reader.identity()).toEqual({ account: '111122223333', region: 'eu-central-1' });
    expect(await reader.concurrency()).toEqual({ limit: 1_000, unreserved: 900 });
    expect(await reader.gateway()).toEqual({
      logRoleArn: 'arn:aws:iam::111122223333:role/logs',
      requestsPerSecond: 10_000,
      burst: 5_000,
    });
    expect(await reader.bootstrapVersion()).toBe(28);
    expect(await reader.publishesPerSecond()).toBe(2_400);
    expect(await reader.shards()).toEqual({ limit: 200, open: 3 });
  });

  it('knows an account without a logging role', async () => {
    answers['GET /account'] = { status: 200, body: { throttleSettings: { rateLimit: 1, burstLimit: 1 } } };
    expect(await reader.gateway()).toEqual({ requestsPerSecond: 1, burst: 1 });
  });

  it('knows a region without bootstrap', async () => {
    answers['AmazonSSM.GetParameter'] = { status: 400, body: { __type: 'ParameterNotFound' } };
    expect(await reader.bootstrapVersion()).toBeUndefined();
  });

  it("takes AWS's default where the account has no quota of its own", async () => {
    answers['ServiceQuotasV20190624.GetServiceQuota'] = { status: 400, body: { __type: 'NoSuchResourceException' } };
    answers['ServiceQuotasV20190624.GetAWSDefaultServiceQuota'] = { status: 200, body: { Quota: { Value: 400 } } };
    expect(await reader.publishesPerSecond()).toBe(400);
  });

  it('says which permission is missing', async () => {
    answers['Kinesis_20131202.DescribeLimits'] = { status: 400, body: { __type: 'AccessDeniedException' } };
    await expect(reader.shards()).rejects.toThrow(AccessRefused);
    await expect(reader.shards()).rejects.toThrow('these credentials may not kinesis:DescribeLimits');
  });

  it('says in one message what to do about credentials that have expired', async () => {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>The token has expired</Message></Error></ErrorResponse>';
    answers['POST /'] = { status: 403, body };
    await expect(reader.identity()).rejects.toThrow(/AWS credentials: got "The token has expired".*aws sso login/);
  });
});

function answer(request: IncomingMessage, response: ServerResponse, answers: Readonly<Record<string, Answer>>): void {
  const target = request.headers['x-amz-target'];
  const operation = typeof target === 'string' ? target : `${request.method} ${request.url?.split('?')[0]}`;
  const { status, body } = answers[operation] ?? { status: 500, body: { message: `no answer to ${operation}` } };
  const isXml = typeof body === 'string';
  response.writeHead(status, { 'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.1' });
  response.end(isXml ? body : JSON.stringify(body));
}
