import type { LogFields, LogPort, Measurement, MetricsPort, QuarantinePort } from '../../lambdas/shared/ports.ts';

/** Ports that remember what they were given. */
export function recordingLog(): LogPort & { readonly lines: { message: string; fields: LogFields }[] } {
  const lines: { message: string; fields: LogFields }[] = [];
  const write = (message: string, fields: LogFields) => {
    lines.push({ message, fields });
  };
  return { lines, info: write, warn: write, error: write };
}

export function recordingMetrics(): MetricsPort & {
  readonly measurements: Measurement[];
  total(name: keyof Measurement['counts']): number;
} {
  const measurements: Measurement[] = [];
  return {
    measurements,
    record: (measurement) => {
      measurements.push(measurement);
    },
    total: (name) =>
      measurements.reduce((sum, { code, counts }) => sum + (code === undefined ? (counts[name] ?? 0) : 0), 0),
  };
}

/** @param fails tells whether the n-th message (from 0) is refused. */
export function recordingQuarantine(
  fails: (message: number) => boolean = () => false,
): QuarantinePort & { readonly messages: Record<string, unknown>[] } {
  const messages: Record<string, unknown>[] = [];
  let sent = 0;
  return {
    messages,
    sendMessage: async ({ MessageBody }) => {
      sent += 1;
      if (fails(sent - 1)) throw Object.assign(new Error('no'), { name: 'ServiceUnavailable' });
      messages.push(JSON.parse(MessageBody ?? ''));
      return { MessageId: String(sent) };
    },
  };
}
