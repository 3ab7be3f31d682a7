import type { LocalCloud } from '../local-cloud.ts';
import type { Built } from '../resolve.ts';
import { functionUpdate, mappingUpdate } from './lambda.ts';
import { queueUpdate, streamUpdate } from './streams-and-queues.ts';
import type { Update } from './update.ts';

/** For a resource that holds state, of which only descriptions can change. */
const persistent = (withoutEffect: readonly string[]): Update => ({
  applied: [],
  withoutEffect,
  apply: () => {},
  remove: () => 'kept',
});

/** How resources with state change. Resources without state are built again: see `REBUILT`. */
export const UPDATES: Readonly<Record<string, Update>> = {
  'AWS::DynamoDB::Table': persistent([
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'TableClass',
    'Tags',
  ]),
  'AWS::Events::Archive': persistent([]),
  'AWS::Events::EventBus': persistent(['Description', 'KmsKeyIdentifier', 'Tags']),
  'AWS::Kinesis::Stream': streamUpdate,
  'AWS::Lambda::EventSourceMapping': mappingUpdate,
  'AWS::Lambda::Function': functionUpdate,
  'AWS::S3::Bucket': {
    ...persistent([
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

/** Resources without state: their builders run again, with the same names. */
export interface Rebuilt {
  readonly has: (type: string) => boolean;
  /** Whether a change of one builds all of them again. */
  readonly together: boolean;
  /** Empties the collections that the builders fill. */
  readonly clear?: (cloud: LocalCloud) => void;
  readonly remove?: (built: Built, type: string, cloud: LocalCloud) => void;
}

const oneOf =
  (...types: readonly string[]) =>
  (type: string): boolean =>
    types.includes(type);

/** A rule checks its permission once, so it must check again after its policies change. */
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
    has: oneOf('AWS::Scheduler::Schedule'),
    together: true,
    clear: ({ schedules }) => schedules.clear(),
  },
  {
    has: oneOf('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'),
    together: false,
    remove: ({ ref }, _type, { alarms }) => alarms.delete(ref),
  },
];
