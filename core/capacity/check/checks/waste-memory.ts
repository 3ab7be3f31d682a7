import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

const ONE_CPU_MB = LIMITS.lambdaMemoryOfOneCpu.value;

export const wasteMemory: TypeCheck = {
  name: 'waste-memory',
  level: 'warns',
  levers: [typeLever('memoryMb', ONE_CPU_MB)],
  find({ topology: { handler } }) {
    const memoryMb = handler.memoryMb.value;
    if (memoryMb <= ONE_CPU_MB) return undefined;
    const extra = Math.round((memoryMb / ONE_CPU_MB - 1) * 100);
    const message = `memoryMb ${round(memoryMb)} is more than the ${round(ONE_CPU_MB)} of one vCPU: the handler has one thread and gets no faster, but each millisecond costs ${extra} % more`;
    return { hop: 'handler', message };
  },
};
