import { Validations } from 'aws-cdk-lib';
import { type Attribute, AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { Setting } from '../core/chain/setting.ts';
import type { TableSettings } from '../core/chain/table.ts';
import type { NodeFunction } from './node-function.ts';
import { stateRemoval } from './state-removal.ts';

/** Reads and writes of single items; to IAM, a transaction is the writes that it is made of. */
const ITEM_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/** The whole state of the game: one on-demand table, see docs/data-model.md. Encrypted with DynamoDB's own key. */
export class GameTable extends Table {
  readonly settings: TableSettings;

  constructor(scope: Construct, id: string, stage: Stage, settings: TableSettings) {
    super(scope, id, {
      partitionKey: text(settings.partitionKey),
      sortKey: text(settings.sortKey),
      billingMode: BillingMode[settings.billingMode.value],
      timeToLiveAttribute: settings.timeToLiveAttribute.value,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery.value },
      deletionProtection: settings.deletionProtection.value,
      removalPolicy: stateRemoval(stage),
    });
    this.settings = settings;
    if (!stage.retainState) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: `Stage ${stage.name} keeps nothing: its table is deleted with the stack, so no point in time is ever recovered.`,
      });
    }
    const { indexName, partitionKey, sortKey, attributes } = settings.leaderboard;
    this.addGlobalSecondaryIndex({
      indexName: indexName.value,
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...attributes.value],
    });
  }

  /** What functions are told of the table. */
  get environment(): Readonly<Record<string, string>> {
    return { TABLE_NAME: this.tableName, LEADERBOARD_SHARDS: String(this.settings.leaderboard.shards.value) };
  }

  /** For the handlers of event types. */
  allowReadWrite(to: NodeFunction): void {
    to.allow(ITEM_ACTIONS, [this.tableArn]);
  }

  /** For `query`: besides, it reads the leaderboard. */
  allowQuery(to: NodeFunction): void {
    to.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [this.tableArn]);
    to.allow(['dynamodb:Query'], [`${this.tableArn}/index/${this.settings.leaderboard.indexName.value}`]);
  }
}

function text({ value }: Setting<string>): Attribute {
  return { name: value, type: AttributeType.STRING };
}
