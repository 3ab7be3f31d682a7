import { describe, expect, it } from 'vitest';
import { Properties } from '../../../../../local/aws/template/properties.ts';
import { differencesOf } from '../../../../../local/aws/template/update/difference.ts';

function states(resources: Record<string, { type?: string; properties?: Record<string, unknown> }>) {
  return new Map(
    Object.entries(resources).map(([logicalId, { type = 'AWS::SQS::Queue', properties = {} }]) => [
      logicalId,
      { type, properties: new Properties(logicalId, properties) },
    ]),
  );
}

describe('the differences between a template and the running stack', () => {
  it('are the added, the changed (by property) and the removed resources', () => {
    const current = states({
      Same: { properties: { Policy: { b: [1, { c: 2 }], a: 1 } } },
      Other: { properties: { Kept: 1, Changed: { deep: [1] }, Gone: true } },
      Removed: {},
    });
    const next = states({
      Added: { type: 'AWS::Kinesis::Stream' },
      Same: { properties: { Policy: { a: 1, b: [1, { c: 2 }] } } },
      Other: { properties: { Kept: 1, Changed: { deep: [2] }, New: 'x' } },
    });
    expect(differencesOf(current, next)).toEqual([
      { logicalId: 'Added', type: 'AWS::Kinesis::Stream', kind: 'added', properties: [] },
      {
        logicalId: 'Other',
        type: 'AWS::SQS::Queue',
        kind: 'changed',
        properties: [
          { name: 'Changed', before: { deep: [1] }, after: { deep: [2] } },
          { name: 'Gone', before: true, after: undefined },
          { name: 'New', before: undefined, after: 'x' },
        ],
      },
      { logicalId: 'Removed', type: 'AWS::SQS::Queue', kind: 'removed', properties: [] },
    ]);
  });

  it('include a changed type as a separate difference', () => {
    const [difference] = differencesOf(states({ One: {} }), states({ One: { type: 'AWS::S3::Bucket' } }));
    expect(difference?.properties).toEqual([{ name: 'Type', before: 'AWS::SQS::Queue', after: 'AWS::S3::Bucket' }]);
  });
});
