import { Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { NodeFunction } from './node-function.ts';
import { stateRemoval } from './state-removal.ts';

export const LEADERBOARD_INDEX = 'leaderboard';

/** Reads and writes of single items; to IAM, a transaction is the writes that it is made of. */
const ITEM_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/** The whole state of the game: one on-demand table, see docs/data-model.md. Encrypted with DynamoDB's own key. */
export class GameTable extends Table {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: stage.retainState },
      deletionProtection: stage.protected,
      removalPolicy: stateRemoval(stage),
    });
    if (!stage.retainState) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: `Stage ${stage.name} keeps nothing: its table is deleted with the stack, so no point in time is ever recovered.`,
      });
    }
    // Sharded by `leaderboardShard`: one partition of an index takes 1,000 writes a second, a start line makes more.
    this.addGlobalSecondaryIndex({
      indexName: LEADERBOARD_INDEX,
      partitionKey: { name: 'leaderboardShard', type: AttributeType.STRING },
      // The best score first, equal scores by player id: a read needs one page of a shard, however many are tied.
      sortKey: { name: 'leaderboardOrder', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['playerId', 'displayName', 'score'],
    });
  }

  /** For the handlers of event types. */
  allowReadWrite(to: NodeFunction): void {
    to.allow(ITEM_ACTIONS, [this.tableArn]);
  }

  /** For `query`: besides, it reads the leaderboard. */
  allowQuery(to: NodeFunction): void {
    to.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [this.tableArn]);
    to.allow(['dynamodb:Query'], [`${this.tableArn}/index/${LEADERBOARD_INDEX}`]);
  }
}
