import type { LocalCloud } from '../local-cloud.ts';
import type { Built } from '../resolve.ts';
import { functionUpdate, mappingUpdate } from './lambda.ts';
import { queueUpdate, streamUpdate } from './streams-and-queues.ts';
import type { Update } from './update.ts';

/** Of what holds state and changes in its descriptions only. */
const lasting = (withoutEffect: readonly string[]): Update => ({
  taken: [],
  withoutEffect,
  apply: () => {},
  remove: () => 'kept',
});

/** How resources with a state of their own change. What has none is built anew: see `REBUILT`. */
export const UPDATES: Readonly<Record<string, Update>> = {
  'AWS::DynamoDB::Table': lasting([
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'TableClass',
    'Tags',
  ]),
  'AWS::Events::Archive': lasting([]),
  'AWS::Events::EventBus': lasting(['Description', 'KmsKeyIdentifier', 'Tags']),
  'AWS::Kinesis::Stream': streamUpdate,
  'AWS::Lambda::EventSourceMapping': mappingUpdate,
  'AWS::Lambda::Function': functionUpdate,
  'AWS::S3::Bucket': {
    ...lasting([
      'BucketEncryption',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
      'VersioningConfiguration',
    ]),
    remove: ({ ref }, { objects }) => (objects.deleteBucket(ref) ? 'removed' : 'kept'),
  },
  'AWS::SQS::Queue': queueUpdate,
};

/** Resources that are only read when something happens: their builders run again, on the same names. */
export interface Rebuilt {
  readonly has: (type: string) => boolean;
  /** Whether a change of one has all of them built anew. */
  readonly together: boolean;
  /** Empties what the builders fill. */
  readonly clear?: (cloud: LocalCloud) => void;
  readonly remove?: (built: Built, type: string, cloud: LocalCloud) => void;
}

const oneOf =
  (...types: readonly string[]) =>
  (type: string): boolean =>
    types.includes(type);

/** A rule asks for its permission once: with other policies it must ask again. */
const ACCESS = oneOf(
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::Rule',
);

export const REBUILT: readonly Rebuilt[] = [
  {
    has: ACCESS,
    together: true,
    clear: ({ roles, queuePolicies }) => {
      roles.clear();
      queuePolicies.clear();
    },
    remove: ({ ref }, type, { buses }) => {
      const [busName = '', ruleName = ''] = ref.split('|');
      if (type === 'AWS::Events::Rule') buses.get(busName)?.removeRule(ruleName);
    },
  },
  {
    has: (type) => type.startsWith('AWS::ApiGateway::'),
    together: true,
    clear: ({ restApis, gateways }) => {
      restApis.clear();
      gateways.length = 0;
    },
    remove: ({ ref }, type, { usagePlans }) => {
      if (type === 'AWS::ApiGateway::ApiKey') usagePlans.deleteKey(ref);
      if (type === 'AWS::ApiGateway::UsagePlan') usagePlans.deletePlan(ref);
    },
  },
  {
    has: oneOf('AWS::Logs::MetricFilter'),
    together: true,
    clear: ({ accessLogFilters }) => {
      accessLogFilters.length = 0;
    },
  },
  {
    has: oneOf('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'),
    together: false,
    remove: ({ ref }, _type, { alarms }) => alarms.delete(ref),
  },
];
