import { LIMITS } from '../../limits.ts';

/**
 * The numbers of shards on the way from `from` to `to`, the last one included; empty where they are equal. One change at
 * most doubles a stream and at least halves it (UpdateShardCount).
 *
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
