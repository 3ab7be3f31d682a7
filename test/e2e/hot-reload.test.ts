import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { kebabName } from '../../catalog/names.ts';
import { ADDED, ADDED_FILES, addedEvent, additionTo } from './added-type.ts';
import { getJson } from './api.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';
import { copyProject, saveFile } from './project-copy.ts';

const HANDLER = 'lambdas/location-pinged/handler.ts';
const PINGED = 'catalog/location-pinged.ts';
/** Where the table's key stands. */
const TABLE = 'core/chain/table.ts';

describe('saving a source file while npm start runs and phones play', () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'cairn-reload-'));
  let cairn: CairnProcess;
  let url: string;

  const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');
  const save = (file: string, text: string): void => saveFile(copy, file, text);
  /** As editors do that put a new file in the place of the old one. */
  const saveByRename = (file: string, text: string): void => {
    const beside = path.join(copy, path.dirname(file), '.editor.tmp');
    writeFileSync(beside, text);
    renameSync(beside, path.join(copy, file));
  };
  /** Does something and waits until this is printed after it. */
  const printedAfter = async (act: () => void, pattern: RegExp): Promise<RegExpMatchArray> => {
    const before = cairn.output().length;
    act();
    return cairn.printed(pattern, before);
  };
  const stats = async () => (await getJson(`${url}/local/stats`)).events;
  const processesMore = async (): Promise<void> => {
    const before = (await stats())['location.pinged'].processed;
    await vi.waitFor(async () => expect((await stats())['location.pinged'].processed).toBeGreaterThan(before), {
      timeout: 30_000,
      interval: 20,
    });
  };

  beforeAll(async () => {
    copyProject(copy);
    cairn = spawnCairn(['start', '--port', '0', '--aws-port', '0', '--players', '12', '--verbose'], copy);
    [, url = ''] = await cairn.printed(/^ready (\S+)$/m);
    await processesMore();
  });
  /** Without what the functions log. */
  const printed = (): string => cairn.output().replaceAll(/^cairn-dev-.*$\n?/gm, '');
  beforeEach(({ onTestFailed }) => onTestFailed(() => console.log(printed().slice(-5_000))));
  afterAll(async () => {
    cairn?.child.kill('SIGKILL');
    await cairn?.exited;
    rmSync(copy, { recursive: true, force: true });
  });

  it.each([
    ['in place', save],
    ['by a rename', saveByRename],
    ['by a second rename', saveByRename],
  ])('puts the new code of a handler that is saved %s in the place of the old', async (how, write) => {
    const text = read(HANDLER);
    const reloaded = printedAfter(
      () => write(HANDLER, `${text}\nconsole.log('this is the code saved ${how}');\n`),
      /reloaded location-pinged \((\d+) ms\)/,
    );
    await cairn.printed(new RegExp(`: this is the code saved ${how}`));
    await reloaded;
    await processesMore();
  });

  it('reloads every function that uses a shared file, and no other', async () => {
    const shared = 'lambdas/shared/batch/handle-batch.ts';
    const [, names = ''] = await printedAfter(
      () => save(shared, `${read(shared)}\nconsole.log('shared code');\n`),
      /reloaded (.*) \(\d+ ms\)/,
    );
    expect(names.split(', ').sort()).toEqual(catalog.map(({ type }) => kebabName(type)).sort());
  });

  it('shows where code does not compile, and keeps running the old code until a good save', async () => {
    const text = read(HANDLER);
    await printedAfter(
      () => save(HANDLER, `${text}\nconst wrong = ;\n`),
      /not reloaded; the last version keeps running: .*\n.*lambdas\/location-pinged\/handler\.ts:\d+:\d+: ERROR: Unexpected ";"/,
    );
    await processesMore();
    await printedAfter(() => save(HANDLER, `${text}\nconsole.log('mended');\n`), /reloaded location-pinged/);
  });

  it('does not take code that fails as it is loaded', async () => {
    const text = read(HANDLER);
    await printedAfter(
      () => save(HANDLER, `${text}\nthrow new RangeError('not today');\n`),
      /not reloaded; the last version keeps running: location-pinged: RangeError: not today/,
    );
    await processesMore();
    await printedAfter(
      () => save(HANDLER, text),
      /reloaded location-pinged|location-pinged: the same as the running code/,
    );
  });

  it('applies a setting of the catalog to what runs', async () => {
    const text = read(PINGED);
    await printedAfter(
      () => save(PINGED, text.replace('example:', 'processing: { batchSize: 37 },\n  example:')),
      /changed LocationPingedSourceMapping.*BatchSize \d+ → 37/,
    );
    await processesMore();
  });

  it('shows which line of the catalog is wrong, and keeps running the old catalog until a good save', async () => {
    const text = read(PINGED);
    await printedAfter(
      () => save(PINGED, text.replace('batchSize: 37', 'batchSize: 37_000')),
      /not reloaded; the last version keeps running: catalog\/location-pinged\.ts:\d+: .*37000/,
    );
    await printedAfter(
      () => save(PINGED, text.replace('batchSize: 37', 'batchSize: = 37')),
      /not reloaded; the last version keeps running: .*\ncatalog\/location-pinged\.ts:\d+:\d+: ERROR/,
    );
    await processesMore();
    await printedAfter(() => save(PINGED, text.replace('batchSize: 37', 'batchSize: 38')), /BatchSize 37 → 38/);
  });

  it('adds an event type whose files are saved, and takes it away again', async () => {
    const { edit, definition } = additionTo(copy);
    const edited = [...edit.written.keys()].filter((file) => existsSync(path.join(copy, file)));
    const before = edited.map((file) => [file, read(file)] as const);
    const handler = `${ADDED_FILES.typeName}HandlerFunction`;
    await printedAfter(
      () => {
        for (const [file, text] of edit.written) save(file, text);
      },
      new RegExp(`added .*${handler}`),
    );
    const token = async (query: string) => {
      const { token: signed, apiKey } = await getJson(`${url}/local/token?${query}`);
      return { 'x-api-key': apiKey, authorization: `Bearer ${signed}`, 'content-type': 'application/json' };
    };
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: await token('player=ada'),
      body: JSON.stringify({ events: [addedEvent(definition, 'edinburgh')] }),
    });
    expect(await answer.json()).toMatchObject({ results: [{ outcome: 'accepted' }] });
    await vi.waitFor(
      async () => expect((await stats())[ADDED]).toMatchObject({ accepted: 1, processed: 1, inFlight: 0 }),
      { timeout: 30_000, interval: 20 },
    );
    await printedAfter(
      () => {
        for (const [file, text] of before) save(file, text);
        for (const file of edit.written.keys()) if (!edited.includes(file)) rmSync(path.join(copy, file));
      },
      new RegExp(`removed .*${handler}`),
    );
  });

  it('says what a running system cannot take over', async () => {
    const text = read(TABLE);
    await printedAfter(
      () => save(TABLE, text.replace("setting('pk'", "setting('partition'")),
      /not applied, restart npm start for it:\n +Table\w+ \(AWS::DynamoDB::Table\): AttributeDefinitions, KeySchema cannot change/,
    );
    await processesMore();
    await printedAfter(() => save(TABLE, text), /the template is the same/);
  });

  it('has accounted for every event at the end', async () => {
    cairn.child.kill('SIGINT');
    expect(await cairn.exited).toBe(0);
    const total = /^total +([\d,]+) .* (\d+)$/m.exec(cairn.output());
    expect(Number(total?.[1]?.replace(',', ''))).toBeGreaterThan(100);
    expect(total?.[2]).toBe('0');
  });
});
