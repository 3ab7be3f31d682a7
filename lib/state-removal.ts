import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from '../catalog/stages.ts';

/**
 * What becomes of table, bucket, streams, queues, bus and archive when the stack, or one of them in it, is deleted.
 *
 * A stage that keeps its state leaves them where they are. Only the deployment that creates them takes them back when it
 * fails (RetainExceptOnCreate): they are empty then, and would be paid for and be in the way of the next try.
 *
 * In other stages they are destroyed, and without a custom resource nothing empties the failure bucket first: if it holds
 * objects, `cdk destroy` stops at it and says so. Empty it (`aws s3 rm --recursive`) and destroy again; until then no
 * payload of a failed record is lost by accident.
 */
export function stateRemoval(stage: Stage): RemovalPolicy {
  return stage.retainState ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
