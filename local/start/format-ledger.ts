import type { LedgerCounts } from './ledger/event-ledger.ts';

const COLUMNS = [
  'accepted',
  'rejected',
  'throttled',
  'shed',
  'published',
  'delivered',
  'processed',
  'pending',
  'duplicates',
  'quarantined',
  'deadLettered',
  'unrouted',
  'inFlight',
] as const;

/** Formats the event ledger as a table for the terminal, a row for each type and their sum, in distinct event ids. */
export function formatLedger(account: LedgerCounts): string {
  const sum = Object.fromEntries(
    COLUMNS.map((column) => [column, Object.values(account).reduce((total, counts) => total + counts[column], 0)]),
  );
  const rows = [
    ['event type', ...COLUMNS],
    ...Object.entries({ ...account, total: sum }).map(([type, counts]) => [
      type,
      ...COLUMNS.map((column) => Number(counts[column]).toLocaleString('en-US')),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
