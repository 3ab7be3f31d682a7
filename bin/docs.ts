/** `npm run docs`: rewrites what README, docs and monitoring/ state of catalog, stages and model. Tests fail if it is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { explainFailure } from '../build/explain-failure.ts';
import { ROOT } from '../build/repository.ts';
import { synthesize } from '../build/synthesis/synthesize.ts';
import { catalog } from '../catalog/index.ts';
import { stages } from '../catalog/stages.ts';
import { monitoringFiles } from '../tools/monitoring/files/files.ts';
import { FOLDER, writeFiles } from '../tools/monitoring/files/folder.ts';
import { guideBlocks } from '../tools/plan/guide/guide.ts';
import { idleTable } from '../tools/plan/idle-table.ts';
import { unitsTable } from '../tools/plan/units-table.ts';
import { packTable } from '../tools/plan/watching.ts';
import { withBlocks } from '../tools/shared/generated-blocks.ts';
import { runbooksOf, runbookTable, shippedMonitoring } from '../tools/shared/runbook-alarms.ts';
import { COMPARED_IN_DOCS, comparisonMarkdown } from '../tools/simulate/comparison.ts';
import { framesOf, framesText } from '../tools/simulate/frames.ts';
import { isFresh, PLOTS, writePlot } from '../tools/simulate/plots.ts';
import { loadScenario } from '../tools/simulate/scenario.ts';
import { simulate } from '../tools/simulate/simulate.ts';

const IMAGES = path.join(ROOT, 'docs/images');
/** What the console plays. */
const POST_MORTEM = 'local/start/console/post-mortem.json';

function writeBlocks(page: string, blocks: Readonly<Record<string, string>>): void {
  const file = path.join(ROOT, page);
  const before = readFileSync(file, 'utf8');
  const after = withBlocks(before, blocks);
  if (after !== before) writeFileSync(file, after);
  console.log(`${after === before ? 'fresh ' : 'wrote '} ${page}`);
}

async function templatesByStage() {
  const templates = [];
  for (const stageName of Object.keys(stages)) {
    const assembly = await synthesize({ stageName });
    const [main, watch] = [`cairn-${stageName}`, `cairn-${stageName}-watch`].map((name) =>
      assembly.getStackByName(name),
    );
    templates.push([stageName, { Resources: { ...main?.template.Resources, ...watch?.template.Resources } }] as const);
  }
  return Object.fromEntries(templates);
}

try {
  writeBlocks('docs/configuration.md', guideBlocks(catalog, loadScenario('post-mortem-unsized').chain));
  writeBlocks('docs/data-model.md', { units: unitsTable(catalog) });
  for (const runbook of runbooksOf(shippedMonitoring())) {
    writeBlocks(`docs/runbooks/${runbook}.md`, { alarms: runbookTable(shippedMonitoring(), runbook) });
  }
  writeBlocks('README.md', {
    idle: idleTable(await templatesByStage()),
    packs: packTable(catalog, Object.values(stages)),
  });
  const reports = await Promise.all(COMPARED_IN_DOCS.map((name) => simulate(loadScenario(name))));
  writeBlocks('docs/simulate.md', { compare: comparisonMarkdown(reports) });
  writeFileSync(path.join(ROOT, POST_MORTEM), framesText(framesOf(reports)));
  console.log(`wrote  ${POST_MORTEM}`);
  // A new type has alarms, and so rules and panels.
  for (const line of writeFiles(path.join(ROOT, FOLDER), monitoringFiles())) console.log(`${line} (${FOLDER})`);
  for (const plot of PLOTS) {
    if (isFresh(IMAGES, plot)) console.log(`fresh  docs/images/${plot.option}.svg`);
    else console.log(`wrote  ${path.relative(ROOT, await writePlot(IMAGES, plot))}`);
  }
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
