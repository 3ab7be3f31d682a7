import type { Stack } from 'aws-cdk-lib';
import { STACK_METADATA } from '../core/stack-metadata.ts';
import type { EventChain } from './event-chain.ts';

/** Tells in the template which event types it has: what removing one needs is compared with it (`npm run preflight`). */
export function noteEventTypes(stack: Stack, chains: readonly EventChain[]): void {
  const types = chains.map(({ topology }) => [
    topology.type,
    {
      retired: topology.retired,
      maxRecordAgeSeconds: topology.mapping.maxRecordAgeSeconds.value,
    },
  ]);
  stack.templateOptions.metadata = { ...stack.templateOptions.metadata, [STACK_METADATA]: Object.fromEntries(types) };
}
