import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFunctions } from '../build/bundle/bundle-functions.ts';
import { median } from './median.ts';

const RUNS = 9;
/** What the functions need in order to start; nothing is called. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  STAGE: 'bench',
  EVENT_BUS_NAME: 'bus',
  TABLE_NAME: 'table',
  QUARANTINE_QUEUE_URL: 'http://127.0.0.1/queue',
  STACK_NAME: 'cairn-bench',
  GOVERNOR_MODE: 'observe',
};
/** The authorizer's alone. */
const TOKEN_ENVIRONMENT = {
  TOKEN_ISSUER: 'https://issuer.invalid/',
  TOKEN_AUDIENCE: 'cairn',
  TOKEN_ROLE_CLAIM: 'role',
  TOKEN_JWKS: '{"keys":[]}',
};

export interface FunctionFigures {
  readonly name: string;
  readonly KiB: number;
  /** Import of the bundle in a fresh process, over that of an empty function; median. */
  readonly initMs: number;
}

/** Size and initialization of each function, and how long bundling all of them takes. */
export async function benchFunctions(): Promise<{ readonly bundleMs: number; readonly functions: FunctionFigures[] }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  try {
    const before = performance.now();
    const bundled = await bundleFunctions(path.join(directory, 'functions'));
    const bundleMs = performance.now() - before;
    const empty = path.join(directory, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => undefined;\n');
    const floor = importMs(empty);
    const functions = [...bundled.values()].map(({ name, bytes, directory: folder }) => ({
      name,
      KiB: Math.round(bytes / 1_024),
      initMs: round(importMs(path.join(folder, 'index.mjs')) - floor),
    }));
    return { bundleMs: round(bundleMs), functions };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function importMs(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t); process.exit(0);`;
  const times = Array.from({ length: RUNS }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, ...ENVIRONMENT, ...(file.includes('authorize') ? TOKEN_ENVIRONMENT : {}) },
      }).trim(),
    ),
  );
  return median(times);
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
