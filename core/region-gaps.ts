/** Something that the chain uses and AWS does not offer in a region. */
export interface RegionGap {
  /** For an acknowledgement: `cairn:region-gap:<id>`. */
  readonly id: string;
  /** `fails`: the stack cannot be created there. `warning`: it can, but a part of it does not work. */
  readonly level: 'fails' | 'warning';
  /** What is missing and what follows from it, in a sentence. */
  readonly message: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
  readonly page: string;
}

export interface RegionUse {
  readonly region?: string;
  /** Set if the stage has a domain of its own. */
  readonly domain?: object;
  readonly tags?: Readonly<Record<string, string>>;
}

const CHINA_LAMBDA = 'docs.amazonaws.cn/en_us/aws/latest/userguide/lambda.html';
const CHINA_API_GATEWAY = 'docs.amazonaws.cn/en_us/aws/latest/userguide/api-gateway.html';
const EVENTBRIDGE_FEATURES = 'eventbridge/latest/userguide/feature-availability.html';
/** Regions with event buses but without archives. */
const WITHOUT_ARCHIVE: ReadonlySet<string> = new Set(['ap-east-2']);
const ELSEWHERE = 'Choose another region (AWS_REGION, or region of the stage in catalog/stages.ts)';
const GOVCLOUD_LAMBDA = 'govcloud-us/latest/UserGuide/govcloud-lambda.html';

/**
 * What a stage lacks in its region, by AWS's pages as read in 2026-11. Derives the partition from the region's name.
 */
export function regionGaps({ region = '', domain, tags = {} }: RegionUse): readonly RegionGap[] {
  const inChina = region.startsWith('cn-');
  const inGovCloud = region.startsWith('us-gov-');
  const gaps: RegionGap[] = [];
  if (WITHOUT_ARCHIVE.has(region)) {
    gaps.push({
      id: 'archive',
      level: 'fails',
      message: `EventBridge has no archives in ${region}: the stack cannot be created there.`,
      remedy: `${ELSEWHERE}.`,
      page: EVENTBRIDGE_FEATURES,
    });
  }
  if (inChina) {
    gaps.push(
      {
        id: 's3-on-failure',
        level: 'fails',
        message: `Lambda in ${region} takes no S3 bucket as the on-failure destination of a Kinesis event source mapping: the deployment stops at the first mapping.`,
        remedy: `${ELSEWHERE}, or give lib/source-mapping.ts another destination.`,
        page: CHINA_LAMBDA,
      },
      {
        id: 'mapping-metrics',
        level: 'warning',
        remedy: 'Watch the on-failure destination itself.',
        message: `Lambda in ${region} has no metrics of event source mappings: the alarms Stopped, HandedBack and FailureStored are left out.`,
        page: CHINA_LAMBDA,
      },
      {
        id: 'icp',
        level: 'warning',
        remedy: 'Have the account linked to an ICP licence before players come; until then every request is refused.',
        message: `API Gateway in ${region} answers requests that a Lambda authorizer checks${domain === undefined ? '' : ', and has custom domains,'} only for accounts with an ICP licence.`,
        page: CHINA_API_GATEWAY,
      },
    );
  }
  if ((inChina || inGovCloud) && Object.keys(tags).length > 0) {
    gaps.push({
      id: 'mapping-tags',
      level: 'warning',
      message: `Lambda in ${region} has no tags of event source mappings, and CloudFormation gives every resource the stage's tags (unconfirmed whether it leaves these out).`,
      remedy: 'Try it with a stage that keeps nothing, or leave tags out.',
      page: inChina ? CHINA_LAMBDA : GOVCLOUD_LAMBDA,
    });
  }
  return gaps;
}

/** Whether Lambda publishes metrics of source mappings in the stage's region. */
export function hasMappingMetrics(stage: RegionUse): boolean {
  return !regionGaps(stage).some(({ id }) => id === 'mapping-metrics');
}
