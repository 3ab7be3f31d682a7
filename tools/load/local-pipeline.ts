import { withCauses } from '../../core/errors.ts';
import type { MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import { parseAnswer } from '../shared/load/wrong-answer.ts';
import { endToEndFrom } from './end-to-end.ts';
import {
  NO_COUNTS,
  type ObjectivePercentiles,
  PIPELINE_COUNTS,
  type Pipeline,
  type PipelineCounts,
} from './pipeline.ts';

type Counts = Readonly<Record<string, PipelineCounts>>;

/**
 * Reads the local runtime's event ledger (`/local/stats`), in which an observer counts event ids independently of the
 * functions, and its CloudWatch.
 */
export class LocalPipeline implements Pipeline {
  readonly source: string;
  readonly #url: string;
  readonly #metrics: MetricReader;
  readonly #stage: string;
  readonly #fetch: typeof fetch;
  #before: Counts = {};

  constructor(url: string, stage: string, metrics: MetricReader, send: typeof fetch = fetch) {
    this.source = `${url}/local/stats`;
    this.#url = url;
    this.#stage = stage;
    this.#metrics = metrics;
    this.#fetch = send;
  }

  async begin(): Promise<void> {
    this.#before = await this.#read();
  }

  async counts(): Promise<Counts> {
    const now = await this.#read();
    return Object.fromEntries(
      Object.entries(now).map(([type, counts]) => [type, difference(counts, this.#before[type] ?? NO_COUNTS)]),
    );
  }

  endToEnd(fromMs: number, toMs: number, percentiles: ObjectivePercentiles): ReturnType<Pipeline['endToEnd']> {
    return endToEndFrom(this.#metrics, this.#stage, fromMs, toMs, percentiles);
  }

  async #read(): Promise<Counts> {
    let response: Response;
    try {
      response = await this.#fetch(`${this.#url}/local/stats`);
    } catch (error) {
      throw new Error(`${this.source} does not answer (${withCauses(error)})`);
    }
    if (!response.ok) throw new Error(`${this.source} answered ${response.status}`);
    return (parseAnswer(this.source, await response.text()) as { readonly events: Counts }).events;
  }
}

function difference(now: PipelineCounts, before: PipelineCounts): PipelineCounts {
  return Object.fromEntries(
    PIPELINE_COUNTS.map((name) => [name, now[name] - before[name]]),
  ) as unknown as PipelineCounts;
}
