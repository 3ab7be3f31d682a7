import { describe, expect, it } from 'vitest';
import { parseEmbeddedMetrics } from '../../../../../local/aws/services/metrics/emf.ts';

const directive = {
  Namespace: 'Cairn',
  Dimensions: [['stage', 'type']],
  Metrics: [{ Name: 'Pending' }, { Name: 'Settled' }],
};
const line = (values: object) =>
  JSON.stringify({
    _aws: { Timestamp: 1, CloudWatchMetrics: [directive] },
    stage: 'dev',
    type: 'clue.solved',
    ...values,
  });

/** AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
describe('the embedded metric format', () => {
  it('gives each metric with its dimensions, several values as their sum', () => {
    const dimensions = { stage: 'dev', type: 'clue.solved' };
    const common = { namespace: 'Cairn', dimensions, dimensionSets: [dimensions], unit: 'None' };
    expect(parseEmbeddedMetrics(line({ Pending: 2, Settled: [1, 3] }))).toEqual([
      { ...common, name: 'Pending', values: [2], sum: 2 },
      { ...common, name: 'Settled', values: [1, 3], sum: 4 },
    ]);
  });

  it.each([['a log line'], ['{"_aws": broken'], ['{"_aws":{}}'], ['{"message":"_aws"}']])(
    'finds nothing in %s',
    (text) => {
      expect(parseEmbeddedMetrics(text)).toEqual([]);
    },
  );
});
