import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { InputError } from '../../core/errors.ts';
import { readCalibration } from '../shared/read-calibration.ts';
import { parsePeak } from '../shared/what-if.ts';
import { comparisonText } from './comparison.ts';
import type { SimulationOptions } from './options.ts';
import { comparisonPage, simulationPage, sweepPage } from './page.ts';
import { writePlots } from './plots.ts';
import { type Progress, progressOn } from './progress.ts';
import type { SimulationReport } from './report.ts';
import { loadScenario, type Scenario, type ScenarioChanges, scenarioNames } from './scenario.ts';
import { simulate } from './simulate.ts';
import { parseSweep, runSweep } from './sweep.ts';
import { sweepText } from './sweep-text.ts';
import { simulationText } from './text.ts';

interface Options {
  readonly stage?: string;
  readonly peak?: string;
  readonly set: readonly string[];
  readonly duration?: string;
  readonly seed: string;
  readonly poll: string;
  readonly compare?: readonly string[];
  readonly sweep?: string;
  readonly points: string;
  readonly calibration?: string;
  readonly list?: true;
  readonly plots?: string;
  readonly json?: true;
  readonly html?: string;
}

/** `npm run cairn -- simulate`: plays a scenario through the service models in virtual time. */
export function command(
  print: (text: string) => void = console.log,
  progress: Progress = progressOn(process.stderr),
): Command {
  return new Command('simulate')
    .description('plays a scenario through the service models in virtual time: latency, backlog, who is refused, cost')
    .argument('[scenario]', `${scenarioNames().join(', ')}, or a YAML file`, 'start-line')
    .option('--list', 'the scenarios, with what they play')
    .option('--stage <name>', "the stage of catalog/stages.ts; left out, the scenario's, or else prod")
    .option('--peak <factor>', 'such as x3: the traffic times three')
    .option('--set <path=value>', 'what if: such as location.pinged.batchSize=10; can be repeated', collect, [])
    .option('--duration <seconds>', "for how long phones send; left out, the scenario's")
    .option('--seed <number>', 'the same seed gives the same run', '1')
    .option('--poll <how>', 'aws: streams are read once a second; immediate: as records come', 'aws')
    .option(
      '--compare <scenario...>',
      'several side by side: SCENARIO, or SCENARIO,path=value,… with settings of its own',
    )
    .option('--sweep <path=from..to>', 'plays the scenario for values of a setting and marks the knee')
    .option('--points <number>', 'values of a sweep', '9')
    .option(
      '--calibration <file>',
      'measured figures; none for assumed ones (default: cairn.calibration.json if there)',
    )
    .option('--plots <directory>', 'writes the plots of docs/configuration.md')
    .option('--json', 'everything as JSON')
    .option('--html <file>', 'writes a page with plots')
    .action(async (name: string, options: Options) => {
      const changes = changesOf(options);
      const { json, html } = options;
      if (options.list === true) {
        for (const each of scenarioNames()) print(`${each}: ${loadScenario(each).says}`);
      } else if (options.plots !== undefined) {
        await writePlots(options.plots, (file) => print(`wrote ${file}`));
      } else if (options.sweep !== undefined) {
        const scenario = loadScenario(name, changes);
        const sweep = parseSweep(options.sweep, whole('--points', options.points, 3, 50), scenario.chain);
        const result = await runSweep(scenario, sweep, runOptions(options), (label) => playing(progress, label));
        progress.end();
        show(result, sweepText, sweepPage, { json, html });
      } else if (options.compare !== undefined) {
        const reports: SimulationReport[] = [];
        for (const each of options.compare) reports.push(await play(withOwnSettings(each, changes), options, progress));
        progress.end();
        show(reports, comparisonText, comparisonPage, { json, html });
      } else {
        const report = await play(loadScenario(name, changes), options, progress);
        progress.end();
        show(report, simulationText, simulationPage, { json, html });
      }
    });

  function show<Result>(
    result: Result,
    asText: (result: Result) => string,
    asPage: (result: Result) => string,
    { json, html }: Pick<Options, 'json' | 'html'>,
  ): void {
    if (html !== undefined) {
      write(html, asPage(result));
      print(`wrote ${html}`);
    } else print(json === true ? JSON.stringify(result, null, 2) : asText(result));
  }
}

async function play(scenario: Scenario, options: Options, progress: Progress): Promise<SimulationReport> {
  return simulate({ ...scenario, ...runOptions(options), onProgress: playing(progress, scenario.name) });
}

function playing(progress: Progress, label: string): (at: number, of: number) => void {
  return (at, of) => progress.say(`${label}: ${Math.floor(at)} s of ${Math.round(of)} s played`);
}

function runOptions({
  seed,
  poll,
  calibration: file,
}: Options): Pick<SimulationOptions, 'seed' | 'poll' | 'calibration'> {
  if (poll !== 'aws' && poll !== 'immediate') {
    throw new InputError({
      input: '--poll',
      received: poll,
      allowed: 'aws, immediate',
      remedy: 'aws is what Lambda does; immediate is what npm start does with --poll immediate.',
    });
  }
  const calibration = readCalibration(file);
  return { seed: whole('--seed', seed, 0, 2_147_483_647), poll, ...(calibration !== undefined && { calibration }) };
}

function changesOf({ stage, peak, set, duration, calibration }: Options): ScenarioChanges {
  return {
    set,
    calibration: readCalibration(calibration),
    ...(stage !== undefined && { stage }),
    ...(peak !== undefined && { peak: parsePeak(peak) }),
    ...(duration !== undefined && { seconds: whole('--duration', duration, 1, 86_400) }),
  };
}

/** `start-line,location.pinged.batchSize=10`. */
function withOwnSettings(text: string, changes: ScenarioChanges): Scenario {
  const [name = '', ...set] = text.split(',');
  const scenario = loadScenario(name, { ...changes, set: [...(changes.set ?? []), ...set] });
  return set.length === 0 ? scenario : { ...scenario, name: text };
}

function whole(input: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  throw new InputError({
    input,
    received: text,
    allowed: `a whole number from ${low} to ${high}`,
    remedy: 'Give a value within that.',
  });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError({ input: '--html', received: file, allowed: 'a file that can be written', remedy: reason });
  }
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
