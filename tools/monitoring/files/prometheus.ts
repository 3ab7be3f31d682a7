import { LOCAL_METRICS_PATH, LOCAL_TARGET } from '../local-target.ts';

/** YACE's own default port. */
const YACE_TARGET = '127.0.0.1:5000';

/** Where the metrics of a stage come from. */
export type Source = 'local' | 'aws';

/** Configuration of Prometheus for one stage. Paths are relative to the file. */
export function prometheusConfig(stage: string, source: Source): object {
  // Whole minutes are judged; the local runtime has the last one at once, YACE asks CloudWatch and pays for it.
  const interval = source === 'local' ? '15s' : '60s';
  return {
    global: { scrape_interval: interval, evaluation_interval: '15s' },
    rule_files: [`../rules/${stage}.yml`],
    scrape_configs: [
      {
        job_name: 'cairn',
        ...(source === 'local' && { metrics_path: LOCAL_METRICS_PATH }),
        ...(source === 'aws' && { scrape_timeout: '30s' }),
        static_configs: [{ targets: [source === 'local' ? LOCAL_TARGET : YACE_TARGET], labels: { stage } }],
      },
    ],
  };
}
