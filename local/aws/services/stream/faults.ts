import { affecting, type FaultsOf } from '../faults/active-fault.ts';
import type { StreamFault } from './stream.ts';

export function streamFault(of: FaultsOf): StreamFault | undefined {
  const throttled = of('shard-throttled');
  if (throttled.length === 0) return undefined;
  return {
    throttles: (stream, shardId) => affecting(throttled, stream, `${stream}/${shardId}`) !== undefined,
  };
}
