import type { TypeTopology } from '../../../core/chain/type-topology.ts';
import { type Scenario, together } from '../scenario.ts';
import type { DrillStage } from '../stage/drill-stage.ts';

/** Until it sees that nothing is processed: an alarm lets it read metrics, which it then compares for three minutes. Seconds. */
export const SEEN_AFTER = 420;
/** Until its next probe shows that batches succeed: the shortest pauses, as few have failed. Seconds. */
const PROBED_AFTER = 900;
const EVENT_EVERY_MS = 300_000;

/** Takes the table from the handlers' roles. @returns gives it back */
export function denyTable(drill: DrillStage): () => void {
  const { denied } = drill.stage.functions;
  const names = drill.types.map(({ type }) => drill.handlerOf(type));
  for (const name of names) denied.add(name);
  return () => {
    for (const name of names) denied.delete(name);
  };
}

/** What goes wrong with the governor, and what it must tell people of. */
export const GOVERNOR_SCENARIOS: readonly Scenario[] = [
  {
    name: 'broken-governor',
    cause: 'A release of the governor throws at each run',
    play: 0.02,
    raises: [{ alarms: ['Governor/Errors'] }],
    begin: (drill) => {
      const { broken } = drill.stage.functions;
      const name = drill.functionOf('governor');
      broken.add(name);
      return () => broken.delete(name);
    },
  },
  {
    name: 'stopped-governor',
    cause: 'Someone sets the reserved concurrency of the governor to 0',
    play: 0.02,
    raises: [{ alarms: ['Governor/Stopped'] }],
    begin: (drill) => {
      const { functions } = drill.stage.cloud;
      const name = drill.functionOf('governor');
      const before = functions.reservedConcurrency(name);
      functions.setReservedConcurrency(name, 0);
      return () => functions.setReservedConcurrency(name, before);
    },
  },
  {
    name: 'denied-table',
    cause: "The table's permissions are taken from the handlers",
    play: 0.02,
    on: 'acting',
    raises: [{ alarms: ['Paused'], breachesAfter: () => SEEN_AFTER, goodAfter: PROBED_AFTER }],
    begin: denyTable,
  },
  {
    name: 'table-denied-for-long',
    cause: 'The handlers may not use the table for half of the time that the streams keep records',
    play: 0,
    poll: 'immediate',
    on: 'acting',
    skipsAhead: true,
    raises: [{ alarms: ['PausedLong'], breachesAfter: ({ type }) => halfKept(type), goodAfter: PROBED_AFTER }],
    // What the governor reckons while nothing reads, and what it then measures, may differ by minutes.
    lasts: ({ types }) => Math.max(...types.map(halfKept)) + 1_200,
    begin: (drill) => {
      const events = drill.types.map(({ type }) =>
        drill.every(EVENT_EVERY_MS, () => drill.putRecord(type, drill.nextPlayer())),
      );
      return together([denyTable(drill), ...events]);
    },
  },
];

/** Half of the time that the stream keeps a record. Seconds. */
function halfKept({ stream }: TypeTopology): number {
  return (stream.retentionHours.value * 3_600) / 2;
}
