import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../core/limits.ts';
import { SERVED } from '../../../local/aws/api-models/served.ts';
import { FAULT_KINDS } from '../../../local/aws/services/faults/fault-kinds.ts';
import { MAX_MESSAGE_BYTES } from '../../../local/aws/services/queue/message-input.ts';
import { SHARD_LIMITS } from '../../../local/aws/services/stream/shard-limits.ts';
import { MAX_RECORD_BYTES } from '../../../local/aws/services/stream/stream.ts';
import { MAX_ITEM_BYTES } from '../../../local/aws/services/table/item-size.ts';
import { BUILDERS, WITHOUT_EFFECT } from '../../../local/aws/template/resource-types.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const PAGE = read('local/aws/README.md');
const LOCAL_TESTING = read('docs/local-testing.md');

/** Returns the table cells below a heading, up to the next heading. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('|---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const typesIn = (rows: readonly string[][]) =>
  rows.flatMap((cells) => [...cells.join(' ').matchAll(/`((?:AWS|Custom)::[\w:]+)`/g)].map(([, type]) => type));
const kebab = (operation: string) =>
  operation.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const snake = (operation: string) => kebab(operation).replaceAll('-', '_');

/** Services whose operations all have a user outside the service's own tests. */
const HELD_TO_USERS = ['stream', 'event-bus', 'queue', 'table'];

describe('local/aws/README.md', () => {
  it('lists the resource types, modelled and without effect', () => {
    const known = [...Object.keys(BUILDERS), ...Object.keys(WITHOUT_EFFECT)];
    expect(typesIn(rowsBelow('Resource types')).toSorted()).toEqual(known.sort());
  });

  it('lists no type both as modelled and as without effect', () => {
    expect(Object.keys(WITHOUT_EFFECT).filter((type) => type in BUILDERS)).toEqual([]);
  });

  it('lists the operations that are served, each once', () => {
    const named = rowsBelow('Operations')
      .slice(1)
      .map(([, operation = '']) => operation.replaceAll('`', ''));
    expect(named.toSorted()).toEqual(SERVED.flatMap(({ operations }) => operations).sort());
  });

  it('names for each operation a file that uses it', () => {
    const wrong = rowsBelow('Operations')
      .slice(1)
      .filter(([, operation = '', user = '']) => {
        const [name, file] = [operation.replaceAll('`', ''), user.replaceAll('`', '')];
        if (!existsSync(path.join(ROOT, file))) return true;
        const uses = new RegExp(`\\b(?:(?:paginate)?${name}(?:Command)?|${kebab(name)}|${snake(name)})\\b`);
        return !uses.test(read(file));
      });
    expect(wrong).toEqual([]);
  });

  it.each(HELD_TO_USERS)('names no test of the model itself as a user of an operation of %s', (folder) => {
    const operations = SERVED.find((served) => served.folder === folder)?.operations ?? [];
    const rows = rowsBelow('Operations').filter(([, name = '']) => operations.includes(name.replaceAll('`', '')));
    expect(rows).toHaveLength(operations.length);
    expect(rows.filter(([, , user = '']) => user.startsWith('`test/local/'))).toEqual([]);
  });

  it('lists every kind of fault with its scope and what it does', () => {
    expect(rowsBelow('Faults').slice(1)).toEqual(
      Object.entries(FAULT_KINDS).map(([kind, { scope, does }]) => [`\`${kind}\``, scope, does]),
    );
  });

  it('lists the limits with their current values', () => {
    const inForce = [
      SHARD_LIMITS.writeRecordsPerSecond,
      SHARD_LIMITS.writeBytesPerSecond,
      SHARD_LIMITS.readCallsPerSecond,
      SHARD_LIMITS.readBytesPerSecond,
      SHARD_LIMITS.getRecordsCount,
      MAX_RECORD_BYTES,
      LIMITS.kinesisStreamsInChange.value,
      LIMITS.kinesisReshardsPerDay.value,
      LIMITS.eventBridgeEntriesPerCall.value,
      MAX_MESSAGE_BYTES,
      LIMITS.sqsInFlightMessages.value,
      MAX_ITEM_BYTES,
    ];
    const written = rowsBelow('Limits').slice(1);
    expect(written.map(([, value]) => value)).toEqual(inForce.map((value) => value.toLocaleString('en')));
  });
});

describe('docs/local-testing.md', () => {
  it('shows commands of the AWS CLI only for operations that are served', () => {
    const served = new Set(SERVED.flatMap(({ operations }) => operations.map(kebab)));
    const shown = [...LOCAL_TESTING.matchAll(/`aws (?:kinesis|events|sqs|dynamodb) ([a-z-]+)/g)].map(
      ([, name]) => name,
    );
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter((name) => !served.has(name ?? ''))).toEqual([]);
  });
});
