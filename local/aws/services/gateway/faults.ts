import { affecting, type FaultsOf } from '../faults/active-fault.ts';
import type { GatewayFault } from './gateway.ts';

export function gatewayFault(of: FaultsOf): GatewayFault | undefined {
  const lost = of('api-answer-lost');
  if (lost.length === 0) return undefined;
  return { losesAnswer: (functionName) => affecting(lost, functionName) !== undefined };
}
