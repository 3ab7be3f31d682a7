import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { WebAclSettings } from '../core/chain/api.ts';

export interface WebAclProps {
  /**
   * The dimension `WebACL` of its metrics (waf/latest/developerguide/waf-metrics.html). 1–128 characters: letters,
   * digits, `-` and `_`.
   */
  readonly metricName: string;
  readonly description: string;
  readonly settings: WebAclSettings;
  /** What it protects, such as the ARN of an API's stage. */
  readonly resourceArn: string;
  /** More headers of the rate rules' refusals, besides `Retry-After`. @default none */
  readonly refusalHeaders?: Readonly<Record<string, string>>;
}

/** Has the shape of every other refusal. For managed rules the API answers with its own WAF_FILTERED response. */
const THROTTLED = 'throttled';
const THROTTLED_BODY = JSON.stringify({
  error: { code: THROTTLED, message: 'Too many requests from this address or player; send the same body again later.' },
});

/**
 * The firewall of the API. Two rules limit rates: one for each token, and one for all requests of an address, because
 * WAF checks before the authorizer, and made-up tokens all differ. The limits admit many players who share an address
 * (core/chain/api.ts).
 *
 * No rule blocks a body for its size, up to the 256 KB that ingest allows:
 *
 * - The rate and reputation rules do not inspect bodies.
 * - The known-bad-inputs rules inspect the first 16 KB; their oversize handling is CONTINUE, which passes the rest of a
 *   longer body. They see a gzip body compressed. Ingest's own checks (depth, keys, sizes, schemas) protect the chain
 *   from bodies.
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

/**
 * Keys are WAF's own hash of the token, so that WAF stores no token. Blanks and case are normalized first, so that all
 * spellings of a token count together.
 */
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

/** A rule group of AWS. `block`: its rules act as AWS defines them; `count`: they only count. */
function managed(group: string, priority: number, effect: 'block' | 'count'): CfnWebACL.RuleProperty {
  return {
    name: group,
    priority,
    overrideAction: effect === 'block' ? { none: {} } : { count: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: `AWSManagedRules${group}` } },
    visibilityConfig: visibility(group),
  };
}

/** Samples are off because they show requests with their tokens. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
