import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Contract } from '../catalog/contract.ts';
import { InputError } from '../core/errors.ts';
import { ROOT } from './repository.ts';
import { CONTRACT_FILE } from './type-files.ts';

/** The contract of this repository. */
export const CONTRACT_PATH = path.join(ROOT, CONTRACT_FILE);

const REMEDY = 'Restore the file from git: only "npm run cairn -- release-types" writes it.';

/** @throws InputError if the file is missing or is not a contract */
export function readContract(file = CONTRACT_PATH): Contract {
  const refuse = (received: string): never => {
    throw new InputError({ input: 'catalog/contract.json', received, allowed: 'the released types', remedy: REMEDY });
  };
  let contract: unknown;
  try {
    contract = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { types } = Object(contract);
  if (!isObject(types)) return refuse('a file without "types"');
  for (const [type, released] of Object.entries(types)) {
    const { partitionKey, versions } = Object(released);
    const numbers = isObject(versions) ? Object.entries(versions) : [];
    const hasVersions =
      numbers.length > 0 && numbers.every(([one, schema]) => /^[1-9]\d*$/.test(one) && isObject(schema));
    if (typeof partitionKey !== 'string' || !hasVersions)
      return refuse(`${type} without its partition key and versions`);
  }
  return contract as Contract;
}

export function writeContract(contract: Contract, file = CONTRACT_PATH): void {
  writeFileSync(file, contractText(contract));
}

/** The text of the file. Types are sorted by name, so that two branches that add a type each change different lines. */
export function contractText({ types }: Contract): string {
  const sorted = Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ types: sorted }, null, 2)}\n`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
