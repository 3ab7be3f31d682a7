import type { Scenario } from '../scenario.ts';
import type { DrillStage } from '../stage/drill-stage.ts';

const functionOf = ({ stage }: DrillStage): string => stage.functionNamed('GovernorFunction');

/** Of a stage that has a governor. */
export const GOVERNOR_SCENARIOS: readonly Scenario[] = [
  {
    name: 'broken-governor',
    cause: 'A release of the governor throws at each run',
    play: 0.02,
    raises: [{ alarms: ['Governor/Errors'], breachesAfter: () => 60, goodAfter: 60 }],
    begin: (drill) => {
      const { broken } = drill.stage.functions;
      const name = functionOf(drill);
      broken.add(name);
      return () => broken.delete(name);
    },
  },
  {
    name: 'stopped-governor',
    cause: "Someone disables the governor's schedule",
    play: 0.02,
    raises: [{ alarms: ['Governor/Stopped'], goodAfter: 60 }],
    begin: ({ stage }) => stage.cloud.schedules.disable(),
  },
];
