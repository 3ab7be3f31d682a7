import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ROOT } from '../../build/repository.ts';
import { catalog } from '../../catalog/index.ts';
import { placeOf } from '../../core/monitoring/event-chain-alarms.ts';
import type { AlertingRule, RuleGroup } from '../../core/monitoring/prometheus/rules.ts';
import { MAPPING_DIMENSION } from '../../core/monitoring/prometheus/signal-promql.ts';
import { yaceLabel } from '../../core/monitoring/prometheus/yace-names.ts';
import { INSTALL_PROMETHEUS, PROMTOOL } from '../helpers/prometheus.ts';
import { promtoolValues, seriesOf } from '../helpers/prometheus-series.ts';
import { playedHour, type Scrape, ScrapedStage } from '../helpers/virtual-stage.ts';

const RULES = path.join(ROOT, 'monitoring/rules/dev.yml');
/**
 * CloudWatch judges up to two older minutes where the newest have no data (alarms-and-missing-data), Prometheus does not:
 * so an alert may be raised, or cleared, up to two minutes sooner.
 */
const MINUTES_APART = 2;
const EVERY_MINUTE = Array.from({ length: 60 }, (_, minute) => minute);
const groups: readonly RuleGroup[] = parse(readFileSync(RULES, 'utf8')).groups;
const alerts = groups.flatMap(({ rules }) => rules).filter((rule): rule is AlertingRule => 'alert' in rule);
const alertNames = [...new Set(alerts.map(({ alert }) => alert))];

/** `TreasureClaimed/Behind` as CloudWatch names it, without the stage. */
const cloudWatchName = (alarm = ''): string => alarm.replaceAll('/', '-');

describe.skipIf(PROMTOOL === undefined)(
  `The rules of Prometheus on an hour of play in virtual time (skipped without promtool: run ${INSTALL_PROMETHEUS})`,
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-promtool-'));
    let stage: ScrapedStage;
    let scrapes: readonly Scrape[] = [];
    beforeAll(async () => {
      stage = await ScrapedStage.open(inject('assemblyDirectory'), 1);
      scrapes = await playedHour(stage);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** CloudWatch has alarms of mappings by type, Prometheus by the mapping's id. */
    function ofMappings({ labels, annotations }: AlertingRule, raised: readonly string[]): readonly object[] {
      const name = labels.alarm?.split('/')[1];
      return catalog
        .filter(({ type }) => raised.includes(`${placeOf(type)}-${name}`))
        .map(({ type }) => ({
          exp_labels: { ...labels, [yaceLabel(MAPPING_DIMENSION)]: stage.mappingOf(type)?.settings.uuid },
          exp_annotations: annotations,
        }));
    }

    /** The alerts of a name that CloudWatch has as alarms. */
    function inCloudWatch(alertname: string, minute: number): readonly object[] {
      const raised = scrapes[minute]?.raised ?? [];
      return alerts
        .filter(({ alert }) => alert === alertname)
        .flatMap((rule) => {
          const { labels, annotations } = rule;
          if (labels.alarm?.startsWith('SourceMapping/')) return ofMappings(rule, raised);
          if (!raised.includes(cloudWatchName(labels.alarm))) return [];
          return [{ exp_labels: labels, exp_annotations: annotations }];
        });
    }

    /** Whether the alerts of a name have been the same for some minutes in CloudWatch, and stay so. */
    function isSteady(alertname: string, minute: number): boolean {
      if (minute + MINUTES_APART >= EVERY_MINUTE.length) return false;
      const around = EVERY_MINUTE.filter((other) => Math.abs(other - minute) <= MINUTES_APART);
      return new Set(around.map((other) => JSON.stringify(inCloudWatch(alertname, other)))).size === 1;
    }

    /** Fails with promtool's own words where an alert is raised and not expected, or the other way round. */
    function testRules(rules: string, names = alertNames): string {
      const input = [...seriesOf(scrapes)].filter(([name]) => name.startsWith('aws_'));
      const tests = EVERY_MINUTE.flatMap((minute) =>
        names
          .filter((alertname) => isSteady(alertname, minute))
          .map((alertname) => ({
            eval_time: `${minute}m`,
            alertname,
            exp_alerts: inCloudWatch(alertname, minute),
          })),
      );
      const test = {
        interval: '1m',
        input_series: [
          { series: 'up{job="cairn"}', values: `1x${scrapes.length}` },
          ...input.map(([series, values]) => ({ series, values: promtoolValues(values) })),
        ],
        alert_rule_test: tests,
      };
      const file = path.join(folder, 'test.yml');
      writeFileSync(
        file,
        stringify({ rule_files: [rules], evaluation_interval: '1m', tests: [test] }, { lineWidth: 0 }),
      );
      return execFileSync(PROMTOOL ?? '', ['test', 'rules', file], { encoding: 'utf8', stdio: 'pipe' });
    }

    it('raise the alerts that the local CloudWatch raises as alarms, give or take two minutes', () => {
      expect(testRules(RULES)).toContain('SUCCESS');
    });

    it('are judged on an hour that is well for 25 minutes, and then raises these', () => {
      expect(scrapes.slice(0, 25).flatMap(({ raised }) => raised)).toEqual([]);
      const raised = alertNames.filter((alertname) =>
        EVERY_MINUTE.some((minute) => isSteady(alertname, minute) && inCloudWatch(alertname, minute).length > 0),
      );
      expect(raised.sort()).toEqual([
        'Behind',
        'BusPublishThrottled',
        'DeliveryLatency',
        'FarBehind',
        'HandlerDuration',
        'HandlerErrors',
        'NoProgress',
        'Quarantine',
        'Retries',
        'RuleFailures',
        'Shed',
        'SourceMappingHandedBack',
        'SourceMappingStopped',
        'TableReadThrottled',
        'TableWriteThrottled',
        'WriteThrottled',
      ]);
    });

    it.each([
      ['a threshold that is too high', 'TableWriteThrottled', / > 0\b/g, ' > 1e9'],
      ['a wrong dimension', 'Quarantine', /dimension_QueueName/g, 'dimension_TopicName'],
      ['missing data as good', 'SourceMappingStopped', / or \(last_over_time\([^)]*\) unless [^)]*\)/g, ''],
      ['a minute more than the alarm asks for', 'TableReadThrottled', /\) >= 3/g, ') >= 6'],
    ])('would fail with %s (%s)', (_, alertname, found, planted) => {
      const file = path.join(folder, 'planted.yml');
      const concerned = groups.filter(({ rules }) => rules.some((rule) => 'alert' in rule && rule.alert === alertname));
      const text = stringify({ groups: concerned }, { lineWidth: 0 });
      writeFileSync(file, text);
      expect(testRules(file, [alertname])).toContain('SUCCESS');
      writeFileSync(file, text.replaceAll(found, planted));
      expect(() => testRules(file, [alertname])).toThrow(alertname);
    });
  },
);
