import type { StageConfig } from '../../../catalog/stages.ts';
import { deploymentTarget, type TargetSources } from '../aws/deployment-target.ts';
import { PROCESS_SOURCES } from '../aws/process-sources.ts';
import { asking, type SdkSettings, settingsFor } from '../aws/sdk-account-reader.ts';
import { withPermissions } from '../aws/with-permissions.ts';
import type { MetricReader } from './metric-reader.ts';
import { sdkMetricReader } from './sdk-metric-reader.ts';

/**
 * Reads CloudWatch in the region and account that `cdk deploy` uses for `stage`: the stage's own region comes before
 * AWS_REGION.
 *
 * @throws InputError if nothing names a region; its reads throw one if credentials or a permission are missing
 */
export async function deployedMetricReader(
  stage: StageConfig,
  sources: TargetSources = PROCESS_SOURCES,
  readerOf: (settings: SdkSettings) => MetricReader = sdkMetricReader,
): Promise<MetricReader> {
  const reader = readerOf(await settingsFor(await deploymentTarget(stage, sources)));
  return {
    over: (...span) => reading('cloudwatch:GetMetricData', () => reader.over(...span)),
    byMinute: (...span) => reading('cloudwatch:GetMetricData', () => reader.byMinute(...span)),
    dimensions: (...metric) => reading('cloudwatch:ListMetrics', () => reader.dimensions(...metric)),
  };
}

function reading<Answer>(permission: string, read: () => Promise<Answer>): Promise<Answer> {
  return withPermissions('cloudwatch:GetMetricData and cloudwatch:ListMetrics', () => asking(permission, read));
}
