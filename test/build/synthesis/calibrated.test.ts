import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../../build/synthesis/synthesize.ts';
import type { Calibration } from '../../../core/capacity/measure/calibration.ts';
import { fixtureFunctions } from '../../helpers/templates.ts';

const measured = (recordMs: number): Calibration => ({
  version: 1,
  source: 'a test',
  measuredAt: '2026-11-23T09:00:00.000Z',
  types: {
    'clue.solved': {
      invocations: 500,
      serviceTime: {
        invocationMs: 10,
        recordMs,
        variation: 1,
        memoryMb: 1_024,
        invocationQuantiles: [
          [0, 5],
          [1, 20],
        ],
      },
    },
  },
});

describe('cdk synth with measured figures', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cairn-calibrated-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  async function synth(name: string, calibration?: Calibration | string) {
    const file = path.join(directory, `${name}.json`);
    const text = typeof calibration === 'string' ? calibration : JSON.stringify(calibration);
    if (calibration !== undefined) writeFileSync(file, text);
    const assembly = await synthesize({
      stageName: 'load',
      functions: fixtureFunctions,
      outputDirectory: path.join(directory, name),
      issuerDirectory: path.join(directory, 'issuer'),
      context: { calibration: calibration === undefined ? 'none' : file },
    });
    const stack = assembly.getStackByName('cairn-load');
    const mappings = Object.entries(stack.template.Resources as Record<string, { readonly Properties: object }>)
      .filter(([id]) => id.includes('SourceMapping'))
      .map(([id, { Properties }]) => [id, Properties] as const);
    return { mappings: Object.fromEntries(mappings), messages: stack.messages.map(({ entry }) => String(entry.data)) };
  }

  it('sizes the template by the measured figures and names their source', async () => {
    const [assumed, calibrated] = [await synth('assumed'), await synth('calibrated', measured(1))];
    const changed = Object.keys(assumed.mappings).filter(
      (id) => JSON.stringify(assumed.mappings[id]) !== JSON.stringify(calibrated.mappings[id]),
    );
    expect(changed).toEqual([expect.stringMatching(/^ClueSolvedSourceMapping/)]);
    const note = 'Measured figures size this stage, not assumed ones: a test, 2026-11-23T09:00:00.000Z.';
    expect(calibrated.messages).toContain(note);
    expect(assumed.messages).not.toContain(note);
  });

  it('refuses a stage that the measured times cannot serve', async () => {
    await expect(synth('too-slow', measured(150))).rejects.toThrow(/clue\.solved: handler: .* the handler processes/);
  });

  it('refuses a file that is not a calibration', async () => {
    await expect(synth('broken', '{}')).rejects.toThrow('version: got nothing; allowed: 1');
  });
});
