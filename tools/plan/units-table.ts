import type { EventDefinition } from '../../catalog/definition.ts';
import { PUT_HUNT, READ_REQUESTS } from '../../catalog/requests.ts';
import { RARE_USES } from '../../catalog/table-use.ts';
import { type TableCall, type TableUse, unitsOfUse } from '../../core/capacity/model/table-use.ts';
import { LEADERBOARD_SHARDS } from '../../core/chain/leaderboard.ts';
import { markdownTable } from '../shared/generated-blocks.ts';

const INDEX_TEXT = { 0: '', 1: ', index (in)', 2: ', index (out, in)' } as const;

/** docs/data-model.md's table of reads and writes, from the declarations of catalog and requests. */
export function unitsTable(catalog: readonly EventDefinition[]): string {
  const requests = [PUT_HUNT, ...Object.values(READ_REQUESTS)];
  return markdownTable(
    ['Event or request', 'At peak', 'Reads', 'Writes', 'Read units', 'Write units', 'of the index'],
    [
      ...catalog.flatMap(({ type, tableUse }) => tableUse.map((use) => row(named(type, use), use, share(use)))),
      ...Object.values(RARE_USES).map((use) => row(use.when, use, '')),
      ...requests.flatMap(({ route, tableUse }) => tableUse.map((use: TableUse) => row(named(route, use), use, ''))),
    ],
    ['---', '--:', '---', '---', '--:', '--:', '--:'],
  );
}

function named(owner: string, { when }: TableUse): string {
  return `\`${owner}\`${when === '' ? '' : `, ${when}`}`;
}

function share(use: TableUse): string {
  return use.share === 0 ? '' : `${Math.round(use.share * 100)} %`;
}

function row(name: string, use: TableUse, atPeak: string): string[] {
  const { table, index } = unitsOfUse(use, LEADERBOARD_SHARDS);
  const of = (kinds: readonly TableCall['kind'][]) =>
    use.calls
      .filter(({ kind }) => kinds.includes(kind))
      .map(callText)
      .join('; ') || 'none';
  return [
    name,
    atPeak,
    of(['read', 'leaderboard']),
    of(['write']),
    String(table.readUnits + index.readUnits),
    String(table.writeUnits + index.writeUnits),
    index.readUnits + index.writeUnits === 0 ? '' : String(index.readUnits + index.writeUnits),
  ];
}

function callText(call: TableCall): string {
  switch (call.kind) {
    case 'read':
      return `\`${call.item}\`${call.consistent === true ? ', consistent' : ''}`;
    case 'write': {
      const how = [call.inTransaction === true ? ' in a transaction' : '', call.refused === true ? ', refused' : ''];
      return `\`${call.item}\`${how.join('')}${INDEX_TEXT[call.indexEntries ?? 0]}`;
    }
    case 'leaderboard':
      return `index, ${LEADERBOARD_SHARDS} queries of ${call.entries} entries`;
  }
}
