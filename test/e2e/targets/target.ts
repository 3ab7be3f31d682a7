/** Where the end-to-end suite runs. */
export const TARGET_NAMES = ['local', 'localstack', 'ministack', 'aws'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** A deployed stage as the suite sees it: nothing but what a client of AWS could know. Plain data, handed to test workers. */
export interface Deployment {
  readonly target: TargetName;
  /** The API's URL, up to but without `/v1`. */
  readonly endpoint: string;
  readonly apiKey: string;
  /** Of the AWS APIs; null for AWS's own. */
  readonly awsEndpoint: string | null;
  readonly region: string;
  /** Null for those of the environment. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** Physical name or id by logical id, as CloudFormation lists them. */
  readonly resources: Readonly<Record<string, string>>;
  /** The API's stage. */
  readonly apiStage: string;
  /** How long an effect may take to be seen. */
  readonly patienceMs: number;
}

export interface RunningTarget {
  readonly deployment: Deployment;
  close(): Promise<void>;
}

/** Finds or starts a target. @throws with what to do, where it is not there */
export type Connect = () => Promise<RunningTarget>;
