import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A bundled function with its source files and its hash. */
export interface ListedFunction {
  readonly name: string;
  /** SHA-256 of its code. */
  readonly hash: string;
  /** Absolute paths of the project's source files in the bundle. */
  readonly inputs: readonly string[];
}

/** Next to the bundles but in no function's directory, so that it changes no hash. */
const FILE = 'functions.json';

export async function writeBundleList(directory: string, functions: Iterable<ListedFunction>): Promise<void> {
  const list = [...functions].map(({ name, hash, inputs }) => ({ name, hash, inputs }));
  await writeFile(path.join(directory, FILE), JSON.stringify(list));
}

/** Reads the list of functions that `bundleFunctions` wrote to the directory. */
export async function readBundleList(directory: string): Promise<ListedFunction[]> {
  return JSON.parse(await readFile(path.join(directory, FILE), 'utf8'));
}
