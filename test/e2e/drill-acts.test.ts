import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../build/synthesis/synthesize.ts';
import { chainNamed } from '../../catalog/chain-named.ts';
import { AWS_DELAYS } from '../../local/aws/services/delays.ts';
import { type Assembly, loadAssembly } from '../../local/aws/template/load.ts';
import type { TemplateResource } from '../../local/aws/template/template.ts';
import { monitoringOfChain } from '../../tools/drill/drill.ts';
import { drilledChains } from '../../tools/drill/drilled-stage.ts';
import { type ActOutcome, runAct } from '../../tools/drill/run-act.ts';
import { ACT_SCENARIOS } from '../../tools/drill/scenarios/acts.ts';
import { fixtureFunctions } from '../helpers/templates.ts';

/** Stage dev, with a governor. */
const governed: typeof chainNamed = (name) => {
  const { types, stage } = chainNamed(name);
  return { types, stage: { ...stage, governor: 'observe' } };
};
const { acting: chain } = drilledChains('dev', governed);

type Properties = TemplateResource['properties'];

describe('The drill of the governor', () => {
  const outputDirectory = mkdtempSync(path.join(os.tmpdir(), 'cairn-drill-acts-'));
  let assembly: Assembly;
  beforeAll(async () => {
    if (chain === undefined) throw new Error('no stage with a governor');
    await synthesize({ stage: chain.stage, functions: fixtureFunctions, outputDirectory });
    assembly = await loadAssembly(outputDirectory);
  });
  afterAll(() => rmSync(outputDirectory, { recursive: true, force: true }));

  /** Drills the pause of mappings, with another schedule of the governor. */
  async function drilled(change: (properties: Properties) => Properties): Promise<ActOutcome | undefined> {
    const scenario = ACT_SCENARIOS.find(({ kind }) => kind === 'mapping');
    if (chain === undefined || scenario === undefined) throw new Error('nothing to drill');
    const resources = [...assembly.template.resources].map(
      ([id, resource]) =>
        [
          id,
          resource.type === 'AWS::Scheduler::Schedule'
            ? { ...resource, properties: change(resource.properties) }
            : resource,
        ] as const,
    );
    const planted = { ...assembly, template: { ...assembly.template, resources: new Map(resources) } };
    return runAct(scenario, { chain, assembly: planted, monitoring: monitoringOfChain(chain) });
  }

  it('sees it pause, try again and end with the planned settings, with metrics as late and changes as slow as on AWS', async () => {
    const seen = await drilled((properties) => properties);
    expect(seen?.problems).toEqual([]);
    const [late] = AWS_DELAYS.metricsMs;
    // Three minutes of batches that all came back, the last of them published.
    expect(seen?.doneAfter).toBeGreaterThanOrEqual((3 * 60_000 + late) / 1_000);
    for (const said of ['small batches are processed', 'planned size again', 'of age hold again']) {
      expect(seen?.reasons.join()).toContain(said);
    }
  });

  it('finds one that does not run', async () => {
    const found = await drilled((properties) => ({ ...properties, State: 'DISABLED' }));
    expect(found?.problems).toEqual(['It was not done in time.']);
  });

  it('finds one that pauses, and ends with other settings than planned', async () => {
    const found = await drilled(
      (properties) => JSON.parse(JSON.stringify(properties).replaceAll(/(batchSize\\+":)\d+/g, '$11')) as Properties,
    );
    expect(found?.problems).toEqual(['It did not heal in time.']);
    expect(found?.reasons.join()).toContain('of age hold again');
  });
});
