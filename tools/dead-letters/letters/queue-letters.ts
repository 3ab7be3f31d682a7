import { memberText, orderOf, pad, readEnvelope } from './envelope.ts';
import { type DeadLetter, heldMessage, type QueueMessage } from './letter.ts';

/**
 * A message of a rule's dead-letter queue: the event as the bus had it, with EventBridge's reason in the attributes.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @param type that of the rule
 */
export function ruleLetter(message: QueueMessage, type: string): DeadLetter {
  const { body, attributes, sentAt, messageId } = message;
  const envelope = readEnvelope(body);
  const { RETRY_ATTEMPTS: retries, EXHAUSTED_RETRY_CONDITION: exhausted } = attributes;
  const letter = {
    id: messageId,
    place: 'rule',
    type,
    cause: attributes.ERROR_CODE ?? 'unknown',
    message: [
      attributes.ERROR_MESSAGE ?? '',
      ...(retries === undefined ? [] : [`${retries} retries`]),
      ...(exhausted === undefined ? [] : [`ended by ${exhausted}`]),
    ]
      .filter((part) => part !== '')
      .join('; '),
    at: sentAt,
    events: Math.max(1, envelope?.events.length ?? 1),
    held: [heldMessage(message)],
  } as const;
  const without = (obstacle: string): DeadLetter => ({ ...letter, records: [], obstacle });
  if (envelope === undefined) return without('its body is no event of EventBridge');
  if (envelope.type !== type) return without(`its body is of type ${envelope.type}, and the queue is that of ${type}`);
  const { partitionKey, events } = envelope;
  if (partitionKey === undefined || partitionKey === '') return without('its body has no detail.partitionKey');
  const order = orderOf(events, sentAt, `${pad(sentAt, 15)}#${messageId}`);
  const record = { partitionKey, data: body, encoding: 'utf8', order, identity: messageId } as const;
  return { ...letter, records: [record] };
}

/** A message of the unrouted queue: the event as the bus had it, because the queue is the target of a rule. */
export function unroutedLetter(message: QueueMessage): DeadLetter {
  const { body, sentAt, messageId } = message;
  const envelope = readEnvelope(body);
  const detail = envelope && memberText(body, 'detail');
  const letter = {
    id: messageId,
    place: 'unrouted',
    type: envelope?.type ?? '',
    cause: 'no_rule',
    message: 'no rule takes the type',
    at: sentAt,
    events: Math.max(1, envelope?.events.length ?? 1),
    held: [heldMessage(message)],
  } as const;
  if (envelope === undefined || detail === undefined) {
    return { ...letter, records: [], obstacle: 'its body is no event of EventBridge' };
  }
  const { source, type: detailType, time, resources, partitionKey = messageId, events } = envelope;
  const order = orderOf(events, sentAt, `${pad(sentAt, 15)}#${messageId}`);
  return {
    ...letter,
    records: [{ partitionKey, data: body, encoding: 'utf8', order, identity: messageId }],
    entry: { source, detailType, detail, resources, ...(time !== undefined && { time }) },
  };
}
