import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { deployment } from './deployment.ts';

const { awsEndpoint, region, credentials } = deployment;
const settings = {
  region,
  // Shards allow five reads a second, and the source mapping reads as well.
  maxAttempts: 8,
  ...(awsEndpoint === null ? {} : { endpoint: awsEndpoint }),
  ...(credentials === null ? {} : { credentials }),
};

export const apiGateway = new APIGatewayClient(settings);
export const dynamodb = new DynamoDBClient(settings);
export const eventBridge = new EventBridgeClient(settings);
export const kinesis = new KinesisClient(settings);
export const lambda = new LambdaClient(settings);
export const s3 = new S3Client({ ...settings, forcePathStyle: awsEndpoint !== null });
export const sqs = new SQSClient(settings);
