import { describe, expect, it } from 'vitest';
import { describeUpdate } from '../../../../local/start/hot-reload/describe-update.ts';

describe('the description of an update', () => {
  it('names functions, streams and the like, and counts the rest', () => {
    const added = (logicalId: string, type: string) => ({ logicalId, type, kind: 'added' as const, properties: [] });
    expect(
      describeUpdate([
        added('PhotoTakenStream1A2B3C4D', 'AWS::Kinesis::Stream'),
        added('PhotoTakenHandlerFunction1A2B3C4D', 'AWS::Lambda::Function'),
        added('PhotoTakenHandlerRole1A2B3C4D', 'AWS::IAM::Role'),
        added('ApiDeployment', 'AWS::ApiGateway::Deployment'),
      ]),
    ).toEqual(['added PhotoTakenStream, PhotoTakenHandlerFunction, 1 more']);
  });

  it('shows plain values before and after, and only the names of others', () => {
    const properties = [
      { name: 'BatchSize', before: 100, after: 50 },
      { name: 'Enabled', before: undefined, after: false },
      { name: 'DestinationConfig', before: {}, after: { OnFailure: {} } },
    ];
    expect(
      describeUpdate([{ logicalId: 'Mapping', type: 'AWS::Lambda::EventSourceMapping', kind: 'changed', properties }]),
    ).toEqual(['changed Mapping: BatchSize 100 → 50, Enabled unset → false, DestinationConfig']);
  });
});
