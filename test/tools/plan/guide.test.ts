import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { stages } from '../../../catalog/stages.ts';
import { CHECKS } from '../../../core/capacity/model/workload.ts';
import { chainTopology } from '../../../core/chain/topology.ts';
import { monitoringOf } from '../../../core/monitoring/monitoring.ts';
import { guideBlocks } from '../../../tools/plan/guide/guide.ts';
import { PROCESSING_GUIDE } from '../../../tools/plan/guide/processing-guide.ts';
import { STAGE_GUIDE } from '../../../tools/plan/guide/stage-guide.ts';
import { TYPE_GUIDE } from '../../../tools/plan/guide/type-guide.ts';
import { withBlocks } from '../../../tools/shared/generated-blocks.ts';
import { SETTABLE } from '../../../tools/shared/what-if.ts';
import { loadScenario } from '../../../tools/simulate/scenario.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FILE = path.join(ROOT, 'docs/configuration.md');

function generated(page: string): string {
  return withBlocks(page, guideBlocks(catalog, loadScenario('post-mortem-unsized').chain));
}

describe('docs/configuration.md', () => {
  const page = readFileSync(FILE, 'utf8');

  it('matches the present catalog and code (else: npm run docs)', () => {
    expect(page).toBe(generated(page));
  });

  it('would be found stale after a change of the code', () => {
    expect(generated(page.replace('1,024: 0.58 of a vCPU', '1,024: a whole vCPU'))).toBe(page);
  });

  it('explains every option that can be set', () => {
    const explained = [...PROCESSING_GUIDE, ...TYPE_GUIDE].map(({ name }) => name);
    const missing = SETTABLE.type.filter(
      (name) => !explained.includes(name) && !explained.includes(name.split('.')[0] ?? ''),
    );
    expect(missing).toEqual([]);
    const ofStage: readonly string[] = STAGE_GUIDE.map(({ name }) => name);
    // The WAF is a question of security: its cost is in the plan, its choice in the stage's file.
    expect(
      SETTABLE.stage.filter(
        (name) => name !== 'waf' && !ofStage.includes(name) && !ofStage.includes(name.split('.')[0] ?? ''),
      ),
    ).toEqual([]);
  });

  it('names only checks that exist, and nearly all of them', () => {
    const guides = [...PROCESSING_GUIDE, ...TYPE_GUIDE, ...STAGE_GUIDE];
    const named = guides
      .flatMap(({ tooLow, tooHigh }) => [...`${tooLow} ${tooHigh}`.matchAll(/\[([a-z, -]+)\]/g)])
      .flatMap(([, names = '']) => names.split(', '));
    expect(named.filter((name) => !(CHECKS as readonly string[]).includes(name))).toEqual([]);
    expect(CHECKS.filter((check) => !named.includes(check))).toEqual(['table-writes']);
  });

  it('names alarms that the stack has', () => {
    const { alarms } = monitoringOf(chainTopology(catalog, stages.prod), { name: 'prod', accountConcurrency: 1_000 });
    const known = new Set(alarms.map(({ id, type }) => (type === undefined ? id : id.split('/')[1])));
    const named = [...PROCESSING_GUIDE, ...TYPE_GUIDE, ...STAGE_GUIDE].flatMap(
      ({ alarm }) => alarm.match(/\b[A-Z][A-Za-z]*(\/[A-Z][A-Za-z]+)?/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
