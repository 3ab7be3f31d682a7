import type { EventDefinition } from '../../../catalog/definition.ts';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { InputError } from '../../../core/errors.ts';
import { readRecord } from '../../../lambdas/shared/batch/read-record.ts';
import { fieldsOf, orderOf, parse, textOf } from '../letters/envelope.ts';
import type { DeadLetter, LetterRecord, QuarantinedEvents } from '../letters/letter.ts';
import { isMasked } from '../letters/mask.ts';

/** What ingest stamped, and what decides whose event it is and in which order: a mended event keeps it. */
const KEPT = ['id', 'type', 'playerId', 'receivedAt', 'index'] as const;

/**
 * Reads the file of `--fixed`: quarantined dead letters as `show --place quarantine --reveal --save` writes them, with
 * mended events. Each becomes one record that its handler can read.
 * @param letters of the quarantine
 * @throws InputError for a dead letter that is not in quarantine, for events that are not its own, and for an event that
 *   would be quarantined again
 */
export function fixedLetters(
  file: string,
  text: string,
  letters: readonly DeadLetter[],
  types: readonly EventDefinition[],
): ReadonlyMap<string, LetterRecord> {
  const refuse = (received: unknown, allowed: string, remedy: string): never => {
    throw new InputError({ input: `--fixed ${file}`, received, allowed, remedy });
  };
  const written = parse(text);
  if (!Array.isArray(written)) {
    return refuse(
      text.slice(0, 60),
      'a JSON array of quarantined dead letters',
      'Write it with: npm run cairn -- dead-letters show --place quarantine --reveal --save FILE',
    );
  }
  const byId = new Map(letters.map((letter) => [letter.id, letter]));
  return new Map(
    written.map((item: unknown): readonly [string, LetterRecord] => {
      const fields = fieldsOf(item);
      const id = textOf(fields?.id) ?? '';
      const letter = byId.get(id);
      const { quarantined } = letter ?? {};
      if (letter === undefined || quarantined === undefined) {
        return refuse(
          id,
          'ids of dead letters that are in quarantine now',
          'Write the file again: others may be gone.',
        );
      }
      const events = Array.isArray(fields?.events) ? fields.events : [];
      if (isMasked(events)) return refuse(id, 'events that are not masked', 'Write the file with --reveal.');
      const foreign = changeOf(events, quarantined);
      if (foreign !== undefined)
        return refuse(
          `${id}: ${foreign}`,
          `each event with its own ${KEPT.join(', ')}`,
          'Change only the rest, such as data.',
        );
      const record = recordOf(letter, events, quarantined);
      const definition = types.find(({ type }) => type === letter.type);
      const [problem] = definition === undefined ? [] : readRecord(base64(record.data), definition).problems;
      if (problem !== undefined) {
        return refuse(
          `${id}: ${problem.message}`,
          'events that the handler can read',
          'Mend the event: it would be quarantined again.',
        );
      }
      return [id, record];
    }),
  );
}

/** What differs of what must stay, in words; `undefined`: nothing. */
function changeOf(events: readonly unknown[], { events: own }: QuarantinedEvents): string | undefined {
  if (events.length !== own.length) return `${events.length} events instead of ${own.length}`;
  for (const [index, event] of events.entries()) {
    const [mended, original] = [fieldsOf(event), fieldsOf(own[index])];
    const name = KEPT.find((field) => mended?.[field] !== original?.[field]);
    if (name !== undefined) return `event ${index} has another ${name}`;
  }
  return undefined;
}

function recordOf({ id, type, at }: DeadLetter, events: readonly unknown[], of: QuarantinedEvents): LetterRecord {
  const { partitionKey, eventBridgeId } = of;
  const envelope = {
    version: '0',
    id: eventBridgeId,
    'detail-type': type,
    source: EVENT_SOURCE,
    detail: { partitionKey, events },
  };
  return {
    partitionKey,
    data: JSON.stringify(envelope),
    encoding: 'utf8',
    order: orderOf(events, at, id),
    identity: id,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
