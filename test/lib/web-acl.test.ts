import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { catalog as fixtureCatalog } from '../fixtures/start-line/catalog.ts';
import { stages as fixtureStages } from '../fixtures/start-line/stages.ts';
import { resourcesOf, stackOf, templateOf } from '../helpers/templates.ts';

interface Rule {
  readonly Name: string;
  readonly Action?: object;
  readonly OverrideAction?: object;
  readonly Statement: {
    readonly ManagedRuleGroupStatement?: { readonly Name: string };
    readonly RateBasedStatement?: {
      readonly Limit: number;
      readonly EvaluationWindowSec: number;
      readonly AggregateKeyType: string;
      readonly CustomKeys?: readonly object[];
      readonly ScopeDownStatement?: object;
    };
    readonly SizeConstraintStatement?: object;
  };
  readonly VisibilityConfig: { readonly SampledRequestsEnabled: boolean };
}

/**
 * Managed groups with a rule that blocks a body for its size (waf/latest/developerguide,
 * aws-managed-rule-groups-baseline).
 */
const LIMIT_BODIES = ['AWSManagedRulesCommonRuleSet'];

const PLAYERS_AT_ONE_VENUE = 2_000;
/** A phone's requests at the peak, by the plan of the shipped game. */
const PLAYER_PER_SECOND = planChain(catalog, stages.prod).players.requestsPerPlayer;

function rulesOf(stage: StageConfig): readonly Rule[] {
  const [webAcl] = Object.values(resourcesOf(Template.fromStack(stackOf(stage)), 'AWS::WAFv2::WebACL'));
  return webAcl?.Properties.Rules;
}

/** Returns whether WAF admits `perSecond` of a client of the rule `name` without end. */
function passes(rules: readonly Rule[], name: string, perSecond: number): boolean {
  const rate = rules.find((rule) => rule.Name === name)?.Statement.RateBasedStatement;
  if (rate === undefined) throw new Error(`no rate rule ${name}`);
  return perSecond * rate.EvaluationWindowSec <= rate.Limit;
}

describe('WebAcl', () => {
  const rules = (): readonly Rule[] => {
    const [webAcl] = Object.values(resourcesOf(templateOf('prod'), 'AWS::WAFv2::WebACL'));
    return webAcl?.Properties.Rules;
  };

  it('blocks floods of one token and of one address, known bad addresses and known bad inputs', () => {
    const blocking = rules().filter(({ OverrideAction }) => JSON.stringify(OverrideAction) !== '{"Count":{}}');
    expect(blocking.map(({ Name }) => Name)).toEqual([
      'RatePerToken',
      'RatePerAddress',
      'AmazonIpReputationList',
      'KnownBadInputsRuleSet',
    ]);
  });

  it('has the rates that the plan assumes', () => {
    const plan = planChain(fixtureCatalog, fixtureStages.prod);
    // 2,000 requests/s with events and 200 reads, of 10,000 players.
    expect(plan.players.count).toBe(10_000);
    expect(plan.players.requestsPerPlayer).toBeCloseTo(0.22);
  });

  it('admits 2,000 players of one address, and blocks one token at 20 times its rate', () => {
    expect(passes(rules(), 'RatePerAddress', PLAYERS_AT_ONE_VENUE * PLAYER_PER_SECOND)).toBe(true);
    expect(passes(rules(), 'RatePerToken', PLAYER_PER_SECOND)).toBe(true);
    expect(passes(rules(), 'RatePerToken', 20 * PLAYER_PER_SECOND)).toBe(false);
  });

  it('blocks made-up tokens of one address, even if each token is new', () => {
    const address = rules().find(({ Name }) => Name === 'RatePerAddress')?.Statement.RateBasedStatement;
    expect(address).toMatchObject({ AggregateKeyType: 'IP' });
    expect(address?.ScopeDownStatement).toBeUndefined();
    expect(passes(rules(), 'RatePerAddress', stages.prod.throttle.requestsPerSecond)).toBe(false);
  });

  it('counts a token by its hash, in any spelling of the header', () => {
    expect(rules()[0]?.Statement.RateBasedStatement?.CustomKeys).toEqual([
      {
        Header: {
          Name: 'authorization',
          TextTransformations: [
            { Priority: 0, Type: 'COMPRESS_WHITE_SPACE' },
            { Priority: 1, Type: 'LOWERCASE' },
            { Priority: 2, Type: 'MD5' },
          ],
        },
      },
    ]);
  });

  it("admits as many players on one address as the stage configures, and scales with the catalog's traffic", () => {
    const half = rulesOf({ ...stages.prod, playersPerAddress: 1_000 });
    expect(passes(half, 'RatePerAddress', 1_000 * PLAYER_PER_SECOND)).toBe(true);
    expect(passes(half, 'RatePerAddress', 2_000 * PLAYER_PER_SECOND)).toBe(false);
    const one = rulesOf({ ...stages.prod, playersPerAddress: 1 });
    // 10 is the lowest limit that AWS takes (waf/latest/developerguide, rate-based rule settings).
    for (const { Statement } of one) {
      expect(Statement.RateBasedStatement?.Limit ?? 10).toBeGreaterThanOrEqual(10);
    }
  });

  it('lets web pages read its refusals if the stage has origins', () => {
    const [rule] = rulesOf({ ...stages.prod, corsOrigins: ['https://play.example.com'] });
    expect(JSON.stringify(rule?.Action)).toContain('{"Name":"Access-Control-Allow-Origin","Value":"*"}');
    expect(JSON.stringify(rules()[0]?.Action)).not.toContain('Access-Control');
  });

  it('has no rule that blocks a body for its size', () => {
    for (const { Statement, OverrideAction } of rules()) {
      expect(Statement.SizeConstraintStatement).toBeUndefined();
      if (LIMIT_BODIES.includes(Statement.ManagedRuleGroupStatement?.Name ?? '')) {
        expect(OverrideAction).toEqual({ Count: {} });
      }
    }
  });

  it('stores no samples, which would contain tokens', () => {
    for (const { VisibilityConfig } of rules()) expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
  });

  it('protects the stage of the API', () => {
    templateOf('prod').resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });
});
