/** Rows as aligned columns of text, indented by two spaces. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

export const count = (number: number): string =>
  Number.isFinite(number)
    ? number.toLocaleString('en-US', { maximumFractionDigits: number < 10 ? 1 : 0 })
    : 'unbounded';
export const share = (ratio: number): string => (Number.isFinite(ratio) ? `${Math.round(ratio * 100)} %` : 'unbounded');
export const milliseconds = (number: number): string => (Number.isFinite(number) ? `${count(number)} ms` : 'unbounded');
export const seconds = (number: number): string => (Number.isFinite(number) ? `${count(number)} s` : 'never');
export const money = (dollars: number): string =>
  dollars.toLocaleString('en-US', { maximumFractionDigits: dollars < 100 ? 2 : 0 });
