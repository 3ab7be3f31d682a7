import { Command } from 'commander';
import { readCalibration } from '../../build/read-calibration.ts';
import { GOVERNOR_MODES, type GovernorMode } from '../../core/capacity/model/workload.ts';
import { InputError } from '../../core/errors.ts';
import { checkWritable, collect, numberWithin, oneOf, wholeNumber, writeFileOf } from '../shared/option-values.ts';
import { duration, factor } from '../shared/quantities.ts';
import { comparisonText } from './comparison.ts';
import { framesOf, framesText } from './frames.ts';
import type { SimulationOptions } from './options.ts';
import { comparisonPage, simulationPage, sweepPage } from './page.ts';
import { type Progress, progressOn } from './progress.ts';
import type { SimulationReport } from './report.ts';
import { loadScenario, type Scenario, type ScenarioChanges, scenarioNames } from './scenario.ts';
import { simulate } from './simulate.ts';
import { parseSweep, runSweep } from './sweep.ts';
import { sweepText } from './sweep-text.ts';
import { simulationText } from './text.ts';

interface Options {
  readonly stage?: string;
  readonly peak?: number;
  readonly set: readonly string[];
  readonly duration?: number;
  readonly fraction?: number;
  readonly zipf?: number;
  readonly seed: number;
  readonly poll: 'aws' | 'immediate';
  readonly compare?: readonly string[];
  readonly sweep?: string;
  readonly points: number;
  readonly calibration?: string;
  readonly governor: readonly GovernorMode[];
  readonly list?: true;
  readonly json?: true;
  readonly html?: string;
  readonly frames?: string;
}

/** `npm run cairn -- simulate`: runs a scenario through the service models in virtual time. */
export function command(
  print: (text: string) => void = console.log,
  progress: Progress = progressOn(process.stderr),
): Command {
  return new Command('simulate')
    .description('plays a scenario through the service models in virtual time: latency, backlog, who is refused, cost')
    .argument('[scenario]', `${scenarioNames().join(', ')}, or a YAML file`, 'start-line')
    .option('--list', 'lists the scenarios')
    .option('--stage <name>', "the stage of catalog/stages.ts (default: the scenario's, or prod)")
    .option('--peak <factor>', 'such as x3: the traffic times three', factor('--peak'))
    .option(
      '--set <path=value>',
      'tries another value, such as location.pinged.batchSize=10; can be repeated',
      collect,
      [],
    )
    .option(
      '--duration <time>',
      "how long phones send, such as 90, 90s or 10m (default: the scenario's)",
      duration('--duration', 1, 86_400),
    )
    .option(
      '--fraction <share>',
      "plays this share of the rates, with limits as many times smaller, in that share of the time (default: the scenario's, or 1)",
      numberWithin('--fraction', 0.001, 1),
    )
    .option(
      '--zipf <exponent>',
      'how unequal the values of partition keys are: rank k has a share of 1 ÷ k^exponent; 0: all equal',
      numberWithin('--zipf', 0, 10),
    )
    .option('--seed <number>', 'the same seed gives the same run', wholeNumber('--seed', 0, 2_147_483_647), 1)
    .option(
      '--poll <how>',
      'aws: Lambda reads a shard once a second; immediate: as soon as a record arrives',
      oneOf('--poll', ['aws', 'immediate']),
      'aws',
    )
    .option(
      '--compare <scenario...>',
      'plays several scenarios side by side: SCENARIO, or SCENARIO,path=value,… with other settings',
    )
    .option(
      '--governor <modes>',
      `what the governor may do: off, observe or act; several, such as off,act, play the scenario with each`,
      governorModes,
      ['off'],
    )
    .option('--sweep <path=from..to>', 'plays the scenario for values of a setting and marks the knee')
    .option('--points <number>', 'how many values a sweep plays', wholeNumber('--points', 3, 50), 9)
    .option(
      '--calibration <file>',
      'a file of measured figures, or none for the assumed ones (default: cairn.calibration.json if it exists)',
    )
    .option('--json', 'the whole result as JSON')
    .option('--html <file>', 'writes a page with plots')
    .option('--frames <file>', 'writes the runs of --compare as frames, which the console plays')
    .action(async (name: string, options: Options) => {
      const { compare, sweep, frames } = options;
      if (frames !== undefined) checkFrames(frames, compare);
      if (options.html !== undefined) checkWritable('--html', options.html);
      if (options.list === true) {
        for (const each of scenarioNames()) print(`${each}: ${loadScenario(each).says}`);
        return;
      }
      const changes = changesOf(options);
      const run = runOptions(options, changes);
      if (sweep !== undefined) {
        const scenario = loadScenario(name, changes);
        const values = parseSweep(sweep, options.points, scenario.chain);
        show(await runSweep(scenario, values, run, playing), sweepText, sweepPage, options);
      } else if (compare !== undefined) {
        const reports: SimulationReport[] = [];
        for (const each of compare) reports.push(await play(withOwnSettings(each, changes), run));
        if (frames !== undefined) writeFileOf('--frames', frames, framesText(framesOf(reports)));
        show(reports, comparisonText, comparisonPage, options);
      } else if (options.governor.length > 1) {
        const scenario = loadScenario(name, changes);
        const reports: SimulationReport[] = [];
        for (const governor of options.governor) {
          reports.push(
            await play({ ...scenario, name: `${scenario.name}, governor ${governor}` }, { ...run, governor }),
          );
        }
        show(reports, comparisonText, comparisonPage, options);
      } else show(await play(loadScenario(name, changes), run), simulationText, simulationPage, options);
    });

  async function play(scenario: Scenario, run: RunOptions): Promise<SimulationReport> {
    return simulate({ ...scenario, ...run, onProgress: playing(scenario.name) });
  }

  function playing(label: string): (at: number, of: number) => void {
    return (at, of) => progress.say(`${label}: ${Math.floor(at)} s of ${Math.round(of)} s simulated`);
  }

  function show<Result>(
    result: Result,
    asText: (result: Result) => string,
    asPage: (result: Result) => string,
    { json, html }: Options,
  ): void {
    progress.end();
    if (html !== undefined) {
      writeFileOf('--html', html, asPage(result));
      print(`wrote ${html}`);
    } else print(json === true ? JSON.stringify(result, null, 2) : asText(result));
  }
}

