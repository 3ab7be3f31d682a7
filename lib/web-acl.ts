import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { ChainPlan } from '../core/capacity/chain.ts';
import { HEADROOM } from '../core/capacity/model/spread.ts';
import { requestsPerPlayer } from '../core/capacity/players.ts';
import { LIMITS } from '../core/limits.ts';
import { REFUSAL_CORS_HEADERS } from './api/cors.ts';

export interface WebAclProps {
  readonly stage: Stage;
  /** The stage's chain, sized: its players and their requests give the limits. */
  readonly plan: ChainPlan;
  /** Of the API's stage. */
  readonly stageArn: string;
}

const RATE_WINDOW_SECONDS = 300;
const PLAYERS_PER_ADDRESS = 2_000;
/** A player's phone that sends this many times its share is no phone that catches up. */
const TOKEN_FACTOR = 10;

/** In the shape of every other refusal. Managed rules answer by the API's own WAF_FILTERED response. */
const THROTTLED = 'throttled';
const THROTTLED_BODY = JSON.stringify({
  error: { code: THROTTLED, message: 'Too many requests from this address or player; send the same body again later.' },
});

/**
 * The firewall of the API. Two rules limit rates: one each token, and one each address over all its requests, because WAF
 * stands before the authorizer and made-up tokens are all different. Neither may close the start line to players who
 * share an address, so both limits are multiples of what the plan expects of a player, with the plan's headroom.
 *
 * None of the rules can block a body for its size, 256 KB is fine:
 *
 * - The rate and reputation rules do not look at bodies.
 * - The known-bad-inputs rules do, at the first 16 KB; for longer bodies their oversize handling is CONTINUE, which
 *   inspects what there is and passes the rest. They see a gzip body as it was sent, compressed. Ingest's own checks
 *   (depth, keys, sizes, schemas) are what protects the chain from bodies.
 * - The common rules would block every body over 8 KB (SizeRestrictions_BODY), so the whole group only counts: its
 *   metrics show what it would have blocked.
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { stage, plan, stageArn }: WebAclProps) {
    super(scope, id);
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      description: `Of the API of Cairn, stage ${stage.name}`,
      defaultAction: { allow: {} },
      customResponseBodies: { [THROTTLED]: { contentType: 'APPLICATION_JSON', content: THROTTLED_BODY } },
      // The dimension that tells its metrics from those of another stage's (waf/latest/developerguide/waf-metrics.html).
      visibilityConfig: visibility(`cairn-${stage.name}`),
      rules: [
        rateRule('RatePerToken', 0, stage, {
          aggregateKeyType: 'CUSTOM_KEYS',
          customKeys: [{ header: { name: 'authorization', textTransformations: TOKEN_HASH } }],
          limit: limitOf(TOKEN_FACTOR * requestsPerPlayer(plan)),
        }),
        rateRule('RatePerAddress', 1, stage, {
          aggregateKeyType: 'IP',
          limit: limitOf((stage.playersPerAddress ?? PLAYERS_PER_ADDRESS) * requestsPerPlayer(plan)),
        }),
        managed('AmazonIpReputationList', 2, 'block'),
        managed('KnownBadInputsRuleSet', 3, 'block'),
        managed('CommonRuleSet', 4, 'count'),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: webAcl.attrArn, resourceArn: stageArn });
  }
}

/** WAF's own hash, so that no token is a key of WAF's; blanks and case are levelled first, or each spelling would count apart. */
const TOKEN_HASH = ['COMPRESS_WHITE_SPACE', 'LOWERCASE', 'MD5'].map((type, priority) => ({ type, priority }));

/** Requests in a window at `perSecond`, with the plan's headroom, within what WAF allows. */
function limitOf(perSecond: number): number {
  const requests = Math.ceil((perSecond * RATE_WINDOW_SECONDS) / HEADROOM);
  return Math.min(LIMITS.wafRateLimitMax.value, Math.max(LIMITS.wafRateLimitMin.value, requests));
}

function rateRule(
  name: string,
  priority: number,
  { corsOrigins = [] }: Stage,
  statement: Omit<CfnWebACL.RateBasedStatementProperty, 'evaluationWindowSec'>,
): CfnWebACL.RuleProperty {
  const headers = { 'Retry-After': '60', ...(corsOrigins.length === 0 ? {} : REFUSAL_CORS_HEADERS) };
  return {
    name,
    priority,
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: THROTTLED,
          responseHeaders: Object.entries(headers).map(([header, value]) => ({ name: header, value })),
        },
      },
    },
    statement: { rateBasedStatement: { ...statement, evaluationWindowSec: RATE_WINDOW_SECONDS } },
    visibilityConfig: visibility(name),
  };
}

/** A rule group of AWS's. `block`: its rules do what AWS set them to; `count`: none of them blocks. */
function managed(group: string, priority: number, effect: 'block' | 'count'): CfnWebACL.RuleProperty {
  return {
    name: group,
    priority,
    overrideAction: effect === 'block' ? { none: {} } : { count: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: `AWSManagedRules${group}` } },
    visibilityConfig: visibility(group),
  };
}

/** Samples would show requests with their tokens. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
