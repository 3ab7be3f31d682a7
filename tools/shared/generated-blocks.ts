/**
 * Replaces the text of every generated part of `page`, from `<!-- generated: NAME -->` to `<!-- end -->`, that `blocks`
 * contains.
 */
export function withBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return page.replace(/(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (whole, start, name, end) =>
    blocks[name] === undefined ? whole : `${start}\n${blocks[name]}\n\n${end}`,
  );
}

/** A table in Markdown. @param align of each column @default left */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly string[] = head.map(() => '---'),
): string {
  return [head, align, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
