import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALL_PROMETHEUS, PROMETHEUS, PROMETHEUS_PATH } from '../helpers/prometheus.ts';
import { eventually, panelQueries, queryNow } from '../helpers/prometheus-api.ts';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

/** A whole minute until it is over, the next one's judgement, and a busy machine. */
const JUDGED_MS = 100_000;

const NOTHING_THROTTLED = 'nothing is throttled, and services publish that only where it happens';
/** Queries that rightly return nothing in that minute of play, with the reason. */
const EMPTY: Readonly<Record<string, string>> = {
  'cairn-overview / Late a minute, by type / {{event_type}}': 'no event was late',
  'cairn-overview / Quarantined a minute, by type / {{event_type}}': 'no event was bad',
  'cairn-overview / Throttled streams and table / PutEvents': NOTHING_THROTTLED,
  'cairn-overview / Throttled streams and table / {{alarm}}': NOTHING_THROTTLED,
  'cairn-type / Events a minute / quarantined': 'no event was bad',
  'cairn-type / Late a minute / late': 'no event was late',
  'cairn-type / Retried and given up / retried': NOTHING_THROTTLED,
  'cairn-type / Retried and given up / given up': 'the fault affects another type',
  'cairn-type / Source mappings of all types / {{alarm}} {{dimension_EventSourceMappingUUID}}':
    'no mapping handed back, stored or lost anything',
  'cairn-type / Stream, throttled / reads': NOTHING_THROTTLED,
  'cairn-type / Stream, throttled / writes': NOTHING_THROTTLED,
  'cairn-type / Handler, errors and throttles / throttles': NOTHING_THROTTLED,
};

describe('npm run monitoring', () => {
  it('where Prometheus is missing, says in one line how to get it', async () => {
    const { exited, output } = spawnCairn(['monitoring'], undefined, { ...process.env, PATH: '/nonexistent' });
    expect(await exited).toBe(1);
    expect(output()).toMatch(/^cairn: prometheus: got nothing; .*apt-get download prometheus.*\n$/);
  });

  describe.skipIf(PROMETHEUS === undefined)(`(skipped without Prometheus: run ${INSTALL_PROMETHEUS})`, () => {
    const environment = { ...process.env, PATH: PROMETHEUS_PATH };
    let chain: LocalChain;
    let monitoring: CairnProcess;
    let url = '';
    beforeAll(async () => {
      chain = await startLocalChain();
      const options = ['--url', chain.runtime.url, '--scrape-interval', '1s'];
      monitoring = spawnCairn(['monitoring', ...options], undefined, environment);
      [, url = ''] = await monitoring.printed(/^Prometheus (http:\/\/127\.0\.0\.1:\d+) \(stage dev,/m);
      await chain.createHunt('edinburgh', smallHunt());
    });
    afterAll(async () => {
      monitoring?.child.kill('SIGINT');
      await chain?.runtime.close();
    });

    it('starts one that scrapes the runtime', async () => {
      const series = await eventually(
        async () => {
          const found = await queryNow(url, 'cairn_events_accepted_total{job="cairn", event_type="treasure.claimed"}');
          return found.length > 0 ? found : undefined;
        },
        30_000,
        async () => JSON.stringify(await (await fetch(`${url}/api/v1/targets`)).json()),
      );
      expect(series[0]?.metric).toMatchObject({ stage: 'dev' });
    });

    it('raises an alert for a fault that raises the alarm in the local CloudWatch', { timeout: 240_000 }, async () => {
      const fault = { kind: 'target-denied', target: 'treasure.claimed', for: '90s' };
      const answer = await fetch(`${chain.runtime.url}/local/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      expect(answer.status).toBe(201);
      await chain.send('ada', [
        event('treasure.claimed', { huntId: 'edinburgh', treasureId: 'gold', ...CASTLE }),
        event('location.pinged', { huntId: 'edinburgh', ...CASTLE, accuracyMeters: 5 }),
      ]);
      const alarms = async () => (await fetch(`${chain.runtime.url}/local/alarms`)).json() as Promise<AlarmLine[]>;
      const firing = 'ALERTS{alertstate="firing", alarm="TreasureClaimed/Undelivered"}';
      const seen = { alarm: false, alert: false };
      await eventually(
        async () => {
          seen.alarm ||= (await alarms()).some(
            ({ name, state }) => name === 'cairn-dev-TreasureClaimed-Undelivered' && state === 'ALARM',
          );
          seen.alert ||= (await queryNow(url, firing)).length > 0;
          return seen.alarm && seen.alert ? true : undefined;
        },
        JUDGED_MS,
        async () => `${JSON.stringify(seen)} ${JSON.stringify(await alarms())}`,
      );
      expect(seen).toEqual({ alarm: true, alert: true });
    });

    it('has data for every panel, or a reason why not', { timeout: 240_000 }, async () => {
      await chain.send('ada', [event('location.pinged', { huntId: 'edinburgh', ...CASTLE, accuracyMeters: 5 })]);
      const queries = panelQueries('dev', 'location.pinged');
      // A gauge of a minute is there for a minute: what was once there counts.
      const empty = new Map(queries.map(({ name, expr }) => [name, expr]));
      const unexplained = () => [...empty.keys()].filter((name) => EMPTY[name] === undefined);
      await eventually(
        async () => {
          for (const [name, expr] of empty) if ((await queryNow(url, expr)).length > 0) empty.delete(name);
          return unexplained().length === 0 ? true : undefined;
        },
        JUDGED_MS,
        async () => unexplained().join('\n'),
      );
    });

    it('ends with Prometheus when it is interrupted, and exits 0', async () => {
      monitoring.child.kill('SIGINT');
      expect(await monitoring.exited).toBe(0);
      await expect(fetch(`${url}/-/ready`)).rejects.toThrow();
    });
  });
});

interface AlarmLine {
  readonly name: string;
  readonly state: string;
}
