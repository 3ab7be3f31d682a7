import { describe, expect, it } from 'vitest';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { checkMappings } from '../../../tools/preflight/checks/mappings.ts';
import { checkStreams } from '../../../tools/preflight/checks/streams.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';

const plan = planChain(catalog, stages.prod);
const [type] = plan.topology.types;
if (type === undefined) throw new Error('the fixture has a type');
const { batchSize, parallelizationFactor, maxRecordAgeSeconds } = type.mapping;
const live = {
  type: type.type,
  isEnabled: true,
  batchSize: batchSize.value,
  parallelizationFactor: parallelizationFactor.value,
  maxRecordAgeSeconds: maxRecordAgeSeconds.value,
};

describe('A source mapping', () => {
  it('that is as the template has it is no finding', () => {
    expect(checkMappings(plan, [live])).toMatchObject([{ level: 'ok' }]);
  });

  it('that is paused, with a raised record age, is named with what a deployment would set it to', () => {
    const [finding] = checkMappings(plan, [{ ...live, isEnabled: false, maxRecordAgeSeconds: 86_400 }]);
    expect(finding).toMatchObject({ level: 'warning', subject: `Source mapping of ${type.type}` });
    expect(finding?.message).toContain(
      `it is disabled → may be enabled, maxRecordAgeSeconds 86400 → ${maxRecordAgeSeconds.value}`,
    );
  });
});

describe('A stream that has grown', () => {
  const stream = { type: type.type, name: 'stream', openShards: 2 * type.stream.shards.value, isOnDemand: false };
  const place = { region: 'us-east-1' } as Parameters<typeof checkStreams>[3];

  it('is a warning where a governor may have grown it: an unchanged deployment leaves it', () => {
    const [finding] = checkStreams({ ...stages.prod, governor: 'act' }, plan, [stream], place);
    expect(finding?.level).toBe('warning');
    expect(finding?.message).toContain(`${stream.openShards} open, ${type.stream.shards.value} in the template`);
  });

  it('is set back by the deployment where nobody grows streams', () => {
    const { governor: _none, ...stage } = stages.prod;
    expect(checkStreams(stage, plan, [stream], place)).toMatchObject([{ level: 'ok' }]);
  });
});
