import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RawClientCount, RawClientOrder } from './raw-client.ts';
import { withRuntime } from './with-runtime.ts';

const SECONDS = 5;
const CONNECTIONS = 16;

/** DynamoDB over the AWS-compatible endpoint by a raw keep-alive client: what the SDK's own cost hides. */
export function benchEndpoint(): Promise<{ readonly requestsPerSecond: number; readonly refused: number }> {
  return withRuntime({ stage: 'dev' }, async ({ runtime }) => {
    const { hostname, port } = new URL(runtime.awsUrl);
    const body = JSON.stringify({
      TableName: runtime.stack.outputs.TableName,
      Key: { pk: { S: 'PLAYER#hunt#ada' }, sk: { S: 'POSITION' } },
      UpdateExpression: 'SET #order = :order, latitude = :latitude',
      ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
      ExpressionAttributeNames: { '#order': 'order' },
      ExpressionAttributeValues: { ':order': { S: '2026-06-01T12:00:00.000Z#00' }, ':latitude': { N: '55.9' } },
    });
    const request = [
      'POST / HTTP/1.1',
      `host: ${hostname}:${port}`,
      'x-amz-target: DynamoDB_20120810.UpdateItem',
      'content-type: application/x-amz-json-1.0',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
    const client = fork(fileURLToPath(new URL('./raw-client.ts', import.meta.url)), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    client.send({
      host: hostname,
      port: Number(port),
      connections: CONNECTIONS,
      seconds: SECONDS,
      request,
    } satisfies RawClientOrder);
    const [{ answered, refused }] = (await once(client, 'message')) as [RawClientCount];
    return { requestsPerSecond: Math.round(answered / SECONDS), refused };
  });
}
