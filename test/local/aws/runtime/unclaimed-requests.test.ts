import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { servedStack } from './served-stack.ts';

const stack = servedStack();

describe('a request that no service accepts', () => {
  const ask = async (path: string, headers: Record<string, string>, body?: string) => {
    const response = await fetch(`${stack.runtime.awsUrl}${path}`, { method: 'POST', headers, body: body ?? null });
    return `${response.status} ${await response.text()}`;
  };
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
  });

  it.each([
    ['/', signed('states'), 'not implemented by the local runtime: the service states (POST /)'],
    ['/somewhere', {}, 'no service of the local runtime accepts POST /somewhere'],
    [
      '/',
      { 'x-amz-target': 'Logs_20140328.PutLogEvents' },
      'not implemented by the local runtime: Logs_20140328.PutLogEvents',
    ],
    [
      '/',
      { 'x-amz-target': 'Kinesis_20131202.ListStreams', 'content-type': 'application/xml' },
      'Kinesis_20131202.ListStreams as application/xml',
    ],
    [
      '/service/Kinesis_20131202/operation/ListStreams',
      { 'smithy-protocol': 'rpc-v2-json' },
      'the protocol rpc-v2-json',
    ],
    [
      '/2020-06-30/functions/f/code-signing-config',
      signed('lambda'),
      'not implemented by the local runtime: Lambda.POST /2020-06-30/functions/f/code-signing-config',
    ],
    ['/restapis', signed('apigateway'), 'not implemented by the local runtime: API Gateway.POST /restapis'],
    ['/bucket?delete', signed('s3'), 'not implemented by the local runtime: S3.POST /bucket?delete='],
  ])('POST %s with %j gets an error that names the request', async (path, headers, message) => {
    expect(await ask(path, headers)).toContain(message);
  });

  it('of the query protocol gets an error that names the service and the supported clients', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const sqs = await ask('/', { ...form, ...signed('sqs') }, 'Action=SendMessage&Version=2012-11-05');
    expect(sqs).toContain("sqs SendMessage in AWS's query protocol; use a client of 2024 or later");
    expect(await ask('/', { ...form, ...signed('sts') }, 'Action=GetCallerIdentity')).toContain(
      'sts GetCallerIdentity',
    );
  });

  it('is answered for DescribeStacks alone, which CloudFormation has in no other protocol', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new CloudFormationClient({ endpoint: stack.runtime.awsUrl, region: 'us-east-1', credentials });
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    expect(Stacks.map(({ StackStatus }) => StackStatus)).toEqual(['CREATE_COMPLETE']);
    const named = await client.send(new DescribeStacksCommand({ StackName: Stacks[0]?.StackName }));
    expect(named.Stacks).toEqual(Stacks);
    await expect(client.send(new DescribeStacksCommand({ StackName: 'nobody' }))).rejects.toThrow(
      'Stack with id nobody does not exist',
    );
  });
});
