import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import { loadAssembly } from '../../../../local/aws/template/load.ts';
import { replaceCode } from '../../../../local/aws/template/replace-code.ts';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

export type Resources = ReturnType<typeof miniResources>;

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/mini-stack');

const LOGICAL_IDS: Readonly<Record<string, string>> = { ingest: 'Ingest', handle: 'Handle', authorize: 'Authorize' };

/** The mini stack, started anew for each test of a file, and what updates it and sends it events. */
export function updatedStack() {
  let runtime: Runtime;
  let logged: string;
  let kept: string[];

  beforeEach(async () => {
    logged = '';
    kept = [];
    runtime = await startRuntime({
      assemblyDirectory: await writeAssembly(),
      port: 0,
      awsPort: 0,
      signToken: async ({ player }) => player,
      log: (_name, output) => {
        logged += output;
      },
      onKept: (ids) => kept.push(...ids),
    });
  });
  afterEach(() => runtime.close());

  function post(body: unknown): Promise<Response> {
    return fetch(`${runtime.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: 'Bearer ada', 'x-api-key': runtime.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Gives a function other code, like the hot reload. */
  function reload(fixture: string, name: string, before?: string) {
    const directory = codeNamed(name, fixture, before);
    return runtime.update((current) => {
      const { Code: code } = current.template.resources.get(LOGICAL_IDS[fixture] ?? '')?.properties ?? {};
      return replaceCode(
        current,
        new Map([[(code as { S3Key: string }).S3Key, { key: `${fixture}-${name}.zip`, directory }]]),
      );
    });
  }

  /** Changes the stack's resources and applies the result. */
  async function apply(change: (resources: Resources) => void) {
    const resources = miniResources();
    change(resources);
    const assembly = await loadAssembly(await writeAssembly(resources));
    return runtime.update(() => assembly);
  }

  /**
   * Sends events one after the other on four connections until it is ended. Resolves with the number of accepted events.
   */
  function load(type = 'thing.done'): () => Promise<number> {
    let ended = false;
    let accepted = 0;
    const clients = Array.from({ length: 4 }, async () => {
      while (!ended) {
        const response = await post({ events: [event(type)] });
        const text = await response.text();
        expect(response.status, text).toBe(202);
        const { results } = JSON.parse(text) as { results: { outcome: string }[] };
        for (const { outcome } of results) if (outcome === 'accepted') accepted += 1;
      }
    });
    return async () => {
      ended = true;
      await Promise.all(clients);
      return accepted;
    };
  }

  function processed(type = 'thing.done'): number {
    return runtime.stats()[type]?.processed ?? 0;
  }

  async function processedMore(than = processed()): Promise<void> {
    await expect.poll(() => processed() > than + 20, { timeout: 20_000 }).toBe(true);
  }

  return {
    get runtime() {
      return runtime;
    },
    /** What the functions have logged. */
    get logged() {
      return logged;
    },
    /** The resources that an update reported as kept. */
    get kept() {
      return kept;
    },
    post,
    reload,
    apply,
    load,
    processed,
    processedMore,
  };
}

export function event(type = 'thing.done') {
  return { id: randomUUID(), type };
}

/** Creates code that returns its name and otherwise behaves like the fixture, after a given prefix. */
function codeNamed(name: string, fixture: string, before = ''): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-code-'));
  const inner = pathToFileURL(path.join(FIXTURES, fixture, 'index.mjs')).href;
  writeFileSync(
    path.join(directory, 'index.mjs'),
    `import { handler as inner } from '${inner}';
${before}
export const handler = async (event) => {
  console.log('begins in ${name}');
  const answer = await inner(event);
  return answer?.statusCode === undefined ? answer : { ...answer, headers: { 'x-code': '${name}' } };
};`,
  );
  return directory;
}

export function set(resources: Resources, logicalId: string, properties: Record<string, unknown>): void {
  Object.assign(resources[logicalId]?.Properties ?? {}, properties);
}
