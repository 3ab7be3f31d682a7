import { type TypeFiles, typeFiles } from '../shared/type-files.ts';
import { fieldsOf, LATENCY_OBJECTIVE, meanBytesOf, type NewType, SHAPE, SUBJECT } from './new-type.ts';

/** The new files of a type, by their paths, in the order in which a reader should see them. */
export function newSources(added: NewType): ReadonlyMap<string, string> {
  const files = typeFiles(added.type);
  return new Map([
    [files.definition, definition(added, files)],
    [`${files.functionFolder}/handler.ts`, handler(files)],
    [`${files.functionFolder}/store-latest.ts`, rule(added, files)],
    [`${files.testFolder}/store-latest.test.ts`, test(added, files)],
  ]);
}

function definition(added: NewType, { constant }: TypeFiles): string {
  const fields = fieldsOf(added);
  const schemas = [...new Set(fields.map(({ schema }) => schema))].sort();
  return `import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { ${schemas.join(', ')} } from './fields.ts';

/** Say here in one sentence what a player did. */
export const ${constant} = defineEvent({
  type: '${added.type}',
  version: 1,
  data: Type.Object(
    {
${fields.map(({ name, schema }) => `      ${name}: ${schema},`).join('\n')}
    },
    { additionalProperties: false },
  ),
  partitionKey: '${added.key}',
  priority: '${added.priority}',
  traffic: { peakEventsPerSecond: ${literal(added.peak)}, meanBytes: ${literal(meanBytesOf(added))}, shape: '${SHAPE}' },
  latencyObjective: { percentile: ${LATENCY_OBJECTIVE.percentile}, milliseconds: ${literal(LATENCY_OBJECTIVE.milliseconds)} },
  example: {
${fields.map(({ name, example }) => `    ${name}: '${example}',`).join('\n')}
  },
});
`;
}

function handler({ constant, definition: file }: TypeFiles): string {
  return `import { ${constant} } from '../../${file}';
import { typePorts } from '../shared/aws/type-ports.ts';
import { applyByPlayer } from '../shared/batch/apply-by-player.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { storeLatest } from './store-latest.ts';

export const handler = handleBatch(${constant}, applyByPlayer(storeLatest), typePorts());
`;
}

/** What the player's item is called in the table: `PHOTO_SHARED`. */
export function itemName(type: string): string {
  return type.replaceAll('.', '_').toUpperCase();
}

function rule(added: NewType, { constant, typeName, definition: file }: TypeFiles): string {
  const definitionImport = `import type { ${constant} } from '../../${file}';`;
  const imports = ["import type { EventOf } from '../../catalog/definition.ts';", definitionImport];
  if (file < 'catalog/definition.ts') imports.reverse();
  const timestamp = "import { timestampMs } from '../../catalog/timestamp.ts';";
  if (file > 'catalog/timestamp.ts') imports.splice(1, 0, timestamp);
  else imports.push(timestamp);
  return `${imports.join('\n')}
import type { ApplyToPlayer } from '../shared/batch/apply-by-player.ts';
import { errorName } from '../shared/error-name.ts';
import type { EffectOutcome } from '../shared/game/effect.ts';
import { isOpen } from '../shared/game/hunt.ts';
import { orderOf } from '../shared/game/order.ts';
import type { GamePorts } from '../shared/ports.ts';
import { playerKey } from '../shared/table/keys.ts';

export type ${typeName} = EventOf<typeof ${constant}>;

/** How long the stored event outlives its arrival: a week. */
export const LIFE_SECONDS = 7 * 24 * 3_600;

/**
 * Keeps a player's newest event, by the order of ingest's stamps. The effect is the same when an event arrives twice or
 * before an older one: of a batch only the newest is written, under the condition that none newer is there. One item a
 * player, whose fields have a longest length: its size is bounded.
 */
export function storeLatest({ table, tableName, clock }: GamePorts): ApplyToPlayer<${typeName}> {
  return async ({ hunt, playerId }, events) => {
    const nowSeconds = clock.now() / 1_000;
    let newest: { readonly event: ${typeName}; readonly order: string; readonly expiresAt: number } | undefined;
    const outcomes = events.map((event): EffectOutcome => {
      const receivedAtMs = timestampMs(event.receivedAt);
      if (!isOpen(hunt, receivedAtMs)) return { kind: 'no_effect', reason: 'not_open' };
      const expiresAt = Math.floor(receivedAtMs / 1_000) + LIFE_SECONDS;
      // A replay must not bring back what the table has forgotten.
      if (expiresAt <= nowSeconds) return { kind: 'no_effect', reason: 'expired' };
      const order = orderOf(event);
      if (newest === undefined || order > newest.order) newest = { event, order, expiresAt };
      return { kind: 'applied' };
    });
    if (newest === undefined) return { outcomes };
    try {
      await table.updateItem({
        TableName: tableName,
        Key: playerKey(hunt.huntId, playerId, '${itemName(added.type)}'),
        UpdateExpression: 'SET #order = :order, ${SUBJECT} = :subject, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(#order) OR #order < :order',
        ExpressionAttributeNames: { '#order': 'order' },
        ExpressionAttributeValues: {
          ':order': { S: newest.order },
          ':subject': { S: newest.event.data.${SUBJECT} },
          ':expiresAt': { N: String(newest.expiresAt) },
        },
      });
      return { outcomes };
    } catch (error) {
      if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
      // A newer one is there, or this very one.
      return {
        outcomes: outcomes.map((outcome) => (outcome.kind === 'applied' ? { kind: 'duplicate' } : outcome)),
      };
    }
  };
}
`;
}

function test(added: NewType, { constant, typeName, definition: file, functionFolder }: TypeFiles): string {
  return `import { describe, expect, it } from 'vitest';
import { ${constant} } from '../../../${file}';
import { type ${typeName}, storeLatest } from '../../../${functionFolder}/store-latest.ts';
import { applyByPlayer } from '../../../lambdas/shared/batch/apply-by-player.ts';
import { handleBatch } from '../../../lambdas/shared/batch/handle-batch.ts';
import { HUNT_ID, stamped } from '../../helpers/game.ts';
import { everyOrder, playedBy } from '../../helpers/one-type.ts';

const event = (${SUBJECT}: string, secondsIn: number): ${typeName} => ({
  ...stamped('${added.type}', { ...${constant}.example, huntId: HUNT_ID, ${SUBJECT} }, { secondsIn }),
  type: '${added.type}',
});
const played = (events: readonly ${typeName}[], batchSize: number) =>
  playedBy((ports) => handleBatch(${constant}, applyByPlayer(storeLatest), ports), events, batchSize);

describe('${added.type}', () => {
  it('stores what the newest event of a player is about', async () => {
    const { item } = await played([event('castle', 60), event('bridge', 61)], 1);
    expect(item('ada', '${itemName(added.type)}')).toMatchObject({ ${SUBJECT}: { S: 'bridge' } });
  });

  it.each([1, 6])('has the same effect in any order and when each event arrives twice, %i a batch', async (batchSize) => {
    const events = [event('castle', 60), event('bridge', 61), event('square', 62)];
    const { state, processed } = await played(events, batchSize);
    expect(processed).toBe(3);
    for (const order of everyOrder(events)) {
      expect((await played([...order, ...order], batchSize)).state).toBe(state);
    }
  });

  it('stores nothing of what arrives before the hunt begins', async () => {
    const { item } = await played([event('castle', -60)], 1);
    expect(item('ada', '${itemName(added.type)}')).toBeUndefined();
  });
});
`;
}

/** A number as this project writes it: `5_000`. */
export function literal(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.length > 3 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, '_') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
