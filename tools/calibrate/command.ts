import { Command } from 'commander';
import { type CatalogChain, chainNamed } from '../../catalog/chain-named.ts';
import { CALIBRATION_FILE, calibratedFigures } from '../../core/capacity/measure/calibration.ts';
import { InputError } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { cutOffFromAws } from '../../local/aws/runtime/no-aws-settings.ts';
import { writeFileOf } from '../shared/option-values.ts';
import { calibrationOf, withoutTraffic } from './calibration-of.ts';
import { measureCloudWatch } from './cloudwatch-source.ts';
import { measureLocal } from './local-source.ts';
import type { MeasuredChain } from './measured-chain.ts';
import { calibrationText } from './text.ts';

interface Options {
  readonly from: string;
  readonly url: string;
  readonly stage: string;
  readonly owner?: string;
  readonly last: string;
  readonly out: string;
  readonly timesOnly?: true;
  readonly json?: true;
}

/**
 * `npm run cairn -- calibrate`: writes measured figures into a file; plan, check and simulate use them instead of
 * assumptions.
 */
export function command(print: (text: string) => void = console.log, clock: Clock = new RealScheduler()): Command {
  return new Command('calibrate')
    .description('writes measured service times, sizes and skew to a file that plan, cdk synth and simulate use')
    .option('--from <where>', 'local: the local runtime; aws: CloudWatch of a deployed stage', 'local')
    .option('--url <url>', 'the URL of the local runtime', 'http://127.0.0.1:3000')
    .option('--stage <name>', 'the stage that is measured', 'dev')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--last <hours>', 'how many hours of CloudWatch to read', '3')
    .option('--times-only', 'measures service times only: after a load run, sizes and skew are the generator’s')
    .option('--out <file>', 'the file to write; - writes none', CALIBRATION_FILE)
    .option('--json', 'prints the file instead of the comparison')
    .action(async (options: Options) => {
      const chain = chainNamed(options.stage, options.owner);
      const measured = await measure(options, chain, clock);
      const whole = calibrationOf(measured, chain, new Date(clock.now()).toISOString());
      const calibration = options.timesOnly === true ? withoutTraffic(whole) : whole;
      const text = `${JSON.stringify(calibration, null, 2)}\n`;
      if (options.out !== '-') writeFileOf('--out', options.out, text);
      print(
        options.json === true ? text.trimEnd() : calibrationText(calibration, calibratedFigures(chain, calibration)),
      );
      if (options.out !== '-' && options.json !== true) {
        print(`\nwrote ${options.out}. ${usedBy(options.out)}`);
      }
    });
}

async function measure({ from, url, last }: Options, chain: CatalogChain, clock: Clock): Promise<MeasuredChain> {
  const { stage } = chain;
  const types = chain.types.map(({ type }) => type);
  if (from === 'local') {
    cutOffFromAws();
    const { localMetricReader } = await import('../shared/cloudwatch/sdk-metric-reader.ts');
    return measureLocal(url.replace(/\/$/, ''), types, localMetricReader, clock.now());
  }
  if (from === 'aws') {
    const toMs = clock.now();
    const fromMs = toMs - hours(last) * 3_600_000;
    const { deployedMetricReader } = await import('../shared/cloudwatch/deployed-metric-reader.ts');
    return measureCloudWatch(await deployedMetricReader(stage), stage.name, types, fromMs, toMs);
  }
  throw new InputError({
    input: '--from',
    received: from,
    allowed: 'local, aws',
    remedy: 'Write for example --from aws --stage prod.',
  });
}

function usedBy(file: string): string {
  return file === CALIBRATION_FILE
    ? 'plan, simulate and cdk synth use it from now on.'
    : `plan and simulate use it with --calibration ${file}, cdk synth with -c calibration=${file}.`;
}

/** CloudWatch keeps one-minute values for 15 days. */
const MOST_HOURS = 15 * 24;

function hours(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= MOST_HOURS) return value;
  throw new InputError({
    input: '--last',
    received: text,
    allowed: `above 0, at most ${MOST_HOURS} hours`,
    remedy: 'Write for example --last 3.',
  });
}
