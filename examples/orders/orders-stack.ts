import path from 'node:path';
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { EventChain } from '../../lib/event-chain.ts';

/** A shop: its own bus, table and handler, and Cairn's chain between them. Nothing of it knows of a game. */
export class OrdersStack extends Stack {
  readonly placed: EventChain;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const bus = new EventBus(this, 'Bus', { description: 'What happens in the shop' });
    const orders = new Table(this, 'Orders', {
      partitionKey: { name: 'orderId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });

    this.placed = new EventChain(this, 'OrderPlaced', {
      bus,
      source: 'shop.checkout',
      detailType: 'order.placed',
      partitionKeyPath: '$.detail.customerId',
      traffic: { peakEventsPerSecond: 3_000, meanBytes: 800 },
      code: Code.fromAsset(path.join(import.meta.dirname, 'handler')),
      environment: { TABLE_NAME: orders.tableName },
    });
    orders.grant(this.placed.handler, 'dynamodb:PutItem');
    this.placed.notify(new SnsAction(new Topic(this, 'OnCall', { enforceSSL: true })));

    new CfnOutput(this, 'BusName', { value: bus.eventBusName });
    new CfnOutput(this, 'TableName', { value: orders.tableName });
  }
}
