import type { PostMortem, PostMortemRun } from '../../local/start/console/post-mortem.ts';
import { comparisonRows } from './comparison.ts';
import type { SimulationReport } from './report.ts';

const FRAME_SECONDS = 2;
/** Twice as long as phones send: what a backlog does after that is seen by then. */
const MOST_FRAMES = 120;
/** Rows of the comparison that a person reads first. */
const FIGURES = [
  'processed',
  'events never accepted',
  'latency p99',
  'backlog, at most',
  'drained after',
  'dollars an hour',
];

/** The runs as frames of the same length, which the console plays in step. */
export function framesOf(reports: readonly SimulationReport[]): PostMortem {
  return { frameSeconds: FRAME_SECONDS, runs: reports.map(runOf) };
}

/** The frames as a file has them: a line for each run. */
export function framesText({ frameSeconds, runs }: PostMortem): string {
  return `{"frameSeconds":${frameSeconds},"runs":[\n${runs.map((run) => JSON.stringify(run)).join(',\n')}\n]}\n`;
}

function runOf(report: SimulationReport): PostMortemRun {
  const { name, says, theySaid, timeline } = report;
  const step = Math.max(1, Math.round(FRAME_SECONDS / timeline.everySeconds));
  const frames = Math.min(MOST_FRAMES, Math.floor(timeline.offered.length / step));
  const each = <T>(of: (from: number, to: number) => T): T[] =>
    Array.from({ length: frames }, (_, frame) => of(frame * step, (frame + 1) * step));
  const mean = (values: readonly number[]): number[] =>
    each((from, to) => Math.round(values.slice(from, to).reduce((sum, value) => sum + value, 0) / step));
  return {
    name,
    says,
    ...(theySaid !== undefined && { theySaid }),
    offered: mean(timeline.offered),
    accepted: mean(timeline.accepted),
    processed: mean(timeline.processed),
    refused: mean(timeline.refused),
    backlog: each((_, to) => timeline.backlog[to - 1] ?? 0),
    p99: each((from, to) => {
      const seen = timeline.p99.slice(from, to).filter((value) => value !== null);
      return seen.length === 0 ? null : Math.round(Math.max(...seen));
    }),
    figures: comparisonRows([report]).flatMap(([label = '', value = '']) =>
      FIGURES.includes(label) ? [[label, value] as const] : [],
    ),
  };
}
