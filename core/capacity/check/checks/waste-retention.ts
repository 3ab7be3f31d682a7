import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { streamUsageCost } from '../../model/usage-cost.ts';
import { monthOfStream } from '../../plan/cost.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const wasteRetention: TypeCheck = {
  name: 'waste-retention',
  level: 'warns',
  levers: [typeLever('maxRecordAgeSeconds', 86_400)],
  find(plan, chain) {
    const { stream, mapping } = plan.topology;
    const free = LIMITS.kinesisMinRetentionHours.value;
    if (stream.retentionHours.value <= free) return undefined;
    const kept = monthOfStream(plan, stream.mode.value === 'ON_DEMAND');
    const extra = streamUsageCost(kept) - streamUsageCost({ ...kept, extendedShardHours: 0, onDemandByteHours: 0 });
    const message = `maxRecordAgeSeconds ${round(mapping.maxRecordAgeSeconds.value)} makes the stream keep records for more than ${free} h, which costs $${round(extra)} a month; the failure bucket keeps them for ${chain.topology.storage.failureDays.value} days at almost no cost`;
    return { hop: 'stream', message };
  },
};
