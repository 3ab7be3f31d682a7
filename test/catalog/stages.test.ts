import { describe, expect, it } from 'vitest';
import { checkStage } from '../../catalog/check-stage.ts';
import { ownedStage, stageNamed } from '../../catalog/stage-named.ts';
import { stages } from '../../catalog/stages.ts';

describe('stageNamed', () => {
  it('returns a stage of the catalog unchanged', () => {
    expect(stageNamed('dev')).toBe(stages.dev);
  });

  it("returns an owner's own copy", () => {
    expect(stageNamed('dev', 'ada')).toEqual({ ...stages.dev, name: 'dev-ada' });
  });

  it('lists the stages for an unknown name, also for the name of a copy', () => {
    expect(() => stageNamed('dev-ada')).toThrow('stage: got "dev-ada"; allowed: dev, prod, load');
  });
});

describe('ownedStage', () => {
  it('leaves the domain and the protection with the stage itself', () => {
    const domain = { name: 'play.example.org', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1' };
    const copy = ownedStage({ ...stages.prod, domain, protected: true }, 'ada');
    expect(copy).toEqual({ ...stages.prod, name: 'prod-ada' });
  });

  it("sends no alarm to the stage's subscribers, and says so", () => {
    const { acceptedRisks: _risks, ...prod } = stages.prod;
    const copy = ownedStage(
      { ...prod, alarmSubscribers: [{ protocol: 'email', endpoint: 'oncall@example.com' }] },
      'ada',
    );
    expect(copy).not.toHaveProperty('alarmSubscribers');
    expect(copy.acceptedRisks).toEqual([
      { check: 'alarm-subscriber', reason: "A developer's own copy alarms nobody." },
    ]);
    expect(() => checkStage(copy)).not.toThrow();
  });

  it.each(['', 'Ada', '1ada', 'ada-b', 'ada_b', 'ada.b', 'a'.repeat(17)])('refuses the owner "%s"', (owner) => {
    expect(() => ownedStage(stages.dev, owner)).toThrow(/^owner: got .*1 to 16 lower-case letters and digits/);
  });

  it('refuses an owner whose copy would have the name of another stage', () => {
    expect(() => ownedStage(stages.dev, 'ada', ['dev', 'dev-ada'])).toThrow('rename stage dev-ada');
  });
});
