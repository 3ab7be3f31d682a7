import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from '../catalog/stages.ts';

/**
 * What becomes of table, bucket, streams, queues and archive when the stack is deleted.
 *
 * Elsewhere than in a stage that keeps its state they are destroyed, and without a custom resource nothing empties the
 * failure bucket first: if it holds objects, `cdk destroy` stops at it and says so. Empty it (`aws s3 rm --recursive`)
 * and destroy again; until then no payload of a failed record is lost by accident.
 */
export function stateRemoval(stage: Stage): RemovalPolicy {
  return stage.retainState ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
