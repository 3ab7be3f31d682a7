import type { InvocationFault } from '../../local/aws/services/function-pool/faulty-executor.ts';

/** Events a second that one environment of an event type's handler processes. */
export type PaceOf = (type: string) => number | undefined;

interface KinesisInvocation {
  readonly Records?: readonly { readonly kinesis?: { readonly data?: string } }[];
}

/**
 * Limits handlers to a number of events a second: an invocation begins late by the time that its events take at that
 * pace. Does not affect functions that no stream invokes, or types without a pace.
 */
export function heldHandlers(paceOf: PaceOf): InvocationFault {
  return {
    mishap: (_functionName, { payload }) => {
      const { Records: records = [] }: KinesisInvocation = JSON.parse(payload);
      let byMs = 0;
      for (const { kinesis } of records) {
        if (kinesis?.data === undefined) return undefined;
        const envelope = JSON.parse(Buffer.from(kinesis.data, 'base64').toString());
        const pace = paceOf(envelope['detail-type']);
        if (pace === undefined) return undefined;
        byMs += (envelope.detail.events.length / pace) * 1_000;
      }
      return byMs === 0 ? undefined : { kind: 'slow', byMs };
    },
  };
}
