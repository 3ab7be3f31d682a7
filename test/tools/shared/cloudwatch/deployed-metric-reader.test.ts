import { describe, expect, it } from 'vitest';
import { stages } from '../../../../catalog/stages.ts';
import { deployedMetricReader } from '../../../../tools/shared/cloudwatch/deployed-metric-reader.ts';
import type { MetricReader } from '../../../../tools/shared/cloudwatch/metric-reader.ts';

const sources = (variables: Readonly<Record<string, string>>) => ({
  variables,
  regionOfProfile: async () => undefined,
});

/** A reader whose every call fails with an error of this name. */
function failing(name: string): MetricReader {
  const fail = async (): Promise<never> => {
    throw Object.assign(new Error('as AWS answers'), { name });
  };
  return { over: fail, byMinute: fail, dimensions: fail };
}

describe('CloudWatch of a deployed stage', () => {
  it('is read in the region that the stage names, whatever AWS_REGION is', async () => {
    const regions: unknown[] = [];
    await deployedMetricReader(stages.prod, sources({ AWS_REGION: 'eu-west-1' }), ({ region }) => {
      regions.push(region);
      return failing('unused');
    });
    expect(regions).toEqual(['us-east-1']);
  });

  it('is not read if nothing names a region, and the error gives the command that does', async () => {
    await expect(deployedMetricReader(stages.dev, sources({}))).rejects.toThrow(
      /^AWS region: got nothing; .*Run "export AWS_REGION=us-east-1"/,
    );
  });

  it.each([
    ['CredentialsProviderError', /^AWS credentials: .* Set AWS_PROFILE/],
    ['AccessDeniedException', /^AWS permissions: .*may not cloudwatch:(GetMetricData|ListMetrics)/],
  ])('says what to do if it answers with %s', async (name, message) => {
    const reader = await deployedMetricReader(stages.prod, sources({}), () => failing(name));
    await expect(reader.over([], 0, 1)).rejects.toThrow(message);
    await expect(reader.byMinute([], 0, 1)).rejects.toThrow(message);
    await expect(reader.dimensions('Cairn', 'Lag')).rejects.toThrow(message);
  });
});
