import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { typeFiles } from '../../build/type-files.ts';
import { kebabName } from '../../catalog/names.ts';

/** Files in which people write names of types: sources, pages and data. Leaves out generated and installed files. */
const LOOKED_AT = '**/*.{ts,md,json,grit,html}';
const LEFT_OUT = new Set(['node_modules', 'cdk.out', '.git', '.cairn', 'dist']);

/** Files that name a type, its folder or its constant, without the files to delete. */
export function mentionsOf(type: string, root: string, deleted: readonly string[]): readonly string[] {
  const { constant } = typeFiles(type);
  const words = [type, kebabName(type), constant].map((word) => word.replaceAll('.', '\\.'));
  const named = new RegExp(`(?<![\\w.-])(?:${words.join('|')})(?![\\w-])`);
  return globSync(LOOKED_AT, { cwd: root, exclude: (name) => LEFT_OUT.has(path.basename(name)) })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !deleted.some((gone) => file === gone || file.startsWith(`${gone}/`)))
    .filter((file) => named.test(readFileSync(path.join(root, file), 'utf8')))
    .sort();
}
