import { only, type Properties, type Readers } from './reader.ts';

/** Of what is kept: the table, the archive, the bucket and logs. */
export const STORAGE_READERS: Readers = {
  'AWS::IAM::Policy': {
    properties: ['PolicyDocument', 'PolicyName', 'Roles'],
    read: ({ PolicyDocument }) => {
      const [, index] = /\/index\/([^"]+)"/.exec(JSON.stringify(PolicyDocument)) ?? [];
      return index === undefined ? {} : { 'table.leaderboard.indexName': index };
    },
  },
  'AWS::Logs::LogGroup': {
    properties: ['RetentionInDays'],
    read: ({ RetentionInDays }) => ({ 'storage.logDays': RetentionInDays }),
  },
  'AWS::Events::Archive': {
    properties: ['Description', 'EventPattern', 'KmsKeyIdentifier', 'RetentionDays', 'SourceArn'],
    read: ({ RetentionDays }) => ({ 'storage.archiveDays': RetentionDays }),
  },
  'AWS::S3::Bucket': {
    properties: ['BucketEncryption', 'LifecycleConfiguration', 'OwnershipControls', 'PublicAccessBlockConfiguration'],
    read: ({ LifecycleConfiguration: { Rules } }) => {
      const rule = only(Rules as Properties[]);
      return {
        'storage.failureDays': rule.ExpirationInDays,
        'storage.unfinishedUploadDays': rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
      };
    },
  },
  'AWS::DynamoDB::Table': {
    properties: [
      'AttributeDefinitions',
      'BillingMode',
      'DeletionProtectionEnabled',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'PointInTimeRecoverySpecification',
      'ProvisionedThroughput',
      'TimeToLiveSpecification',
    ],
    read: (properties) => {
      const index = only(properties.GlobalSecondaryIndexes as Properties[]);
      const keyOf = (schema: Properties[], type: string) =>
        only(schema.filter(({ KeyType }) => KeyType === type)).AttributeName;
      return {
        'table.billingMode': properties.BillingMode ?? 'PROVISIONED',
        'table.partitionKey': keyOf(properties.KeySchema, 'HASH'),
        'table.sortKey': keyOf(properties.KeySchema, 'RANGE'),
        'table.timeToLiveAttribute': properties.TimeToLiveSpecification.AttributeName,
        'table.pointInTimeRecovery': properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
        'table.deletionProtection': properties.DeletionProtectionEnabled,
        'table.leaderboard.indexName': index.IndexName,
        'table.leaderboard.partitionKey': keyOf(index.KeySchema, 'HASH'),
        'table.leaderboard.sortKey': keyOf(index.KeySchema, 'RANGE'),
        'table.leaderboard.attributes': index.Projection.NonKeyAttributes,
      };
    },
  },
};
