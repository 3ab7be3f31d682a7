import { ListRulesCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '../../../catalog/definition.ts';
import { catalog } from '../../../catalog/index.ts';
import type { EventType } from '../../../client/events.ts';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { event } from '../hunts.ts';
import { eventBridge } from './aws.ts';
import { api, eventually, resource, ruleOf } from './deployment.ts';
import { uniqueName } from './names.ts';
import { readerOf } from './records.ts';

function keyOf(partitionKey: EventDefinition['partitionKey'], player: string, data: object | undefined): string {
  if (partitionKey === 'playerId') return player;
  return String((data as Readonly<Record<string, unknown>> | undefined)?.[partitionKey.slice('data.'.length)]);
}

describe('the bus', () => {
  it('brings a record of each type to its stream and to no other, with envelope and partition key', async () => {
    const player = uniqueName('router');
    const huntId = uniqueName('unknown');
    const types = catalog.filter(({ retired }) => !retired);
    // A hunt that nobody put: the functions store nothing of these.
    const events = types.map(({ type, example }) => {
      const inHunt = Object.hasOwn(example as object, 'huntId') ? { huntId } : {};
      return event(type as EventType, { ...(example as object), ...inHunt } as never);
    });
    const keys = types.map(({ partitionKey }, index) => keyOf(partitionKey, player, events[index]?.data));
    const readers = await Promise.all(events.map(({ type }) => readerOf(type)));
    await api.send(player, events);

    for (const [index, sent] of events.entries()) {
      const reader = readers[index];
      const records = await eventually(async () => {
        const mine = (await reader?.read())?.filter(({ Data }) => Buffer.from(Data ?? []).includes(player)) ?? [];
        if (mine.length === 0) throw new Error(`no record of ${sent.type} on its stream`);
        return mine;
      });
      expect(records).toHaveLength(1);
      const envelope = JSON.parse(Buffer.from(records[0]?.Data ?? []).toString());
      expect(envelope).toEqual({
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': sent.type,
        source: EVENT_SOURCE,
        account: expect.stringMatching(/^\d{12}$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: expect.stringMatching(/^[a-z]+(-[a-z]+)+-\d$/),
        resources: [],
        detail: {
          partitionKey: keys[index],
          events: [
            {
              ...sent,
              version: types[index]?.version,
              playerId: player,
              receivedAt: expect.stringMatching(/\.\d{3}Z$/),
              index,
            },
          ],
        },
      });
    }
  });

  it('has one rule for each type, and one for all others', async () => {
    const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ EventBusName: resource('EventBus') }));
    const names = new Map(catalog.map(({ type }) => [type, ruleOf(type)]));
    names.set('nobody.sends.this', resource('EventBusUnroutedRule').split('|').at(-1) ?? '');
    const ours = Rules.filter(({ Name = '' }) => [...names.values()].includes(Name));
    expect(ours).toHaveLength(names.size);
    for (const [type, expected] of names) {
      const matching: (string | undefined)[] = [];
      for (const { Name, EventPattern } of ours) {
        const { Result } = await eventBridge.send(
          new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(envelopeOf(type)) }),
        );
        if (Result === true) matching.push(Name);
      }
      expect({ type, matching }).toEqual({ type, matching: [expected] });
    }
  });
});

function envelopeOf(type: string): object {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': type,
    source: EVENT_SOURCE,
    account: '123456789012',
    time: '2026-06-01T12:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: {},
  };
}
