/** Of `npm start`, without options. */
const RUNTIME_TARGET = '127.0.0.1:3000';
/** YACE's own default port. */
const YACE_TARGET = '127.0.0.1:5000';

const MOST_SECONDS = 15;

export interface PrometheusTarget {
  readonly stage: string;
  /** Host and port. */
  readonly target: string;
  /** Where its rules are, relative to the configuration or absolute. */
  readonly rules: string;
  /** Between two scrapes, and between two judgements of the rules at most 15. */
  readonly scrapeSeconds: number;
}

/** Configuration of a Prometheus that scrapes one stage. */
export function prometheusConfig({ stage, target, rules, scrapeSeconds }: PrometheusTarget): object {
  return {
    global: {
      scrape_interval: `${scrapeSeconds}s`,
      scrape_timeout: `${Math.min(scrapeSeconds, MOST_SECONDS)}s`,
      evaluation_interval: `${Math.min(scrapeSeconds, MOST_SECONDS)}s`,
    },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'cairn', static_configs: [{ targets: [target], labels: { stage } }] }],
  };
}

/** For the local runtime: its gauges are of the last whole minute, so that a few scrapes a minute see each. */
export function localPrometheus(stage: string, rules: string): object {
  return prometheusConfig({ stage, rules, target: RUNTIME_TARGET, scrapeSeconds: 15 });
}

/** For AWS: each scrape of YACE asks CloudWatch, which is paid by the metric, so it is as rare as a minute allows. */
export function awsPrometheus(stage: string, rules: string): object {
  return prometheusConfig({ stage, rules, target: YACE_TARGET, scrapeSeconds: 60 });
}
