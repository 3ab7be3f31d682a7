import type { Priority } from '../core/capacity/model/workload.ts';
import { count, money } from '../tools/shared/format.ts';
import { markdownTable } from '../tools/shared/generated-blocks.ts';
import { chartSvg } from '../tools/shared/page/chart-svg.ts';
import type { Line, LineChart } from '../tools/shared/page/line-chart.ts';
import { HEALING_MODES, type HealingFigures, type HealingMode } from './healing-run.ts';
import { median } from './median.ts';

/** In the order of the table. */
export const SITUATIONS: Readonly<Record<string, string>> = {
  'heal-burst': 'ten times the plan for 5 min',
  'heal-handler-down': 'the handler of pings stopped for 10 min',
  'heal-table': 'the table refuses everything for 10 min',
  'heal-hot-key': 'one place has two fifths of the pings',
  'heal-poison': 'poison pings for 10 min',
  'heal-growth': 'five times the plan within an hour',
  'heal-start-line': 'a start line announced an hour before, a quarter of the shards deployed',
};

const HEAD = [
  'situation',
  'of the rates',
  'governor',
  'back within the objective after',
  'shed: sheddable',
  'normal',
  'critical',
  'refused',
  'late',
  'of critical ones',
  'dead letters',
  'dollars a run',
];

/** A row for each situation and mode: the median over the seeds, and the worst where it differs. */
export function healingRows(runs: readonly HealingFigures[]): string[][] {
  return Object.entries(SITUATIONS).flatMap(([scenario, says]) =>
    HEALING_MODES.flatMap((governor) => {
      const those = runs.filter((run) => run.scenario === scenario && run.governor === governor);
      const [first] = those;
      if (first === undefined) return [];
      const cell = (of: (run: HealingFigures) => number, format: (value: number) => string) =>
        medianAndWorst(those.map(of), format);
      const shed = (priority: Priority) => cell((run) => run.shed[priority], percent);
      return [
        [
          governor === HEALING_MODES[0] ? `${says} (\`${scenario}\`)` : '',
          governor === HEALING_MODES[0] ? String(first.fraction) : '',
          governor,
          cell(({ backSeconds }) => backSeconds, secondsBack),
          shed('sheddable'),
          shed('normal'),
          shed('critical'),
          cell(({ refused }) => refused, percent),
          cell(({ late }) => late, percent),
          cell(({ criticalLate }) => criticalLate, percent),
          cell(({ deadLettered }) => deadLettered, percent),
          cell(({ dollars }) => dollars, money),
        ],
      ];
    }),
  );
}

/** The table of docs/benchmarks.md. @param minutes that the runs took */
export function healingMarkdown(runs: readonly HealingFigures[], minutes: number, cores: number): string {
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  const cpu = runs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const turns = Math.max(0, ...runs.map(({ reversals }) => reversals));
  return [
    markdownTable(HEAD, healingRows(runs)),
    '',
    `Medians of ${seeds} seed(s), and the worst in brackets where it differs. ${count(runs.length)} runs took ${count(Math.round(minutes))} min and ${count(Math.round(cpu))} s of CPU on ${cores} cores. No run lost an event or shed a critical one; no actuator turned more than ${turns} time(s).`,
  ].join('\n');
}

/** The table of docs/self-healing.md: medians, a row for each situation. */
export function healingSummary(runs: readonly HealingFigures[]): string {
  const head = ['situation', 'back within the objective, without', 'with', 'dead letters, without', 'with'];
  const rows = Object.entries(SITUATIONS).flatMap(([scenario, says]) => {
    const of = (mode: HealingMode, value: (run: HealingFigures) => number) =>
      median(runs.filter((run) => run.scenario === scenario && run.governor === mode).map(value));
    if (!runs.some((run) => run.scenario === scenario)) return [];
    const both = (value: (run: HealingFigures) => number, format: (value: number) => string) =>
      HEALING_MODES.map((mode) => format(of(mode, value)));
    const shed = [of('act', (run) => run.shed.sheddable), of('act', (run) => run.shed.normal)].map(percent);
    return [
      [
        `${says} (\`${scenario}\`)`,
        ...both(({ backSeconds }) => backSeconds, secondsBack),
        ...both(({ deadLettered }) => deadLettered, percent),
        ...shed,
      ],
    ];
  });
  return markdownTable([...head, 'shed of sheddable types', 'of normal ones'], rows);
}

function medianAndWorst(values: readonly number[], format: (value: number) => string): string {
  const [middle, worst] = [median(values), Math.max(...values)].map(format);
  return middle === worst ? `${middle}` : `${middle} (${worst})`;
}

function secondsBack(seconds: number): string {
  return seconds === 0 ? 'never late' : `${count(Math.round(seconds))} s`;
}

/** Two digits of small shares: a hundredth of a percent is many events. */
function percent(share: number): string {
  return share === 0 ? '0' : `${Number((100 * share).toPrecision(2))} %`;
}

/** The same situation without and with the governor. @throws RangeError without both runs */
export function healingPicture(runs: readonly HealingFigures[], scenario: string, objectiveMs: number): string {
  const of = (mode: HealingMode) => {
    const run = runs.find(({ governor, ...other }) => governor === mode && other.scenario === scenario);
    if (run === undefined) throw new RangeError(`there is no run of ${scenario} with the governor ${mode}`);
    return run.curve;
  };
  const [off, act] = [of('off'), of('act')];
  const line = (label: string, colour: string, curve: typeof off, values: readonly (number | null)[]): Line => ({
    label,
    colour,
    points: values.map((value, index) => [((index + 1) * curve.everySeconds) / 60, value] as const),
  });
  const sum = ({ deadLettered, everySeconds }: typeof off) => {
    let total = 0;
    return deadLettered.map((rate) => {
      total += rate * everySeconds;
      return total;
    });
  };
  const x = { label: 'minutes', format: count };
  const charts: LineChart[] = [
    {
      title: 'p99 of the same burst without and with the governor',
      x,
      y: { label: 'seconds from the request to the stored effect, p99', format: count, log: true },
      limits: [{ y: objectiveMs / 1_000, label: `objective ${count(objectiveMs / 1_000)} s` }],
      lines: [
        line(
          'without the governor',
          '--c5',
          off,
          off.p99.map((ms) => (ms === null ? null : ms / 1_000)),
        ),
        line(
          'with it',
          '--c1',
          act,
          act.p99.map((ms) => (ms === null ? null : ms / 1_000)),
        ),
      ],
    },
    {
      title: 'Events given up of the same burst without and with the governor',
      x,
      y: { label: 'events given up as dead letters', format: count },
      lines: [line('without the governor', '--c5', off, sum(off)), line('with it', '--c1', act, sum(act))],
    },
  ];
  return chartSvg(charts, `npm run bench -- healing; ${scenario}, seed 1`);
}
