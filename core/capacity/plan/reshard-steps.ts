import { LIMITS } from '../../limits.ts';

/**
 * The shard counts on the way from `from` to `to`, `to` included; empty if they are equal. One call of UpdateShardCount
 * at most doubles the shards of a stream and at least halves them.
 * @param from open shards, ≥ 1
 * @param to ≥ 1
 */
export function reshardSteps(from: number, to: number): readonly number[] {
  const factor = LIMITS.kinesisReshardFactor.value;
  const steps: number[] = [];
  for (let shards = from; shards !== to; ) {
    shards = shards < to ? Math.min(to, shards * factor) : Math.max(to, Math.ceil(shards / factor));
    steps.push(shards);
  }
  return steps;
}
