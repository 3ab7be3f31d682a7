import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { WebAclSettings } from '../core/chain/api.ts';

export interface WebAclProps {
  /**
   * Names its metrics, as their dimension `WebACL` (waf/latest/developerguide/waf-metrics.html). 1–128 characters: letters,
   * digits, `-` and `_`.
   */
  readonly metricName: string;
  readonly description: string;
  readonly settings: WebAclSettings;
  /** What it protects, such as the ARN of an API's stage. */
  readonly resourceArn: string;
  /** Of its own refusals, beside `Retry-After`. @default none */
  readonly refusalHeaders?: Readonly<Record<string, string>>;
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
  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { metricName, description, settings, resourceArn, refusalHeaders = {} } = props;
    const { windowSeconds, requestsPerToken, requestsPerAddress } = settings;
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      description,
      defaultAction: { allow: {} },
      customResponseBodies: { [THROTTLED]: { contentType: 'APPLICATION_JSON', content: THROTTLED_BODY } },
      visibilityConfig: visibility(metricName),
      rules: [
        rateRule('RatePerToken', 0, refusalHeaders, {
          aggregateKeyType: 'CUSTOM_KEYS',
          customKeys: [{ header: { name: 'authorization', textTransformations: TOKEN_HASH } }],
          limit: requestsPerToken.value,
          evaluationWindowSec: windowSeconds.value,
        }),
        rateRule('RatePerAddress', 1, refusalHeaders, {
          aggregateKeyType: 'IP',
          limit: requestsPerAddress.value,
          evaluationWindowSec: windowSeconds.value,
        }),
        managed('AmazonIpReputationList', 2, 'block'),
        managed('KnownBadInputsRuleSet', 3, 'block'),
        managed('CommonRuleSet', 4, 'count'),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: webAcl.attrArn, resourceArn });
  }
}

/** WAF's own hash, so that no token is a key of WAF's; blanks and case are levelled first, or each spelling would count apart. */
const TOKEN_HASH = ['COMPRESS_WHITE_SPACE', 'LOWERCASE', 'MD5'].map((type, priority) => ({ type, priority }));

function rateRule(
  name: string,
  priority: number,
  refusalHeaders: Readonly<Record<string, string>>,
  rateBasedStatement: CfnWebACL.RateBasedStatementProperty,
): CfnWebACL.RuleProperty {
  const headers = { 'Retry-After': '60', ...refusalHeaders };
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
    statement: { rateBasedStatement },
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
