import { describe, expect, it } from 'vitest';
import { heldHandlers } from '../../../tools/incident/held-handlers.ts';

function invocation(records: readonly { readonly type: string; readonly events: number }[]) {
  const payload = JSON.stringify({
    Records: records.map(({ type, events }) => {
      const envelope = { 'detail-type': type, detail: { events: new Array(events).fill({}) } };
      return { kinesis: { data: Buffer.from(JSON.stringify(envelope)).toString('base64') } };
    }),
  });
  return { requestId: 'r', payload, deadline: 0 };
}

describe('handlers that are held to a pace', () => {
  const held = heldHandlers((type) => (type === 'thing.done' ? 100 : undefined));

  it('begin late by the time that a batch takes at that pace', () => {
    const batch = invocation([
      { type: 'thing.done', events: 30 },
      { type: 'thing.done', events: 20 },
    ]);
    expect(held.mishap('f', batch)).toEqual({ kind: 'slow', byMs: 500 });
  });

  it('are not slowed if the type has no pace, or if no stream invokes them', () => {
    expect(held.mishap('f', invocation([{ type: 'other', events: 30 }]))).toBeUndefined();
    expect(held.mishap('f', { requestId: 'r', payload: '{"httpMethod":"POST"}', deadline: 0 })).toBeUndefined();
    expect(held.mishap('f', { requestId: 'r', payload: '{"Records":[{"body":"x"}]}', deadline: 0 })).toBeUndefined();
  });
});
