import { STAMP_BYTES } from '../../../chain/stream-and-source-mapping.ts';
import { LIMITS } from '../../../limits.ts';
import { HOURS_PER_MONTH, PRICES } from '../../../prices.ts';
import { round } from '../../../round.ts';
import { SHAPES } from '../../model/traffic-shape.ts';
import { chunksOf } from '../../model/usage.ts';
import { type TypeCheck, typeLever } from './check.ts';

/** Smallest saving worth a warning, in dollars a month. */
const WORTH_SAVING = 1;

export const wastePacking: TypeCheck = {
  name: 'waste-packing',
  level: 'warns',
  levers: [typeLever('maxEventsPerEntry', 100)],
  find({ type: { maxEventsPerEntry, traffic }, topology: { demand }, recordsPerSecond, recordBytes }) {
    const together = Math.min(
      traffic.meanEventsPerRequest ?? 1,
      LIMITS.eventBridgeBilledBytes.value / (traffic.meanBytes + STAMP_BYTES),
    );
    const records = recordsPerSecond * SHAPES[traffic.shape].meanOfPeak * HOURS_PER_MONTH * 3_600;
    const month = (records / 1e6) * PRICES.eventBridgeMillion.value * chunksOf(recordBytes);
    const saved = month * (1 - demand.eventsPerRecord / together);
    if (maxEventsPerEntry >= together || saved <= WORTH_SAVING) return undefined;
    const message = `maxEventsPerEntry ${maxEventsPerEntry} splits the ${round(together)} events of a request into more entries: EventBridge bills $${round(saved)} a month more`;
    return { hop: 'PutEvents', message };
  },
};
