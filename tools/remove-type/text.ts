import { typeFiles } from '../shared/type-files.ts';
import type { Removal } from './remove-type.ts';

/** @param mentions files that still name the type */
export function removalText(type: string, { outcome, released, edit }: Removal, mentions: readonly string[]): string {
  if (outcome === 'retired') {
    return [
      `retired ${type}: it is released, so phones may send it still. Changed: ${typeFiles(type).definition}`,
      `Deploy. Ingest then rejects it as retired_type, and its chain handles what was accepted before.`,
      `Wait for its record age (npm run cairn -- plan, maxRecordAgeSeconds), and see that its queues hold nothing you want.`,
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
    ...(released ? ['Deploy; docs/add-an-event-type.md says what stays in an account that keeps its state.'] : []),
    'The throttles of catalog/stages.ts are as they were: npm run cairn -- plan shows what they need now.',
    'Then: npm run typecheck && npm run docs && npm test',
  ].join('\n');
}
