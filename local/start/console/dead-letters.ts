import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { DeadLetter } from './console-state.ts';

/** Of each queue and bucket. */
const NEWEST = 50;
/** A letter may have megabytes; the page shows its beginning. */
const SHOWN_CHARACTERS = 20_000;

/** What the chain set aside, with its payload: messages of its queues and objects of its buckets, the newest first. */
export function deadLetters({ queues, objects }: Pick<LocalCloud, 'queues' | 'objects'>): readonly DeadLetter[] {
  const messages = queues.all().flatMap((queue) =>
    queue.newest(NEWEST).map(({ id, body, attributes, sentAt }): DeadLetter => {
      const given = Object.entries(attributes).map(([name, { StringValue = '' }]) => `${name} ${StringValue}`);
      const why = reasonIn(body) ?? given.join(', ');
      return { id, where: queue.settings.name, at: sentAt, payload: body.slice(0, SHOWN_CHARACTERS), why };
    }),
  );
  const stored = objects.bucketNames().flatMap((bucket) =>
    objects
      .list(bucket)
      .objects.toSorted((one, other) => other.lastModified - one.lastModified)
      .slice(0, NEWEST)
      .map(({ key, body, lastModified }): DeadLetter => {
        const payload = body.toString('utf8', 0, SHOWN_CHARACTERS);
        return { id: key, where: bucket, at: lastModified, payload, why: reasonIn(body.toString()) ?? '' };
      }),
  );
  return [...messages, ...stored].sort((one, other) => other.at - one.at);
}

/** Why handlers and Lambda say that they set it aside. */
function reasonIn(body: string): string | undefined {
  try {
    const { reason, requestContext } = JSON.parse(body);
    if (typeof reason?.code === 'string') return `${reason.code}: ${reason.message}`;
    return typeof requestContext?.condition === 'string' ? requestContext.condition : undefined;
  } catch {
    return undefined;
  }
}
