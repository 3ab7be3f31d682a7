import { describe, expect, it } from 'vitest';
import type { Act, Decision } from '../../../../lambdas/governor/decision.ts';
import { GOVERNOR_SOURCE } from '../../../../lambdas/governor/govern.ts';
import { noteOf } from '../../../../lambdas/governor/notes.ts';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';
import { GovernorWatch, governorModeOf } from '../../../../local/start/console/governor-watch.ts';

const AT = Date.UTC(2026, 10, 28, 20);
const SEEN = { state: 'Enabled', batchSize: 100, parallelizationFactor: 1, maxRecordAgeSeconds: 900 };
const TO = { enabled: false, batchSize: 100, parallelizationFactor: 1, maxRecordAgeSeconds: 86_400 };

const grown: Decision = {
  type: 'clue.viewed',
  act: { kind: 'reshard', type: 'clue.viewed', from: 2, to: 4 },
  reason: 'the stream is 97 % full with 2 shard(s): 2 → 4 shards',
};
const step = (name: Extract<Act, { kind: 'mapping' }>['step']): Decision => ({
  type: 'clue.solved',
  act: { kind: 'mapping', type: 'clue.solved', step: name, from: SEEN, to: TO },
  reason: name,
});
const admitting = (shares: Readonly<Record<string, number>>): Decision => ({
  act: { kind: 'admit', from: { shares: {}, retryAfterMs: 0 }, to: { shares, retryAfterMs: 0 } },
  reason: 'PutEvents is throttled',
});

/** A watch of a governor that has published these decisions, a minute apart, as `govern` does. */
function watched(mode: 'act' | 'observe' | undefined, decisions: readonly Decision[]): GovernorWatch {
  const watch = new GovernorWatch();
  watch.mode = mode;
  for (const [minute, decision] of decisions.entries()) {
    const detail = { stage: 'dev', ...noteOf(decision) } as unknown as JsonObject;
    const isDone = mode === 'act' && decision.act !== undefined;
    watch.published(
      {
        source: GOVERNOR_SOURCE,
        detailType: isDone ? 'governor.acted' : 'governor.decided',
        detail,
        detailText: JSON.stringify(detail),
        resources: [],
        eventBusName: 'bus',
        time: undefined,
      },
      AT + minute * 60_000,
    );
  }
  return watch;
}

describe('the governor that the console shows', () => {
  it('is none where the template has none', () => {
    expect(watched(undefined, [grown]).state()).toBeUndefined();
  });

  it('has its last acts, the newest first, with reason, before and after', () => {
    const acts = watched('act', [{ reason: 'one key has most' }, grown]).state()?.acts;
    expect(acts).toEqual([
      {
        at: '2026-11-28T20:01:00.000Z',
        did: 'acted',
        type: 'clue.viewed',
        reason: grown.reason,
        before: '2 shards',
        after: '4 shards',
      },
      { at: '2026-11-28T20:00:00.000Z', did: 'found', reason: 'one key has most' },
    ]);
  });

  it('has what is paused and shed until that is over', () => {
    const shed = [step('open'), admitting({ 'location.pinged': 0.49 }), step('half-open')];
    expect(watched('act', shed).state()).toMatchObject({
      circuits: { 'clue.solved': 'half-open' },
      admitted: 'location.pinged 49 %',
    });
    const { circuits, admitted } = watched('act', [...shed, step('closed'), admitting({})]).state() ?? {};
    expect([circuits, admitted]).toEqual([{}, undefined]);
  });

  it('has paused and shed nothing where it only looks on', () => {
    const { acts, circuits, admitted } = watched('observe', [step('open'), admitting({ a: 0.5 })]).state() ?? {};
    expect(acts?.map(({ did }) => did)).toEqual(['would act', 'would act']);
    expect([circuits, admitted]).toEqual([{}, undefined]);
  });

  it('ignores what others publish, and stays the same object while nothing comes', () => {
    const watch = watched('act', [grown]);
    const before = watch.state();
    const entry = { detailText: '{}', detail: {}, resources: [], eventBusName: 'bus', time: undefined };
    watch.published({ ...entry, source: 'cairn', detailType: 'governor.acted' }, AT);
    expect(watch.state()).toBe(before);
  });

  it('has the mode of the function in the template', () => {
    const template = (Variables: object) =>
      readTemplate('stack', {
        Resources: { Governor: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } },
      });
    expect(governorModeOf(template({ GOVERNOR_MODE: 'act' }))).toBe('act');
    expect(governorModeOf(template({ STAGE: 'dev' }))).toBeUndefined();
  });
});
