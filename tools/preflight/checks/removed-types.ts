import type { DeployedType } from '../../shared/aws/account-reader.ts';
import type { Finding } from '../finding.ts';

/** An event type of the deployed stack that the catalog no longer has: a deployment removes its chain. */
export interface RemovedType extends DeployedType {
  readonly type: string;
  /** Seconds since the stack's last change, which is the shortest time that the type has had its present state. */
  readonly unchangedSeconds: number;
  /** Messages in its queues, by queue; a queue that could not be read is left out. */
  readonly queued: Readonly<Record<string, number>>;
}

/** Checks that no event of the type can be on its way any more, before its chain is removed. */
export function checkRemovedType(removed: RemovedType): Finding {
  const { type, retired, maxRecordAgeSeconds, unchangedSeconds, queued } = removed;
  const subject = `Removal of ${type}`;
  const gone = `${type} is deployed, but its file is gone from the catalog: this deployment would delete its stream and queues`;
  const putBack = `Put catalog/${type.replaceAll('.', '-')}.ts back`;
  if (!retired) {
    return {
      level: 'fails',
      subject,
      message: `${gone} while phones may still send it and events may still be in them.`,
      remedy: `${putBack} with retired: true and deploy. Remove the file once its events are too old (${hours(maxRecordAgeSeconds)}) and its queues are empty.`,
    };
  }
  if (unchangedSeconds < maxRecordAgeSeconds) {
    const left = maxRecordAgeSeconds - unchangedSeconds;
    return {
      level: 'fails',
      subject,
      message: `${gone}. It is retired, but the stack was changed ${hours(unchangedSeconds)} ago, and an event of it may be on its way for ${hours(maxRecordAgeSeconds)}.`,
      remedy: `${putBack} and wait for ${hours(left)} more without a deployment; or deploy other changes first, and wait from then on.`,
    };
  }
  const full = Object.entries(queued).filter(([, messages]) => messages > 0);
  if (full.length > 0) {
    const shown = full.map(([queue, messages]) => `${messages} messages are in ${queue}`).join(', ');
    return {
      level: 'fails',
      subject,
      message: `${gone}. ${shown}, and would be lost.`,
      remedy: `${putBack}. Send the messages again or delete them, then remove the file.`,
    };
  }
  return {
    level: 'ok',
    subject,
    message: `it was retired for longer than an event may be on its way (${hours(maxRecordAgeSeconds)}), and its queues are empty.`,
  };
}

function hours(seconds: number): string {
  if (seconds < 3_600) return `${Math.ceil(seconds / 60)} minutes`;
  const value = Math.round(seconds / 360) / 10;
  return `${value} ${value === 1 ? 'hour' : 'hours'}`;
}
