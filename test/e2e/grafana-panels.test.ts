import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ROOT } from '../../build/repository.ts';
import { type RunningPrometheus, runPrometheus } from '../../tools/monitoring/run-prometheus.ts';
import { INSTALL_PROMETHEUS, PROMETHEUS, PROMTOOL } from '../helpers/prometheus.ts';
import { panelQueries, queryRange } from '../helpers/prometheus-api.ts';
import { openMetricsHistory } from '../helpers/prometheus-series.ts';
import { playedHour, ScrapedStage } from '../helpers/virtual-stage.ts';

const RULES = path.join(ROOT, 'monitoring/rules/dev.yml');
const TYPES = ['treasure.claimed', 'clue.solved', 'clue.viewed', 'hunt.joined'];

/** Queries that rightly return nothing in that hour, with the reason. */
const EMPTY: Readonly<Record<string, string>> = {
  'cairn-overview / Raised, by alarm / {{alarm}}': 'promtool imports recording rules, not alerts',
  'cairn-type / Handler, errors and throttles / throttles': 'no function of this stage has reserved concurrency',
  'cairn-type / Stream, throttled / reads': 'nobody but the handler reads the streams',
};

describe.skipIf(PROMETHEUS === undefined || PROMTOOL === undefined)(
  `The panels of Grafana on an hour of play, imported into Prometheus (skipped without it: run ${INSTALL_PROMETHEUS})`,
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-import-'));
    const data = path.join(folder, 'data');
    let prometheus: RunningPrometheus | undefined;
    let [from, to] = [0, 0];
    // Not the synchronous one: Prometheus waits for whoever reads its log, and that is this thread.
    const promtool = (...args: readonly string[]) => promisify(execFile)(PROMTOOL ?? '', args);
    const start = () => runPrometheus(PROMETHEUS ?? '', {}, { dataFolder: data, retention: '100y' });

    beforeAll(async () => {
      const scrapes = await playedHour(await ScrapedStage.open(inject('assemblyDirectory'), 1));
      [from, to] = [scrapes[0]?.at ?? 0, scrapes.at(-1)?.at ?? 0];
      mkdirSync(data);
      const history = path.join(folder, 'history.txt');
      writeFileSync(history, openMetricsHistory(scrapes));
      await promtool('tsdb', 'create-blocks-from', 'openmetrics', history, data);
      const imported = await start();
      const times = [`--start=${from / 1_000}`, `--end=${to / 1_000}`, '--eval-interval=1m'];
      await promtool(
        'tsdb',
        'create-blocks-from',
        'rules',
        `--url=${imported.url}`,
        `--output-dir=${data}`,
        ...times,
        RULES,
      );
      await imported.stop();
      prometheus = await start();
    }, 180_000);
    afterAll(async () => {
      await prometheus?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('have data, or are rightly empty', async () => {
      const empty: string[] = [];
      const names = panelQueries('dev', '').map(({ name }) => name);
      expect(names.length).toBeGreaterThan(50);
      const byType = TYPES.map((type) => panelQueries('dev', type));
      for (const [index, name] of names.entries()) {
        const expressions = new Set(byType.map((queries) => queries[index]?.expr ?? ''));
        const results = await Promise.all(
          [...expressions].map((expr) => queryRange(prometheus?.url ?? '', expr, from, to)),
        );
        if (results.every((series) => series.length === 0)) empty.push(name);
      }
      expect(empty.sort()).toEqual(Object.keys(EMPTY).sort());
    });
  },
);
