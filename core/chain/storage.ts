import type { ChainStage } from '../capacity/model/workload.ts';
import { type Setting, setting } from './setting.ts';

/** A queue that parks messages until a person or a redrive takes them. */
export interface QueueSettings {
  /** 1–14 days. */
  readonly retentionDays: Setting<number>;
  /** How long a message that someone received stays hidden from others. 0–43,200 s. */
  readonly visibilitySeconds: Setting<number>;
}

/** How long what is beside the way of an event is kept. */
export interface StorageSettings {
  /** Of the bus, for replays. */
  readonly archiveDays: Setting<number>;
  /** Payloads of records that a source mapping gave up. */
  readonly failureDays: Setting<number>;
  /** After which S3 gives up an upload that did not end. */
  readonly unfinishedUploadDays: Setting<number>;
  /** Of functions and of the API. */
  readonly logDays: Setting<number>;
}

/** Of every queue: rules' dead letters, unrouted events, quarantine. */
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
