import type { Scenario } from '../scenario.ts';
import { together } from '../scenario.ts';
import type { DrillStage } from '../stage/drill-stage.ts';

const NEWCOMER_EVERY_MS = 5_000;
/** Of a function's timeout: above the share at which it is too slow, and before Lambda ends it. */
const SLOW_SHARE = 0.9;

/** Requests of people whose tokens API Gateway has not seen: the authorizer is asked for each. */
function newcomers(drill: DrillStage, prefix?: string, everyMs = NEWCOMER_EVERY_MS): () => void {
  return drill.every(everyMs, () => drill.read('hunt', drill.newcomer(prefix)));
}

/** What goes wrong between phones and bus. */
export const API_SCENARIOS: readonly Scenario[] = [
  {
    name: 'slow-api',
    cause: 'Authorizer, ingest and query take nine tenths of their timeouts',
    play: 0.1,
    raises: [
      {
        alarms: ['Api/Latency', 'Authorize/Duration', 'Ingest/Duration', 'Query/Duration'],
        breachesAfter: ({ topology: { functions } }) =>
          SLOW_SHARE * (functions.authorize.timeoutSeconds.value + functions.ingest.timeoutSeconds.value),
        goodAfter: 30,
      },
    ],
    begin: (drill) => {
      const slow = (['authorize', 'ingest', 'query'] as const).map((name) => {
        const byMs = SLOW_SHARE * drill.topology.functions[name].timeoutSeconds.value * 1_000;
        return drill.stage.addFault({ kind: 'function-slow', target: drill.functionOf(name), by: `${byMs}ms` });
      });
      return together([newcomers(drill), ...slow]);
    },
  },
  {
    name: 'failing-api',
    cause: 'A small part of the calls of ingest and query crash',
    play: 0.5,
    raises: [{ alarms: ['Api/ServerErrors', 'Ingest/Errors', 'Query/Errors'] }],
    begin: (drill) =>
      together([
        drill.stage.addFault({ kind: 'function-crash', target: drill.functionOf('ingest'), probability: 0.05 }),
        drill.stage.addFault({ kind: 'function-crash', target: drill.functionOf('query'), probability: 0.25 }),
      ]),
  },
  {
    name: 'stopped-api',
    cause: 'Someone sets the reserved concurrency of authorizer, ingest and query to 0',
    play: 0.1,
    raises: [{ alarms: ['Authorize/Throttles', 'Ingest/Throttles', 'Query/Throttles'] }],
    begin: (drill) => {
      const { functions } = drill.stage.cloud;
      const names = (['authorize', 'ingest', 'query'] as const).map((name) => drill.functionOf(name));
      for (const name of names) functions.setReservedConcurrency(name, 0);
      return together([
        newcomers(drill),
        () => {
          for (const name of names) functions.setReservedConcurrency(name, undefined);
        },
      ]);
    },
  },
  {
    name: 'more-requests',
    cause: 'Phones send 15 % more requests than the stage admits',
    play: 0.05,
    raises: [{ alarms: ['Api/Throttled', 'Api/NearThrottle'] }],
    begin: (drill) => {
      const perSecond = 1.15 * drill.topology.api.throttle.requestsPerSecond.value;
      return drill.every(1_000 / perSecond, () => drill.read('hunt', drill.nextPlayer()));
    },
  },
  {
    name: 'expired-tokens',
    cause: 'Half of the requests have tokens that are no longer valid',
    play: 0.02,
    raises: [{ alarms: ['Api/ClientErrors'] }],
    begin: (drill) => newcomers(drill, 'expired', 1_000),
  },
  {
    name: 'issuer-down',
    cause: "The issuer's keys cannot be fetched",
    play: 0.05,
    raises: [{ alarms: ['Api/AuthorizerFaults'] }],
    begin: (drill) => {
      const { functions } = drill.stage;
      functions.issuerAnswers = false;
      return together([
        newcomers(drill),
        () => {
          functions.issuerAnswers = true;
        },
      ]);
    },
  },
  {
    name: 'hunt-begins',
    cause: 'People play at three tenths of the planned peak: no fault, but the alarm on silence needs it',
    play: 0,
    raises: [{ alarms: ['Api/Busy'], sendsNothing: true }],
    begin: (drill) => {
      drill.play = 0.3;
      return () => {
        drill.play = 0;
      };
    },
  },
  {
    name: 'silence',
    cause: 'While people play, requests end from one minute to the next',
    play: 0.3,
    raises: [{ alarms: ['Api/Quiet'] }],
    begin: (drill) => {
      const { play } = drill;
      drill.play = 0;
      return () => {
        drill.play = play;
      };
    },
  },
  {
    name: 'busy-account',
    cause: 'Something else in the account reserves all of the concurrency that Lambda lets it have',
    play: 0.05,
    raises: [{ alarms: ['Account/NearConcurrency'] }],
    begin: ({ stage, accountConcurrency }) => {
      const { functions } = stage.cloud;
      const mine = functions.all().reduce((sum, { name }) => sum + (functions.reservedConcurrency(name) ?? 0), 0);
      const [like] = functions.all();
      if (like === undefined) throw new Error('the template has no function');
      const name = 'someone-else';
      const reservedConcurrency = accountConcurrency - 100 - mine;
      functions.add(
        { ...like, name, arn: `${like.arn}-else`, reservedConcurrency },
        { run: () => {}, discard: () => {} },
      );
      return () => functions.remove(name);
    },
  },
];
