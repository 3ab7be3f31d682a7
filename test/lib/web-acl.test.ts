import { describe, expect, it } from 'vitest';
import { resourcesOf, templateOf } from '../helpers/templates.ts';

interface Rule {
  readonly Name: string;
  readonly Action?: object;
  readonly OverrideAction?: object;
  readonly Statement: {
    readonly ManagedRuleGroupStatement?: { readonly Name: string };
    readonly RateBasedStatement?: { readonly Limit: number };
    readonly SizeConstraintStatement?: object;
  };
  readonly VisibilityConfig: { readonly SampledRequestsEnabled: boolean };
}

/** Managed groups with a rule that blocks a body for its size (waf/latest/developerguide, aws-managed-rule-groups-baseline). */
const LIMIT_BODIES = ['AWSManagedRulesCommonRuleSet'];

describe('WebAcl', () => {
  const rules = (): readonly Rule[] => {
    const [webAcl] = Object.values(resourcesOf(templateOf('prod'), 'AWS::WAFv2::WebACL'));
    return webAcl?.Properties.Rules;
  };

  it('blocks floods of one address, known bad addresses and known bad inputs', () => {
    const blocking = rules().filter(({ OverrideAction }) => JSON.stringify(OverrideAction) !== '{"Count":{}}');
    expect(blocking.map(({ Name }) => Name)).toEqual([
      'RatePerAddress',
      'AmazonIpReputationList',
      'KnownBadInputsRuleSet',
    ]);
  });

  it('lets one address send a fifth of what the stage admits over five minutes', () => {
    expect(rules()[0]?.Statement.RateBasedStatement?.Limit).toBe(150_000);
  });

  it('has no rule that blocks a body for its size', () => {
    for (const { Statement, OverrideAction } of rules()) {
      expect(Statement.SizeConstraintStatement).toBeUndefined();
      if (LIMIT_BODIES.includes(Statement.ManagedRuleGroupStatement?.Name ?? '')) {
        expect(OverrideAction).toEqual({ Count: {} });
      }
    }
  });

  it('keeps no samples, which would show tokens', () => {
    for (const { VisibilityConfig } of rules()) expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
  });

  it('stands before the stage of the API', () => {
    templateOf('prod').resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });
});
