import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { NO_ACTIONS } from '../../../../../local/aws/services/alarms/actions.ts';
import { compileAlarmRule } from '../../../../../local/aws/services/alarms/alarm-rule.ts';
import { Alarms } from '../../../../../local/aws/services/alarms/alarms.ts';
import { MetricAlarm } from '../../../../../local/aws/services/alarms/metric-alarm.ts';
import { cloudWatchOperations } from '../../../../../local/aws/services/alarms/operations.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';

const START = Date.UTC(2026, 10, 27);
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic';
const ACTIONS = {
  enabled: true,
  onAlarm: [`${TOPIC}-alarm`],
  onOk: [`${TOPIC}-ok`],
  onInsufficientData: [`${TOPIC}-none`],
};
type Actions = typeof ACTIONS;

/** Alarms on metrics of their names, each on one minute; missing data is missing. */
function watched(...names: readonly string[]) {
  const scheduler = new VirtualScheduler(START);
  const metrics = new MetricStore(scheduler);
  const alarms = new Alarms(scheduler);
  const heard: string[] = [];
  alarms.onMessage(({ alarm, to }) => heard.push(`${alarm} ${to}`));
  const addAlarm = (name: string, actions: Actions | undefined = undefined) =>
    alarms.add(
      new MetricAlarm(
        {
          name,
          arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
          description: '',
          watched: { namespace: 'Test', metricName: name, dimensions: {}, statistic: 'Sum' },
          periodSeconds: 60,
          evaluationPeriods: 1,
          datapointsToAlarm: 1,
          threshold: 0,
          comparison: 'GreaterThanThreshold',
          missingData: 'missing',
          ...(actions !== undefined && { actions }),
        },
        metrics,
      ),
    );
  for (const name of names) addAlarm(name);
  alarms.start();
  // Judged a second after each minute.
  scheduler.advance(1_000);
  return {
    scheduler,
    alarms,
    heard,
    addAlarm,
    operations: cloudWatchOperations(metrics, alarms),
    /** A minute in which these alarms' metrics breach, and the others' do not. */
    minute: (...breaching: readonly string[]) => {
      for (const { alarm } of alarms.all()) {
        if (!('settings' in alarm)) continue;
        const { name } = alarm.settings;
        metrics.meter('Test', name, {})(breaching.includes(name) ? 1 : 0);
      }
      scheduler.advance(60_000);
    },
    idleMinutes: (count: number) => scheduler.advance(count * 60_000),
    addComposite: (name: string, rule: string, suppressor?: { waitMs: number; extensionMs: number }) =>
      alarms.add({
        name,
        arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
        description: '',
        rule,
        holds: compileAlarmRule(rule),
        actions: ACTIONS,
        ...(suppressor !== undefined && { suppressor: { alarmName: 'Shared', ...suppressor } }),
      }),
  };
}

describe('messages of an alarm (AmazonCloudWatch/latest/monitoring/alarm-actions.html)', () => {
  it('are the actions of the state that it reaches, once for each change', () => {
    const { minute, idleMinutes, alarms, addAlarm } = watched();
    addAlarm('Errors', ACTIONS);
    minute();
    minute('Errors');
    minute('Errors');
    minute();
    idleMinutes(4);
    expect(alarms.messages().map(({ at, to, action }) => [(at - START) / 1_000, to, action])).toEqual([
      [61, 'OK', `${TOPIC}-ok`],
      [121, 'ALARM', `${TOPIC}-alarm`],
      [241, 'OK', `${TOPIC}-ok`],
      [421, 'INSUFFICIENT_DATA', `${TOPIC}-none`],
    ]);
    expect(alarms.messages()[1]).toMatchObject({ alarm: 'Errors', reason: expect.stringMatching(/^1: 1 of 1/) });
  });

  it('are not taken where actions are disabled, and not made up for once they are enabled', () => {
    const { minute, alarms, addAlarm } = watched();
    addAlarm('Errors', { ...ACTIONS, enabled: false });
    minute('Errors');
    addAlarm('Errors', ACTIONS);
    minute('Errors');
    expect(alarms.messages()).toEqual([]);
    minute();
    expect(alarms.messages().map(({ to }) => to)).toEqual(['OK']);
  });

  it('are heard by a listener as they are taken, one for each action', () => {
    const { minute, heard, addAlarm } = watched();
    addAlarm('Errors', { ...NO_ACTIONS, onAlarm: [`${TOPIC}-1`, `${TOPIC}-2`] } as unknown as Actions);
    minute('Errors');
    expect(heard).toEqual(['Errors ALARM', 'Errors ALARM']);
  });

  it('are kept to the newest thousand', () => {
    const { minute, alarms, addAlarm } = watched();
    addAlarm('Errors', ACTIONS);
    for (let round = 0; round < 501; round += 1) {
      minute('Errors');
      minute();
    }
    const messages = alarms.messages();
    expect(messages).toHaveLength(1_000);
    expect([messages[0]?.at, messages.at(-1)?.at].map((at = 0) => Math.floor((at - START) / 60_000))).toEqual([
      3, 1_002,
    ]);
  });

  it('end with the alarm that sent them: a new one of its name begins anew', () => {
    const { minute, alarms, heard, addAlarm } = watched();
    addAlarm('Errors', ACTIONS);
    minute('Errors');
    alarms.delete('Errors');
    addAlarm('Errors', ACTIONS);
    minute('Errors');
    expect(heard).toEqual(['Errors ALARM', 'Errors ALARM']);
  });
});

