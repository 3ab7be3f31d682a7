import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What a function was bundled from, and what came of it. */
export interface ListedFunction {
  readonly name: string;
  /** SHA-256 of its code. */
  readonly hash: string;
  /** Absolute paths of the project's files in it. */
  readonly inputs: readonly string[];
}

/** Beside the bundles; no function's code, so that it changes none's hash. */
const FILE = 'functions.json';

export async function writeBundleList(directory: string, functions: Iterable<ListedFunction>): Promise<void> {
  const list = [...functions].map(({ name, hash, inputs }) => ({ name, hash, inputs }));
  await writeFile(path.join(directory, FILE), JSON.stringify(list));
}

/** The functions that `bundleFunctions` left in the directory. */
export async function readBundleList(directory: string): Promise<ListedFunction[]> {
  return JSON.parse(await readFile(path.join(directory, FILE), 'utf8'));
}
