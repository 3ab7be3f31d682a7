import type { ChainStage } from '../capacity/model/workload.ts';
import { type Setting, setting } from './setting.ts';

/** A queue that keeps messages until a person or a redrive takes them. */
export interface QueueSettings {
  /** 1–14 days. */
  readonly retentionDays: Setting<number>;
  /** How long a received message stays hidden from other receivers. 0–43,200 s. */
  readonly visibilitySeconds: Setting<number>;
}

/** How long data outside the chain itself is kept. */
export interface StorageSettings {
  /** Archive of the bus, for replays. */
  readonly archiveDays: Setting<number>;
  /** Payloads of records that a source mapping gave up. */
  readonly failureDays: Setting<number>;
  /** Days after which S3 deletes an unfinished upload. */
  readonly unfinishedUploadDays: Setting<number>;
  /** Logs of functions and API. */
  readonly logDays: Setting<number>;
}

/** Settings of every queue: rules' dead letters, unrouted events, quarantine. */
export const QUEUE: QueueSettings = {
  retentionDays: setting(
    14,
    "14 days, SQS's longest: whoever is paged on a Friday still finds the messages after a holiday.",
  ),
  visibilitySeconds: setting(30, "30 s, SQS's default: nothing consumes the queue, a person only looks."),
};

export function storageSettings({ retainState = false }: Pick<ChainStage, 'retainState'>): StorageSettings {
  const kept = retainState ? 'The stage keeps state' : 'The stage keeps nothing';
  return {
    archiveDays: setting(
      retainState ? 14 : 1,
      `${kept}: ${retainState ? 'as long as its queues keep messages' : 'a day'}.`,
    ),
    failureDays: setting(
      30,
      '30 days: the longest record age of the catalog is hours; the rest is for people to look, mend and redrive.',
    ),
    unfinishedUploadDays: setting(1, 'Lambda writes an object at once.'),
    logDays: setting(retainState ? 90 : 7, `${kept}: ${retainState ? 'a season to look back' : 'a week'}.`),
  };
}
