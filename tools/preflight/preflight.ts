import type { EventDefinition } from '../../catalog/definition.ts';
import type { Stage } from '../../catalog/stages.ts';
import { AccessRefused, type AccountReader } from './account-reader.ts';
import {
  checkBootstrap,
  checkConcurrency,
  checkGatewayThrottle,
  checkIssuer,
  checkLogRole,
  checkPublishRate,
  checkShards,
} from './checks.ts';
import type { Finding } from './finding.ts';
import { stageDemand } from './stage-demand.ts';

/** Everything that would fail when `stage` is deployed into the account that `reader` reads. Changes nothing there. */
export async function preflight(
  stage: Stage,
  catalog: readonly EventDefinition[],
  reader: AccountReader,
): Promise<readonly Finding[]> {
  const demand = stageDemand(stage, catalog);
  const identity = await reader.identity();
  const examine = async <Read>(
    subject: string,
    read: () => Promise<Read>,
    ...checks: readonly ((answer: Read) => Finding)[]
  ): Promise<readonly Finding[]> => {
    try {
      const answer = await read();
      return checks.map((check) => check(answer));
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      return [{ level: 'unknown', subject, message: `could not be read: ${error.message}` }];
    }
  };
  const groups = await Promise.all([
    examine(
      'CDK bootstrap',
      () => reader.bootstrapVersion(),
      (version) => checkBootstrap(version, identity),
    ),
    examine(
      'API Gateway',
      () => reader.gateway(),
      (gateway) => checkLogRole(gateway, identity),
      (gateway) => checkGatewayThrottle(stage, gateway),
    ),
    examine(
      'Lambda concurrency',
      () => reader.concurrency(),
      (concurrency) => checkConcurrency(stage, demand, concurrency),
    ),
    examine(
      'EventBridge PutEvents',
      () => reader.publishesPerSecond(),
      (limit) => checkPublishRate(stage, demand, limit, identity.region),
    ),
    examine(
      'Kinesis shards',
      () => reader.shards(),
      (shards) => checkShards(stage, demand, shards),
    ),
  ]);
  return [...groups.flat(), checkIssuer(stage)];
}
