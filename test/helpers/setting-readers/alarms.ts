import type { Names, Properties, Readers } from './reader.ts';

/** Of alarms. */
export const ALARM_READERS: Readers = {
  'AWS::CloudWatch::Alarm': {
    properties: [
      'AlarmActions',
      'AlarmDescription',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
    ],
    read: ({ Threshold, DatapointsToAlarm, EvaluationPeriods, Period, Dimensions = [] }, id, names) => {
      const path = alarmPath(id, names);
      const perMinute = Period / 60;
      const index = (Dimensions as Properties[]).find(({ Name }) => Name === 'GlobalSecondaryIndexName');
      return {
        [path]: Threshold,
        [`${path}.minutes`]: [DatapointsToAlarm * perMinute, EvaluationPeriods * perMinute],
        ...(index !== undefined && { 'table.leaderboard.indexName': index.Value }),
      };
    },
  },
};

/** `LocationPingedAlarmsHandlerErrors` → `types.3.alarms.handler.errors`, `AlarmsIngestErrors` → `alarms.functions.ingest.errors`. */
function alarmPath(id: string, { typeOf }: Names): string {
  const type = typeOf(id);
  const rest = (type?.rest ?? id).replace(/^Alarms/, '').replace(/Messages$/, '');
  if (type !== undefined) {
    const ofHandler = /^Handler(.+)$/.exec(rest);
    return `${type.path}.alarms.${ofHandler === null ? lowerFirst(rest) : `handler.${lowerFirst(ofHandler[1] ?? '')}`}`;
  }
  if (rest === 'Quarantine') return 'alarms.quarantine';
  const [, owner = '', name = ''] = /^(Api|Authorize|Ingest|Query|EventBus|Table)(.+)$/.exec(rest) ?? [];
  const of = { Api: 'api', EventBus: 'bus', Table: 'table' }[owner] ?? `functions.${owner.toLowerCase()}`;
  return `alarms.${of}.${lowerFirst(name)}`;
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
