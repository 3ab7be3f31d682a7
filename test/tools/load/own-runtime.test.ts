import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { RUNTIME_FLAGS } from '../../../tools/load/own-runtime.ts';

it('load --start runs the runtime with the flags of npm start', () => {
  const file = path.resolve(import.meta.dirname, '../../../package.json');
  const { start } = JSON.parse(readFileSync(file, 'utf8')).scripts;
  expect(start.split(' ').filter((word: string) => word.startsWith('--'))).toEqual(RUNTIME_FLAGS);
});
