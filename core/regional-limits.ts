import { type Limit, READ } from './limits.ts';

/** A quota that differs by region: tiers from the largest, and `others` for every region that no tier names. */
export interface RegionalLimit extends Omit<Limit, 'value'> {
  readonly tiers: readonly { readonly value: number; readonly regions: readonly string[] }[];
  readonly others: number;
  /** Its name in Service Quotas. */
  readonly quota: string;
  /** Its code in Service Quotas, from which `preflight` reads the account's own value. */
  readonly code?: { readonly service: string; readonly quota: string };
  /** AWS raises it on request. */
  readonly adjustable: boolean;
}

/**
 * The regions of EventBridge's page, from the largest quotas to the smallest
 * (eventbridge/latest/userguide/eb-quota.html, 2026-11).
 */
const LARGEST = ['us-east-1', 'us-west-2', 'eu-west-1'] as const;
const LARGE = ['us-east-2', 'eu-central-1', 'eu-south-2'] as const;
const MIDDLE = ['us-west-1', 'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2', 'eu-west-2'] as const;
const SMALL = [
  'ca-central-1',
  'ap-south-1',
  'eu-north-1',
  'eu-west-3',
  'sa-east-1',
  'ap-northeast-2',
  'ap-east-1',
] as const;
/** Regions that API Gateway's page names with the lower quota (apigateway/latest/developerguide/limits.html, 2026-11). */
const HALF_GATEWAY = [
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
] as const;

export const REGIONAL_LIMITS = {
  apiGatewayRequestsPerSecond: {
    tiers: [{ value: 2_500, regions: HALF_GATEWAY }],
    others: 10_000,
    unit: 'requests/s',
    quota: 'Throttle rate',
    adjustable: true,
    page: 'apigateway/latest/developerguide/limits.html',
    read: READ,
  },
  apiGatewayBurst: {
    tiers: [{ value: 1_250, regions: HALF_GATEWAY }],
    others: 5_000,
    unit: 'requests at once',
    quota: 'Throttle burst',
    adjustable: false,
    page: 'apigateway/latest/developerguide/limits.html',
    read: READ,
  },
  putEventsPerSecond: {
    tiers: [
      { value: 10_000, regions: LARGEST },
      { value: 2_400, regions: LARGE },
      { value: 1_200, regions: MIDDLE },
      { value: 600, regions: SMALL },
    ],
    others: 400,
    unit: 'calls/s',
    quota: 'PutEvents throttle limit in transactions per second',
    code: { service: 'events', quota: 'L-9B653E91' },
    adjustable: true,
    page: 'eventbridge/latest/userguide/eb-quota.html',
    read: READ,
  },
  targetInvocationsPerSecond: {
    tiers: [
      { value: 18_750, regions: LARGEST },
      { value: 4_500, regions: LARGE },
      { value: 2_250, regions: MIDDLE },
      { value: 1_100, regions: SMALL },
    ],
    others: 750,
    unit: 'invocations/s',
    quota: 'Invocations throttle limit in transactions per second',
    code: { service: 'events', quota: 'L-5540C5E3' },
    adjustable: true,
    page: 'eventbridge/latest/userguide/eb-quota.html',
    read: READ,
  },
} as const satisfies Record<string, RegionalLimit>;

export const LIMITED_REGIONS: ReadonlySet<string> = new Set(
  Object.values(REGIONAL_LIMITS).flatMap(({ tiers }) => tiers.flatMap(({ regions }): readonly string[] => regions)),
);

/** The quota in `region`. Without a region: the lowest of any region, so that what fits there fits everywhere. */
export function limitIn(limit: RegionalLimit, region: string | undefined): number {
  const values = [limit.others, ...limit.tiers.map(({ value }) => value)];
  if (region === undefined) return Math.min(...values);
  return limit.tiers.find(({ regions }) => regions.includes(region))?.value ?? limit.others;
}
