import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledFunction, bundleFunctions } from '../../build/bundle/bundle-functions.ts';
import { functionEntries } from '../../build/bundle/functions.ts';

/** Ingest has the clients of EventBridge and DynamoDB, the governor those of six services. */
const MAX_BYTES = 460 * 1024;

let directory: string;
let bundles: ReadonlyMap<string, BundledFunction>;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cairn-bundles-'));
  bundles = await bundleFunctions(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the bundles', () => {
  it('are small', () => {
    const large = [...bundles.values()].filter(({ bytes }) => bytes > MAX_BYTES).map(({ name }) => name);
    expect([...bundles.keys()]).toEqual([...functionEntries().keys()]);
    expect(large).toEqual([]);
  });

  it('contain neither TypeBox, nor Ajv’s compiler, nor credential providers that no function has', async () => {
    for (const { directory: folder, name } of bundles.values()) {
      const code = await readFile(path.join(folder, 'index.mjs'), 'utf8');
      for (const foreign of ['~kind', 'schema is invalid', 'SSOOIDC', 'GetRoleCredentials']) {
        expect(code.includes(foreign), `${name} has "${foreign}"`).toBe(false);
      }
    }
  });
});
