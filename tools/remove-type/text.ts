import { typeFiles } from '../../build/type-files.ts';
import type { Removal } from './remove-type.ts';

/** @param mentions files that still name the type */
export function removalText(type: string, { outcome, released, edit }: Removal, mentions: readonly string[]): string {
  if (outcome === 'retired') {
    return [
      `retired ${type}: it is released, so phones may still send it. Changed: ${typeFiles(type).definition}`,
      `Deploy. Ingest then rejects its events with the code retired_type, and its chain processes those accepted before.`,
      `Wait as long as its record age (maxRecordAgeSeconds in npm run cairn -- plan), and check that its queues hold nothing you need.`,
      `Then run the same command again: it deletes the type.`,
    ].join('\n');
  }
  return [
    `removed ${type}:`,
    ...edit.deleted.map((file) => `  deleted ${file}`),
    ...[...edit.written.keys()].map((file) => `  changed ${file}`),
    ...(mentions.length === 0
      ? ['No other file mentions it.']
      : ['These files still mention it:', ...mentions.map((file) => `  ${file}`)]),
    ...(released ? ['Deploy; docs/add-an-event-type.md lists what stays in an AWS account that keeps its state.'] : []),
    'The throttles of catalog/stages.ts are unchanged: npm run cairn -- plan shows what they need now.',
    'Then: npm run typecheck && npm run docs && npm test',
  ].join('\n');
}
