import type { BusObserver } from '../../aws/services/event-bus/event-bus.ts';
import type { MappingObserver } from '../../aws/services/event-source-mapping/event-source-mapping.ts';
import type { GatewayObserver } from '../../aws/services/gateway/gateway.ts';
import type { CloudObservers } from '../../aws/template/local-cloud.ts';
import type { EventJournal } from './event-journal.ts';

type Observers = Required<CloudObservers>;

/** Observers that also write what they see into the journal. The ledger's tags identify an entry everywhere. */
export function withJournal({ bus, gateway, mapping }: Observers, journal: EventJournal): Observers {
  return {
    bus: busObserver(bus, journal),
    gateway: gatewayObserver(gateway, journal),
    mapping: mappingObserver(mapping, journal),
  };
}

/** A result of ingest that is another than accepted. */
const REFUSED_EVENT = /"outcome":"(?!accepted")/;

function busObserver(bus: BusObserver, journal: EventJournal): BusObserver {
  return {
    published(entry) {
      const tag = bus.published(entry);
      journal.published(entry, tag);
      return tag;
    },
    delivered(event, target) {
      const where = nameOf(target.arn);
      // Only the catch-all rule has a queue as its target.
      const what = target.arn.split(':')[2] === 'sqs' ? 'unrouted' : 'delivered';
      journal.hop(event.tag, { where, what, entryId: event.id });
      bus.delivered(event, target);
    },
    unmatched(event) {
      journal.hop(event.tag, { where: 'bus', what: 'unrouted', detail: 'no rule', entryId: event.id });
      bus.unmatched(event);
    },
    deadLettered(event, target, errorCode) {
      journal.hop(event.tag, {
        where: nameOf(target.arn),
        what: 'dead-lettered',
        detail: errorCode,
        entryId: event.id,
      });
      bus.deadLettered(event, target, errorCode);
    },
    dropped(event, target) {
      journal.hop(event.tag, { where: nameOf(target.arn), what: 'lost', entryId: event.id });
      bus.dropped(event, target);
    },
  };
}

function gatewayObserver(gateway: GatewayObserver, journal: EventJournal): GatewayObserver {
  return {
    answered(request, body, answer) {
      const text = answer.body.toString();
      // Ingest answers 202 if it accepted any event.
      const isRefusal = answer.status !== 202 || REFUSED_EVENT.test(text);
      if (request.method === 'POST' && isRefusal) journal.refused(body.toString(), answer.status, text);
      gateway.answered(request, body, answer);
    },
  };
}

function mappingObserver(mapping: MappingObserver, journal: EventJournal): MappingObserver {
  return {
    invoking(records) {
      for (const { tag } of records) journal.hop(tag, { where: 'mapping', what: 'handed to the handler' });
      mapping.invoking?.(records);
    },
    processed(records) {
      for (const { tag } of records) journal.hop(tag, { where: 'mapping', what: 'finished by the handler' });
      mapping.processed(records);
    },
    discarded(batch, end) {
      const what = end === 'delivered' ? 'dead-lettered' : 'lost';
      for (const { tag } of batch.records) journal.hop(tag, { where: 'mapping', what, detail: batch.condition });
      mapping.discarded(batch, end);
    },
    succeeded: (...invocation) => mapping.succeeded?.(...invocation),
  };
}

/** The last part of an ARN. */
function nameOf(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}
