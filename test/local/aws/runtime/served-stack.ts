import { afterAll, beforeAll } from 'vitest';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

/** Resources that the operations need and the mini stack does not have. */
const MORE = {
  Archive: { Type: 'AWS::Events::Archive', Properties: { SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] } } },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'alarm',
      Namespace: 'AWS/Kinesis',
      MetricName: 'IncomingRecords',
      Statistic: 'Sum',
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  },
  Composite: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM("alarm")' } },
};

/** The mini stack with all that is answered, started once for a file. */
export function servedStack(): { readonly runtime: Runtime } {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await startRuntime({
      assemblyDirectory: await writeAssembly({ ...miniResources(), ...MORE }),
      port: 0,
      awsPort: 0,
      signToken: async () => '',
    });
  });
  afterAll(() => runtime.close());
  return {
    get runtime() {
      return runtime;
    },
  };
}

export const nameOf = (runtime: Runtime, logicalId: string): string => runtime.stack.resources.get(logicalId) ?? '';
