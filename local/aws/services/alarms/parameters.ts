import type { ServiceParameters } from '../api/parameters.ts';

export const CLOUDWATCH_PARAMETERS: ServiceParameters = {
  DescribeAlarms: { effective: 'AlarmNames AlarmNamePrefix AlarmTypes StateValue MaxRecords NextToken' },
  GetMetricData: {
    effective:
      'MetricDataQueries.Id MetricDataQueries.MetricStat.Metric MetricDataQueries.MetricStat.Period MetricDataQueries.MetricStat.Stat MetricDataQueries.Label MetricDataQueries.ReturnData StartTime EndTime ScanBy',
  },
  ListMetrics: { effective: 'Namespace MetricName Dimensions NextToken' },
};
