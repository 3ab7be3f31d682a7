import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';

export interface WebAclProps {
  readonly stage: Stage;
  /** Of the API's stage. */
  readonly stageArn: string;
}

const RATE_WINDOW_SECONDS = 300;
/** Players at one place share few addresses (a carrier's NAT): one address may use this share of what the stage admits. */
const ADDRESS_SHARE = 0.2;

/** In the shape of every other refusal. Managed rules answer by the API's own WAF_FILTERED response. */
const THROTTLED = 'throttled';
const THROTTLED_BODY = JSON.stringify({
  error: { code: THROTTLED, message: 'Too many requests from this address; send the same body again later.' },
});

/**
 * The firewall of the API. None of its rules can block a body for its size, 256 KB is fine:
 *
 * - The rate and reputation rules do not look at bodies.
 * - The known-bad-inputs rules do, at the first 16 KB; for longer bodies their oversize handling is CONTINUE, which
 *   inspects what there is and passes the rest. They see a gzip body as it was sent, compressed. Ingest's own checks
 *   (depth, keys, sizes, schemas) are what protects the chain from bodies.
 * - The common rules would block every body over 8 KB (SizeRestrictions_BODY), so the whole group only counts: its
 *   metrics show what it would have blocked.
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { stage, stageArn }: WebAclProps) {
    super(scope, id);
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      description: `Of the API of Cairn, stage ${stage.name}`,
      defaultAction: { allow: {} },
      customResponseBodies: { [THROTTLED]: { contentType: 'APPLICATION_JSON', content: THROTTLED_BODY } },
      // The dimension that tells its metrics from those of another stage's (waf/latest/developerguide/waf-metrics.html).
      visibilityConfig: visibility(`cairn-${stage.name}`),
      rules: [
        {
          name: 'RatePerAddress',
          priority: 0,
          action: {
            block: {
              customResponse: {
                responseCode: 429,
                customResponseBodyKey: THROTTLED,
                responseHeaders: [{ name: 'Retry-After', value: '60' }],
              },
            },
          },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              evaluationWindowSec: RATE_WINDOW_SECONDS,
              limit: Math.round(stage.throttle.requestsPerSecond * RATE_WINDOW_SECONDS * ADDRESS_SHARE),
            },
          },
          visibilityConfig: visibility('RatePerAddress'),
        },
        managed('AmazonIpReputationList', 1, 'block'),
        managed('KnownBadInputsRuleSet', 2, 'block'),
        managed('CommonRuleSet', 3, 'count'),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: webAcl.attrArn, resourceArn: stageArn });
  }
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
