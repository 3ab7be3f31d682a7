import { round } from '../../../round.ts';
import { streamCost } from '../../plan/cost.ts';
import { stageLever, type TypeCheck } from './check.ts';

export const wasteOnDemand: TypeCheck = {
  name: 'waste-on-demand',
  level: 'warns',
  levers: [stageLever('streamCapacity', 'planned')],
  find(plan) {
    if (plan.topology.stream.mode.value !== 'ON_DEMAND') return undefined;
    const [onDemand, provisioned] = [streamCost(plan, true), streamCost(plan, false)];
    if (onDemand <= provisioned * 1.5 + 10) return undefined;
    const message = `the on-demand stream costs $${round(onDemand)} a month; as a provisioned one (streamCapacity) it would cost $${round(provisioned)}`;
    return { hop: 'stream', message };
  },
};