type RunOptions = Pick<SimulationOptions, 'seed' | 'poll' | 'calibration' | 'governor'>;

/** @throws InputError without scenarios to compare, or for a file that cannot be written */
function checkFrames(file: string, compare: readonly string[] | undefined): void {
  if (compare === undefined) {
    throw new InputError({
      input: '--frames',
      received: file,
      allowed: 'together with --compare',
      remedy: 'Name the scenarios, such as --compare post-mortem-before post-mortem-planned.',
    });
  }
  checkWritable('--frames', file);
}

/** Parses `off,act`. @throws InputError */
function governorModes(text: string): GovernorMode[] {
  return text.split(',').map((word) => oneOf('--governor', GOVERNOR_MODES)(word));
}

function runOptions(
  { seed, poll, governor: [governor = 'off'] }: Options,
  { calibration }: ScenarioChanges,
): RunOptions {
  return { seed, poll, governor, ...(calibration !== undefined && { calibration }) };
}

function changesOf({ stage, peak, set, duration: seconds, fraction, zipf, calibration }: Options): ScenarioChanges {
  return {
    set,
    calibration: readCalibration(calibration),
    ...(stage !== undefined && { stage }),
    ...(peak !== undefined && { peak }),
    ...(seconds !== undefined && { seconds }),
    ...(fraction !== undefined && { fraction }),
    ...(zipf !== undefined && { zipf }),
  };
}

/** Parses `start-line,location.pinged.batchSize=10`. */
function withOwnSettings(text: string, changes: ScenarioChanges): Scenario {
  const [name = '', ...set] = text.split(',');
  const scenario = loadScenario(name, { ...changes, set: [...(changes.set ?? []), ...set] });
  return set.length === 0 ? scenario : { ...scenario, name: text };
}
