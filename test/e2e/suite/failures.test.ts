import { ListTargetsByRuleCommand, PutEventsCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { event } from '../hunts.ts';
import { eventBridge, lambda, s3 } from './aws.ts';
import { api, eventually, resource, ruleOf } from './deployment.ts';
import { messageOf } from './messages.ts';
import { uniqueName } from './names.ts';
import { putRecords, recordOf } from './records.ts';

describe('what cannot be delivered', () => {
  it('ends in the unrouted queue where no rule takes its type', async () => {
    const marker = uniqueName('unrouted');
    await eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: resource('EventBus'),
            Source: EVENT_SOURCE,
            DetailType: 'nobody.sends.this',
            Detail: JSON.stringify({ partitionKey: marker, events: [] }),
          },
        ],
      }),
    );
    const message = await messageOf(resource('EventBusUnrouted'), (body) => body.includes(marker));
    expect(JSON.parse(message.Body ?? '')).toMatchObject({
      source: EVENT_SOURCE,
      'detail-type': 'nobody.sends.this',
      detail: { partitionKey: marker, events: [] },
    });
  });

  it("ends in the rule's dead-letter queue where the rule may not write to its stream", async () => {
    const type = 'clue.viewed';
    const EventBusName = resource('EventBus');
    const targetsOf = async (of: string) => {
      const { Targets = [] } = await eventBridge.send(new ListTargetsByRuleCommand({ EventBusName, Rule: ruleOf(of) }));
      return Targets;
    };
    const own = await targetsOf(type);
    // The role of another type's rule: it trusts EventBridge, and may write to that type's stream only.
    const [other] = await targetsOf('clue.solved');
    const put = (Targets: typeof own) =>
      eventBridge.send(new PutTargetsCommand({ EventBusName, Rule: ruleOf(type), Targets }));
    const sent = event(type, { huntId: uniqueName('denied'), clueId: 'a' });
    try {
      await put(own.map((target) => ({ ...target, RoleArn: other?.RoleArn })));
      await api.send('ada', [sent]);
      const message = await messageOf(resource('ClueViewedRuleFailures'), (body) => body.includes(sent.id));
      expect(JSON.parse(message.Body ?? '').detail.events).toMatchObject([{ id: sent.id, type }]);
      expect(message.MessageAttributes).toMatchObject({
        ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
        RULE_ARN: { StringValue: expect.stringContaining(ruleOf(type)) },
        TARGET_ARN: { StringValue: own[0]?.Arn },
      });
    } finally {
      await put(own);
    }
  });

  it('ends in the failure bucket with its payload when retries are used up', async () => {
    const type = 'clue.viewed';
    const player = uniqueName('failing');
    const UUID = resource('ClueViewedSourceMapping');
    const retries = (MaximumRetryAttempts: number) =>
      lambda.send(new UpdateEventSourceMappingCommand({ UUID, MaximumRetryAttempts }));
    // As it is deployed the record's age alone would end it, after hours.
    await retries(2);
    try {
      // Of a version that no handler can read yet: it is handed back until a release is surely over.
      const sent = {
        ...event(type, { huntId: uniqueName('newer'), clueId: 'a' }),
        version: 1_000_000,
        data: { from: 'the future' },
      };
      // @ts-expect-error it is not of this version
      await putRecords(type, player, [recordOf(type, player, [sent])]);

      const Bucket = resource('Failures');
      const { Key, document } = await eventually(async () => {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'aws/lambda/' }));
        for (const { Key } of Contents) {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
          const text = (await Body?.transformToString()) ?? '';
          const document = JSON.parse(text);
          const payload = typeof document.payload === 'string' ? JSON.parse(document.payload) : document.payload;
          const data: string[] = (payload?.Records ?? []).map((record: { kinesis: { data: string } }) =>
            Buffer.from(record.kinesis.data, 'base64').toString(),
          );
          if (data.some((record) => record.includes(sent.id))) return { Key, document };
        }
        throw new Error(`none of ${Contents.length} objects holds the event`);
      });
      expect(document.requestContext.condition).toBe('RetryAttemptsExhausted');
      expect(document.requestContext.approximateInvokeCount).toBeGreaterThanOrEqual(2);
      expect(document.KinesisBatchInfo.batchSize).toBeGreaterThanOrEqual(1);
      // What stays in the bucket would keep the stack from being deleted.
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    } finally {
      await retries(-1);
    }
  });
});
