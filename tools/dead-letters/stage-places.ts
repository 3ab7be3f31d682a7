import { pascalName } from '../../catalog/names.ts';
import { resourceOf, type StackResource } from '../shared/aws/account-reader.ts';

/** One event type's dead letters and its way back. */
export interface TypePlace {
  readonly type: string;
  readonly queueUrl: string;
  readonly streamName: string;
  readonly functionName: string;
}

/** Where a stage keeps dead letters, and where they belong. */
export interface StagePlaces {
  readonly types: readonly TypePlace[];
  readonly unroutedUrl: string | undefined;
  readonly quarantineUrl: string | undefined;
  readonly bucket: string | undefined;
  readonly busName: string | undefined;
}

/** Finds them in a stack by their logical ids. @param types of catalog and stack */
export function stagePlaces(resources: readonly StackResource[], types: readonly string[]): StagePlaces {
  const stack = { resources };
  const idOf = (type: string, id: string): string | undefined => resourceOf(stack, type, id)?.physicalId;
  return {
    types: types.flatMap((type): readonly TypePlace[] => {
      const pascal = pascalName(type);
      const queueUrl = idOf('AWS::SQS::Queue', `${pascal}RuleFailures`);
      const streamName = idOf('AWS::Kinesis::Stream', `${pascal}Stream`);
      const functionName = idOf('AWS::Lambda::Function', `${pascal}HandlerFunction`);
      if (queueUrl === undefined || streamName === undefined || functionName === undefined) return [];
      return [{ type, queueUrl, streamName, functionName }];
    }),
    unroutedUrl: idOf('AWS::SQS::Queue', 'EventBusUnrouted'),
    quarantineUrl: idOf('AWS::SQS::Queue', 'Quarantine'),
    bucket: idOf('AWS::S3::Bucket', 'Failures'),
    busName: idOf('AWS::Events::EventBus', 'EventBus'),
  };
}
