import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { AlertingRule, RuleGroup } from '../../../../core/monitoring/prometheus/rules.ts';
import { monitoringFiles } from '../../../../tools/monitoring/files/files.ts';
import { INSTALL_PROMETHEUS, PROMTOOL } from '../../../helpers/prometheus.ts';

/** What an hour of a small stage does not show. */
describe.skipIf(PROMTOOL === undefined)(`Rules in promtool (skipped without it: run ${INSTALL_PROMETHEUS})`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-promtool-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const rules = monitoringFiles().get('rules/dev.yml') ?? '';
  const groups: readonly RuleGroup[] = parse(rules).groups;

  /** @param raised minutes at which the alert is expected, and at which it is not */
  function judge(
    alertname: string,
    series: Readonly<Record<string, string>>,
    raised: Readonly<Record<number, boolean>>,
  ) {
    const concerned = groups.filter((group) => group.rules.some((rule) => 'alert' in rule && rule.alert === alertname));
    const [{ labels, annotations } = { labels: {}, annotations: {} }] = concerned
      .flatMap((group) => group.rules)
      .filter((rule): rule is AlertingRule => 'alert' in rule && rule.alert === alertname);
    const ruleFile = path.join(folder, 'rules.yml');
    writeFileSync(ruleFile, stringify({ groups: concerned }));
    const file = path.join(folder, 'test.yml');
    const test = {
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      alert_rule_test: Object.entries(raised).map(([minute, isRaised]) => ({
        eval_time: `${minute}m`,
        alertname,
        exp_alerts: isRaised ? [{ exp_labels: labels, exp_annotations: annotations }] : [],
      })),
    };
    writeFileSync(file, stringify({ rule_files: [ruleFile], evaluation_interval: '1m', tests: [test] }));
    return execFileSync(PROMTOOL ?? '', ['test', 'rules', file], { encoding: 'utf8', stdio: 'pipe' });
  }

  const REQUESTS = 'aws_apigateway_count_sum{dimension_ApiName="cairn-dev", dimension_Stage="dev"}';

  it('raise ApiSilence where requests end while people play', () => {
    const played = { [REQUESTS]: `${'3000 '.repeat(20)}stale` };
    expect(judge('ApiSilence', played, { 19: false, 23: false, 26: true })).toContain('SUCCESS');
  });

  it('raise no ApiSilence at night, nor after a smoke test', () => {
    const smoke = { [REQUESTS]: `${'10 '.repeat(20)}stale` };
    expect(judge('ApiSilence', smoke, { 19: false, 26: false, 50: false })).toContain('SUCCESS');
    expect(judge('ApiSilence', {}, { 26: false })).toContain('SUCCESS');
  });

  it('raise NotScraped where Prometheus gets nothing, for five minutes', () => {
    const up = 'up{job="cairn", instance="127.0.0.1:3000"}';
    expect(judge('NotScraped', { [up]: '1x30' }, { 10: false })).toContain('SUCCESS');
    expect(() => judge('NotScraped', { [up]: '0x30' }, { 3: false, 10: false })).toThrow('time: 10m');
    expect(judge('NotScraped', {}, { 3: false })).toContain('SUCCESS');
    expect(() => judge('NotScraped', {}, { 10: false })).toThrow('NotScraped');
  });
});
