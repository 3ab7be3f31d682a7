import { admissionItem } from '../shared/store/admission-item.ts';
import { LEVEL_VALID_MS } from './admit.ts';
import type { Act } from './decision.ts';
import type { GovernorInput, GovernorPorts } from './ports.ts';

/** Does it: one call of AWS. @throws what the call throws */
export async function carryOut(
  act: Act,
  { resources }: Pick<GovernorInput, 'resources'>,
  { services, table, tableName, clock }: Pick<GovernorPorts, 'services' | 'table' | 'tableName' | 'clock'>,
): Promise<void> {
  if (act.kind === 'admit') {
    const Item = admissionItem({ ...act.to, validUntil: clock.now() + LEVEL_VALID_MS });
    await table.putItem({ TableName: tableName, Item });
    return;
  }
  const of = resources[act.type];
  if (of === undefined) throw new RangeError(`the governor has no resources of ${act.type}`);
  if (act.kind === 'reshard') {
    await services.updateShardCount({
      StreamName: of.streamName,
      TargetShardCount: act.to,
      ScalingType: 'UNIFORM_SCALING',
    });
    return;
  }
  const { enabled, batchSize, parallelizationFactor, maxRecordAgeSeconds } = act.to;
  await services.updateMapping({
    UUID: of.mappingId,
    Enabled: enabled,
    BatchSize: batchSize,
    ParallelizationFactor: parallelizationFactor,
    MaximumRecordAgeInSeconds: maxRecordAgeSeconds,
  });
}
