import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { InvocationResult, InvokeFunction } from '../function-pool/invocation.ts';

/**
 * Invokes an integration's function and stops waiting at `timeoutMs`. Calls `done` once. The function may end after the
 * client got its 504: its effects stay, its answer is lost.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export function integrate(
  scheduler: Scheduler,
  timeoutMs: number,
  invoke: InvokeFunction,
  functionName: string,
  payload: string,
  done: (outcome: InvocationResult | 'INTEGRATION_TIMEOUT' | 'API_CONFIGURATION_ERROR') => void,
): void {
  let answered = false;
  const cancelTimeout = scheduler.schedule(timeoutMs, () => {
    answered = true;
    done('INTEGRATION_TIMEOUT');
  });
  invoke(functionName, payload, (outcome) => {
    if (answered) return;
    cancelTimeout();
    done('throttled' in outcome ? 'API_CONFIGURATION_ERROR' : outcome);
  });
}
