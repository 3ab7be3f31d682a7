import type { TargetName } from './target.ts';

const BUS_TO_STREAM =
  'MiniStack 1.5.33 drops what a rule sends to a Kinesis stream (its log: "EventBridge: unsupported target type for ARN arn:aws:kinesis:…").';

const JSON_AS_TEXT =
  'LocalStack 4.14.0 hands a body of the binary media type application/json over as text, so ingest cannot tell a U+FFFD that was sent from one that took the place of other bytes.';

/**
 * What a target cannot do, by the name of the test that it fails, with the reason. `npm run e2e -- --target NAME
 * --prove-gaps` runs exactly these and fails if one passes: a gap that has closed comes off the list.
 */
export const GAPS: Readonly<Record<TargetName, Readonly<Record<string, string>>>> = {
  local: {},
  localstack: {
    "ends in the rule's dead-letter queue where the rule may not write to its stream":
      'LocalStack 4.14.0 checks no permission of a rule (the record arrives all the same), and drops what it cannot deliver: targets have no dead-letter queue.',
    "answers a missing API key in the API's own form of an error":
      'LocalStack 4.14.0 answers {"message":"Forbidden"}: it stores the template\'s GatewayResponses and does not use them.',
    'answers 404 to a path that the API does not have':
      'LocalStack 4.14.0 answers {"message":"Missing Authentication Token"} with 403, API Gateway\'s default, whatever the GatewayResponse says.',
    'is answered 429 with Retry-After when it asks faster':
      'LocalStack 4.14.0 accepts the throttle of a usage plan and a stage, and never answers 429.',
    'takes a U+FFFD that was sent, plain': JSON_AS_TEXT,
    'takes a U+FFFD that was sent, with a charset': JSON_AS_TEXT,
    'takes a U+FFFD that was sent, compressed': JSON_AS_TEXT,
  },
  ministack: {
    'ends with the winners, losers and leaderboard that its rules give': BUS_TO_STREAM,
    'brings a record of each type to its stream and to no other, with envelope and partition key': BUS_TO_STREAM,
    'leave the state as it is where a phone sends the same requests again': BUS_TO_STREAM,
    "ends in the rule's dead-letter queue where the rule may not write to its stream":
      'MiniStack 1.5.33 checks no permission of a rule and has no dead-letter queue of a target; nor does it deliver to streams.',
    'ends in the failure bucket with its payload when retries are used up':
      'MiniStack 1.5.33 retries a Kinesis batch for ever, whatever MaximumRetryAttempts says, and has no on-failure destination for it.',
    'takes a gzip body':
      'MiniStack 1.5.33 does not inflate bodies, although the API sets minimumCompressionSize, and hands their bytes over as text that has lost them.',
  },
  aws: {},
};
