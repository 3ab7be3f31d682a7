import type { Stack } from 'aws-cdk-lib';
import type { TypeTopology } from '../core/chain/type-topology.ts';
import { STACK_METADATA } from '../core/stack-metadata.ts';

/** Tells in the template which event types it has: what removing one needs is compared with it (`npm run preflight`). */
export function noteEventTypes(stack: Stack, topologies: readonly TypeTopology[]): void {
  const types = topologies.map(({ type, retired, mapping }) => [
    type,
    { retired, maxRecordAgeSeconds: mapping.maxRecordAgeSeconds.value },
  ]);
  stack.templateOptions.metadata = { ...stack.templateOptions.metadata, [STACK_METADATA]: Object.fromEntries(types) };
}
