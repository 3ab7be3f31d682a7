import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../../build/repository.ts';
import { stages } from '../../../catalog/stages.ts';
import { isGrouped, metricsOf } from '../../../core/monitoring/signal.ts';
import { monitoringFiles, watchedStage } from '../../../tools/monitoring/files/files.ts';
import { COMMAND, differences, FOLDER, writeFiles } from '../../../tools/monitoring/files/folder.ts';
import { yaceConfig, yaceCost } from '../../../tools/monitoring/files/yace.ts';
import { INSTALL_PROMETHEUS, PROMTOOL } from '../../helpers/prometheus.ts';

const files = monitoringFiles();
const textOf = (file: string): string => files.get(file) ?? '';

describe('monitoring/', () => {
  it(`is what "${COMMAND}" writes`, () => {
    const stale = differences(path.join(ROOT, FOLDER), files);
    expect([...stale].map(([file, difference]) => `${file}: ${difference}; run "${COMMAND}"`)).toEqual([]);
  });

  it.skipIf(PROMTOOL === undefined)(
    `is accepted by promtool, rules and configurations (skipped without it: run ${INSTALL_PROMETHEUS})`,
    () => {
      const promtool = (...args: readonly string[]) =>
        execFileSync(PROMTOOL ?? '', args, { encoding: 'utf8', stdio: 'pipe', cwd: path.join(ROOT, FOLDER) });
      for (const file of files.keys()) {
        if (file.startsWith('rules/')) expect(promtool('check', 'rules', '--lint-fatal', file)).toContain('SUCCESS');
        if (file.startsWith('prometheus/')) expect(promtool('check', 'config', file)).toContain('SUCCESS');
      }
    },
  );

  it('has a rule for each alarm of each stage, and one for all mappings', () => {
    for (const stage of Object.values(stages)) {
      const { monitoring } = watchedStage(stage);
      const rules = textOf(`rules/${stage.name}.yml`);
      for (const { id, signal } of monitoring.alarms) {
        const ofMappings = metricsOf(signal).every(({ dimensions }) => 'EventSourceMappingUUID' in dimensions);
        expect(rules).toContain(`alarm: ${ofMappings ? `SourceMapping/${id.split('/')[1]}` : id}\n`);
      }
    }
  });

  it('lets YACE read every metric that a rule names, with its statistic and dimensions, and no other', () => {
    const { monitoring } = watchedStage(stages.prod);
    const { customNamespace, static: fixed } = parse(textOf('yace/prod.yml'));
    const read = [...customNamespace, ...fixed].flatMap(({ namespace, dimensionNameRequirements = [], metrics }) =>
      metrics.flatMap(({ name, statistics }: { name: string; statistics: readonly string[] }) =>
        statistics.map((statistic) => [namespace, name, statistic, ...dimensionNameRequirements].join(' ')),
      ),
    );
    const wanted = monitoring.alarms
      .flatMap(({ signal }) => metricsOf(signal))
      .map(({ namespace, metricName, statistic, dimensions }) =>
        [namespace, metricName, statistic, ...Object.keys(dimensions).sort()].join(' '),
      );
    expect(new Set(read)).toEqual(new Set(wanted));
    expect(read.length).toBe(new Set(read).size);
  });

  it('lets YACE read each shard of a stage that watches them, and counts what they cost', () => {
    const { monitoring } = watchedStage({ ...stages.prod, shardMetrics: true });
    const signals = monitoring.alarms.map(({ signal }) => signal);
    const plain = watchedStage(stages.prod).monitoring.alarms.map(({ signal }) => signal);
    const planned = signals.flatMap(metricsOf).filter(isGrouped);
    const { customNamespace } = yaceConfig(signals, 'us-east-1') as {
      readonly customNamespace: readonly {
        readonly name: string;
        readonly dimensionNameRequirements: readonly string[];
      }[];
    };
    expect(customNamespace).toContainEqual(
      expect.objectContaining({
        name: 'kinesis-ShardId-StreamName',
        dimensionNameRequirements: ['ShardId', 'StreamName'],
      }),
    );
    const shards = planned.reduce((sum, { groupBy }) => sum + groupBy.planned, 0);
    expect(yaceCost(signals).metrics - yaceCost(plain).metrics).toBe(shards);
  });

  it('has dashboards whose panels each name their data source, query and legend', () => {
    for (const [file, text] of files) {
      if (!file.startsWith('grafana/dashboards/')) continue;
      const { uid, panels, schemaVersion } = JSON.parse(text);
      expect(file).toContain(uid);
      expect(schemaVersion).toBeGreaterThan(30);
      for (const { type, title, targets = [], datasource } of panels) {
        if (type === 'row') continue;
        expect(datasource.uid, title).toBe('$ds');
        expect(targets.length, title).toBeGreaterThan(0);
        for (const target of targets) {
          expect(target.datasource.uid, title).toBe('$ds');
          expect(target.expr, title).not.toBe('');
          expect(target.legendFormat, title).not.toBe('');
        }
      }
    }
  });
});

describe('writeFiles', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes what is new or changed, deletes what is extra, and then has nothing to do', () => {
    writeFileSync(path.join(folder, 'changed.yml'), 'old');
    writeFileSync(path.join(folder, 'extra.yml'), 'old');
    const wanted = new Map([
      ['changed.yml', 'new'],
      ['rules/new.yml', 'new'],
    ]);
    expect(writeFiles(folder, wanted)).toEqual(['wrote   changed.yml', 'wrote   rules/new.yml', 'deleted extra.yml']);
    expect(readFileSync(path.join(folder, 'rules/new.yml'), 'utf8')).toBe('new');
    expect(writeFiles(folder, wanted)).toEqual([]);
  });
});
