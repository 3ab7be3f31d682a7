import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Stage } from '../catalog/stages.ts';
import type { WebAclSettings } from '../core/chain/api.ts';
import { REFUSAL_CORS_HEADERS } from './api/cors.ts';

export interface WebAclProps {
  readonly stage: Stage;
  readonly settings: WebAclSettings;
  /** Of the API's stage. */
  readonly stageArn: string;
}

/** In the shape of every other refusal. Managed rules answer by the API's own WAF_FILTERED response. */
const THROTTLED = 'throttled';
const THROTTLED_BODY = JSON.stringify({
  error: { code: THROTTLED, message: 'Too many requests from this address or player; send the same body again later.' },
});

/**
 * The firewall of the API. Two rules limit rates: one each token, and one each address over all its requests, because WAF
 * stands before the authorizer and made-up tokens are all different. Neither may close the start line to players who
 * share an address (core/chain/api.ts).
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
  constructor(scope: Construct, id: string, { stage, settings, stageArn }: WebAclProps) {
    super(scope, id);
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      description: `Of the API of Cairn, stage ${stage.name}`,
      defaultAction: { allow: {} },
      customResponseBodies: { [THROTTLED]: { contentType: 'APPLICATION_JSON', content: THROTTLED_BODY } },
      // The dimension that tells its metrics from those of another stage's (waf/latest/developerguide/waf-metrics.html).
      visibilityConfig: visibility(`cairn-${stage.name}`),
      rules: [
        rateRule('RatePerToken', 0, stage, settings, {
          aggregateKeyType: 'CUSTOM_KEYS',
          customKeys: [{ header: { name: 'authorization', textTransformations: TOKEN_HASH } }],
          limit: settings.requestsPerToken.value,
        }),
        rateRule('RatePerAddress', 1, stage, settings, {
          aggregateKeyType: 'IP',
          limit: settings.requestsPerAddress.value,
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

function rateRule(
  name: string,
  priority: number,
  { corsOrigins = [] }: Stage,
  { windowSeconds }: WebAclSettings,
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
    statement: { rateBasedStatement: { ...statement, evaluationWindowSec: windowSeconds.value } },
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
