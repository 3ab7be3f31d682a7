import { Command } from 'commander';
import { readCalibration } from '../../build/read-calibration.ts';
import { chainNamed } from '../../catalog/chain-named.ts';
import { applyCalibration, type Calibration, originsOf } from '../../core/capacity/measure/calibration.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import { collect, writeFileOf } from '../shared/option-values.ts';
import { factor } from '../shared/quantities.ts';
import { withChanges } from '../shared/what-if.ts';
import { planPage } from './page.ts';
import { planReport } from './report.ts';
import { planText } from './text.ts';

interface Options {
  readonly stage: string;
  readonly region?: string;
  readonly peak?: number;
  readonly set: readonly string[];
  readonly calibration?: string;
  readonly json?: true;
  readonly html?: string;
}

/** `npm run cairn -- plan`: sizes a stage, with the reason for every value, the cost and the narrowest hop. */
export function command(print: (text: string) => void = console.log): Command {
  return new Command('plan')
    .description('sizes every event type and hop, with reasons, latency, cost and quotas')
    .option('--stage <name>', 'the stage of catalog/stages.ts', 'prod')
    .option('--region <name>', "the region whose quotas apply (default: the stage's, or the smallest quotas)")
    .option('--peak <factor>', 'such as x3: the catalog’s traffic times three', factor('--peak'))
    .option(
      '--set <path=value>',
      'tries another value, such as location.pinged.batchSize=10; can be repeated',
      collect,
      [],
    )
    .option(
      '--calibration <file>',
      'a file of measured figures, or none for the assumed ones (default: cairn.calibration.json if it exists)',
    )
    .option('--json', 'the whole plan as JSON; null stands for unbounded')
    .option('--html <file>', 'writes a page with charts')
    .action((options: Options) => {
      const calibration = readCalibration(options.calibration);
      const report = planReport(
        chainOf(options, calibration),
        calibration && originsOf(chainNamed(options.stage), calibration),
      );
      if (options.html !== undefined) {
        writeFileOf('--html', options.html, planPage(report));
        print(`wrote ${options.html}`);
      } else if (options.json === true) {
        print(JSON.stringify(report, null, 2));
      } else {
        print(planText(report));
      }
    });
}

/** Values of `--set` override measured ones. */
function chainOf(options: Options, calibration: Calibration | undefined): Chain {
  const { region, peak, set } = options;
  const base = chainNamed(options.stage);
  const { types, stage } = calibration === undefined ? base : applyCalibration(base, calibration);
  const changed = {
    ...stage,
    trafficScale: stage.trafficScale * (peak ?? 1),
  };
  const regionSet = region === undefined ? [] : [`region=${region}`];
  return withChanges({ types, stage: changed }, [...regionSet, ...set]);
}
