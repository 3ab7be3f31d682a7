import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { CapacityError } from '../../core/errors.ts';
import { checkCapacity, noteCapacity } from '../../lib/capacity-check.ts';
import { itsCure, postMortem, stageFor } from '../fixtures/post-mortem/catalog.ts';
import { catalog as fixtureCatalog } from '../fixtures/start-line/catalog.ts';
import { stages as fixtureStages } from '../fixtures/start-line/stages.ts';
import { stackOf } from '../helpers/templates.ts';

describe('the capacity check of a synthesis', () => {
  it('lets the shipped stages pass', () => {
    for (const stage of Object.values(stages)) expect(() => checkCapacity(catalog, stage)).not.toThrow();
  });

  it("rejects the post-mortem's broker with one line for its one problem", () => {
    expect(() => checkCapacity(postMortem, stageFor(500))).toThrow(CapacityError);
    expect(() => checkCapacity(postMortem, stageFor(500))).toThrow(
      /^stage prod would fall over:\n {2}game\.played: handler: 10,000 records\/s .*reservedConcurrency from 24 to 150\. \[handler-rate\]$/,
    );
  });

  it("rejects the broker's own remedy with one line for each of its four types", () => {
    expect(() => checkCapacity(itsCure, stageFor(1_000, 250))).toThrow(/^[^\n]+(\n {2}game\.\w+: handler: [^\n]+){4}$/);
  });

  it('shows warnings as warnings and accepted risks as notes of the stack', () => {
    const risk = { check: 'few-retries', reason: 'Views may be lost.' } as const;
    const types = fixtureCatalog.map((type) => {
      if (type.type === 'clue.viewed') return { ...type, processing: { retryAttempts: 0 }, acceptedRisks: [risk] };
      return type.type === 'clue.solved' ? { ...type, processing: { memoryMb: 4_096 } } : type;
    });
    const stack = stackOf(stages.prod);
    noteCapacity(stack, checkCapacity(types, fixtureStages.prod));
    const annotations = Annotations.fromStack(stack);
    annotations.hasWarning(
      '*',
      Match.stringLikeRegexp('clue\\.solved: handler: memoryMb 4,096.*to 1,769\\. \\[waste-memory\\]'),
    );
    annotations.hasInfo('*', Match.stringLikeRegexp('clue\\.viewed: handler: .*Accepted: Views may be lost\\.'));
  });

  it('accepts a failing check as a risk only with a reason', () => {
    const risk = { check: 'handler-rate', reason: 'A demonstration.' } as const;
    const types = postMortem.map((type) => ({ ...type, acceptedRisks: [risk] }));
    expect(checkCapacity(types, stageFor(500)).map(({ level }) => level)).toEqual(['accepted', 'warns']);
  });
});