describe('messages of a composite alarm (…/APIReference/API_PutCompositeAlarm.html)', () => {
  it('are one for one cause, when only the composite has actions', () => {
    const { minute, heard, addComposite } = watched('One', 'Other');
    addComposite('Page', 'ALARM("One") OR ALARM("Other")');
    minute();
    minute('One');
    minute('One', 'Other');
    minute('Other');
    minute();
    expect(heard).toEqual(['Page OK', 'Page ALARM', 'Page OK']);
  });

  describe('with a suppressor (…/monitoring/Create_Composite_Alarm_Suppression.html)', () => {
    const suppressed = (waitMs = 180_000, extensionMs = 120_000) => {
      const setting = watched('Type', 'Shared');
      setting.addComposite('Page', 'ALARM("Type")', { waitMs, extensionMs });
      // The first state waits too; afterwards only what follows is heard.
      for (let minutes = 0; minutes < 5; minutes += 1) setting.minute();
      expect(setting.heard.splice(0)).toEqual(['Page OK']);
      return setting;
    };

    it('are sent after the wait period, if the suppressor stays out of ALARM', () => {
      const { minute, heard } = suppressed();
      minute('Type');
      minute('Type');
      minute('Type');
      expect(heard).toEqual([]);
      minute('Type');
      expect(heard).toEqual(['Page ALARM']);
    });

    it('are held while the suppressor is in ALARM, and sent once the extension period is over', () => {
      const { minute, heard, operations } = suppressed();
      const suppressedBy = () => {
        const answer = operations.DescribeAlarms?.({ AlarmNames: ['Page'], AlarmTypes: ['CompositeAlarm'] });
        return (answer as { CompositeAlarms: { ActionsSuppressedBy?: string }[] }).CompositeAlarms[0]
          ?.ActionsSuppressedBy;
      };
      minute('Type');
      expect(suppressedBy()).toBe('WaitPeriod');
      minute('Type', 'Shared');
      expect(suppressedBy()).toBe('Alarm');
      for (let minutes = 0; minutes < 10; minutes += 1) minute('Type', 'Shared');
      minute('Type');
      expect(suppressedBy()).toBe('ExtensionPeriod');
      minute('Type');
      expect(heard).toEqual([]);
      minute('Type');
      expect(suppressedBy()).toBeUndefined();
      expect(heard).toEqual(['Page ALARM']);
    });

    it.each([1, 3])('are held by a suppressor that is raised as the wait period of %d min ends', (minutes) => {
      const { minute, heard, scheduler } = suppressed(minutes * 60_000, 0);
      for (let waited = 0; waited < minutes; waited += 1) minute('Type');
      minute('Type', 'Shared');
      scheduler.advance(2_000);
      expect(heard).toEqual([]);
    });

    it('are held without a wait by a suppressor that is raised in the same minute', () => {
      const { minute, heard } = suppressed(0, 0);
      minute('Type', 'Shared');
      expect(heard).toEqual([]);
      minute('Type');
      expect(heard).toEqual(['Page ALARM']);
    });

    it('are none for a change that is taken back while it is held', () => {
      const { minute, heard } = suppressed();
      minute('Type');
      for (let minutes = 0; minutes < 6; minutes += 1) minute();
      minute('Shared');
      minute('Type', 'Shared');
      for (let minutes = 0; minutes < 6; minutes += 1) minute();
      expect(heard).toEqual([]);
    });

    it('wait anew for a change that comes back', () => {
      const { minute, heard } = suppressed();
      minute('Type');
      minute('Type');
      minute();
      minute('Type');
      minute('Type');
      minute('Type');
      expect(heard).toEqual([]);
      minute('Type');
      expect(heard).toEqual(['Page ALARM']);
    });

    it('end a period between two judgements too', () => {
      const { minute, heard, scheduler } = suppressed(90_000, 0);
      minute('Type');
      scheduler.advance(90_999);
      expect(heard).toEqual([]);
      scheduler.advance(1);
      expect(heard).toEqual(['Page ALARM']);
    });
  });
});
