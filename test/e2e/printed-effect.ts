/** The commands that `add-type` prints for seeing an effect: those that send the event, and the one that reads the item. */
export interface PrintedEffect {
  readonly send: string;
  readonly read: string;
}

/** Takes them from what `add-type` printed, aimed at a runtime of other ports. */
export function printedEffect(printed: string, url: string, awsUrl: string): PrintedEffect {
  const [, block = ''] = /^See the effect: .*\n((?: {2}.*\n?)+)/m.exec(printed) ?? [];
  const lines = block
    .replaceAll('\\\n', ' ')
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('http://127.0.0.1:4566', awsUrl)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const from = lines.findIndex((line) => line.startsWith('TABLE='));
  const until = lines.findIndex((line) => line.includes('/local/stats'));
  if (from < 1 || until < from) throw new Error(`add-type printed no commands that show an effect:\n${printed}`);
  return { send: lines.slice(0, from).join('\n'), read: lines.slice(from, until).join('\n') };
}
