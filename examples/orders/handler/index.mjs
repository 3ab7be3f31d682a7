// The AWS SDK is a part of Lambda's Node runtimes (lambda/latest/dg/lambda-nodejs.html); an app that pins it bundles it.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const table = new DynamoDBClient();

/** Stores an order once, however often it arrives. */
async function storeOrder({ orderId, customerId, totalCents }) {
  const put = new PutItemCommand({
    TableName: process.env.TABLE_NAME,
    Item: { orderId: { S: orderId }, customerId: { S: customerId }, totalCents: { N: String(totalCents) } },
    ConditionExpression: 'attribute_not_exists(orderId)',
  });
  try {
    await table.send(put);
  } catch (error) {
    if (error.name !== 'ConditionalCheckFailedException') throw error;
  }
}

/** Handles a batch in its order, up to the first record that fails: Lambda delivers again from there. */
export async function handler({ Records }) {
  for (const { kinesis } of Records) {
    try {
      const entry = JSON.parse(Buffer.from(kinesis.data, 'base64').toString());
      await storeOrder(entry.detail);
    } catch (error) {
      console.error(
        JSON.stringify({ message: 'order not stored', sequenceNumber: kinesis.sequenceNumber, error: String(error) }),
      );
      return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}
