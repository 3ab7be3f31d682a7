import { describe, expect, it } from 'vitest';
import { stages } from '../../catalog/stages.ts';
import { WEB_ACL_RULES } from '../../core/capacity/model/usage-cost.ts';
import { resourcesOf, templateOf } from '../helpers/templates.ts';

/** Costs that the plan computes without the template. */
describe.each(Object.values(stages))('the bill of stage $name', (stage) => {
  const ofType = (type: string) => Object.values(resourcesOf(templateOf(stage.name as keyof typeof stages), type));

  it('counts the rules of its web ACL', () => {
    const webAcls = ofType('AWS::WAFv2::WebACL');
    expect(webAcls).toHaveLength(stage.waf ? 1 : 0);
    for (const { Properties } of webAcls) expect(Properties.Rules).toHaveLength(WEB_ACL_RULES);
  });

  it('counts KMS calls for every stream, because Kinesis encrypts each with a KMS key', () => {
    for (const { Properties } of ofType('AWS::Kinesis::Stream')) {
      expect(Properties.StreamEncryption.EncryptionType).toBe('KMS');
    }
  });
});
