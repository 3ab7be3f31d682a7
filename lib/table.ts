import { type Attribute, AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Setting } from '../core/chain/setting.ts';
import type { TableSettings } from '../core/chain/table.ts';

export interface GameTableProps {
  readonly settings: TableSettings;
  /** Removal policy of the table. */
  readonly removalPolicy: RemovalPolicy;
}

/** The whole state of the game in one on-demand table; see docs/data-model.md. Encrypted with DynamoDB's own key. */
export class GameTable extends Table {
  readonly settings: TableSettings;

  constructor(scope: Construct, id: string, { settings, removalPolicy }: GameTableProps) {
    super(scope, id, {
      partitionKey: text(settings.partitionKey),
      sortKey: text(settings.sortKey),
      billingMode: BillingMode[settings.billingMode.value],
      timeToLiveAttribute: settings.timeToLiveAttribute.value,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery.value },
      deletionProtection: settings.deletionProtection.value,
      removalPolicy,
    });
    this.settings = settings;
    if (!settings.pointInTimeRecovery.value) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: `Point-in-time recovery is off: ${settings.pointInTimeRecovery.reason}`,
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

  /** Environment variables that give functions the table's name and settings. */
  get environment(): Readonly<Record<string, string>> {
    return { TABLE_NAME: this.tableName, LEADERBOARD_SHARDS: String(this.settings.leaderboard.shards.value) };
  }

  /** Grants the handlers of event types access to single items. IAM checks a transaction as its single writes. */
  grantReadWriteItems(grantee: IGrantable): Grant {
    return this.grantOn(this.tableArn, grantee, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  }

  /** Grants `query` access to hunts and players as single items, and to the leaderboard. */
  grantQuery(grantee: IGrantable): Grant {
    const items = this.grantOn(this.tableArn, grantee, 'dynamodb:GetItem', 'dynamodb:PutItem');
    const index = `${this.tableArn}/index/${this.settings.leaderboard.indexName.value}`;
    return items.combine(this.grantOn(index, grantee, 'dynamodb:Query'));
  }

  /** Grants the governor its own items, and the list of starts. Conditions on the key: it reads no player. */
  grantGovernor(grantee: IGrantable): Grant {
    const own = this.grantKeys(grantee, ['GOVERNOR'], 'dynamodb:GetItem', 'dynamodb:PutItem');
    return own.combine(this.grantKeys(grantee, ['STARTS'], 'dynamodb:Query'));
  }

  /** Grants ingest the level that it admits by, and nothing else. */
  grantReadAdmission(grantee: IGrantable): Grant {
    return this.grantKeys(grantee, ['GOVERNOR'], 'dynamodb:GetItem');
  }

  /** @param keys partition keys (amazondynamodb/latest/developerguide, specifying-conditions: dynamodb:LeadingKeys) */
  private grantKeys(grantee: IGrantable, keys: readonly string[], ...actions: string[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [...keys] } },
    });
  }

  /** CDK's `grant` would add every index of the table. */
  private grantOn(resource: string, grantee: IGrantable, ...actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [resource] });
  }
}

function text({ value }: Setting<string>): Attribute {
  return { name: value, type: AttributeType.STRING };
}
