import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { checkOldestVersions, oldestVersionsEnvironment, parseOldestVersions } from '../../catalog/oldest-versions.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { catalogOf, resourcesOf, stackOf } from '../helpers/templates.ts';

const TYPES = [
  { type: 'photo.taken', version: 3 },
  { type: 'flag.raised', version: 1 },
];
const stage = (oldestVersions: object): StageConfig => ({ ...stages.dev, oldestVersions: { ...oldestVersions } });

describe('oldestVersions of a stage', () => {
  it('may be left out, or be any version from the first to the newest', () => {
    expect(() => checkOldestVersions(stages.dev, TYPES)).not.toThrow();
    expect(() => checkOldestVersions(stage({ 'photo.taken': 1, 'flag.raised': 1 }), TYPES)).not.toThrow();
    expect(() => checkOldestVersions(stage({ 'photo.taken': 3 }), TYPES)).not.toThrow();
  });

  it.each<[string, object, string]>([
    [
      'a type that is mistyped',
      { 'photo.take': 1 },
      'stage dev: oldestVersions: got "photo.take"; allowed: photo.taken, flag.raised. Did you mean "photo.taken"?',
    ],
    [
      'a version that there is not yet',
      { 'photo.taken': 4 },
      'stage dev: oldestVersions.photo.taken: got 4; allowed: a whole number from 1 to 3, the newest version. Write',
    ],
    ['no version', { 'flag.raised': 0 }, 'oldestVersions.flag.raised: got 0; allowed: 1, the only version'],
    ['half a version', { 'photo.taken': 1.5 }, 'oldestVersions.photo.taken: got 1.5'],
  ])('refuse %s', (_what, oldestVersions, message) => {
    expect(() => checkOldestVersions(stage(oldestVersions), TYPES)).toThrow(message);
  });

  it('reach ingest through its environment', () => {
    const [type] = catalogOf(1);
    const template = Template.fromStack(stackOf(stage({ [String(type?.type)]: 1 })));
    const values = Object.values(resourcesOf(template, 'AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment?.Variables?.OLDEST_VERSIONS)
      .filter((value) => value !== undefined);
    expect(values).toEqual([`${type?.type}=1`]);
    expect(() => stackOf(stage({ 'no.type': 1 }))).toThrow('oldestVersions');
  });

  it('are parsed as they were written, and other texts are refused', () => {
    const written = oldestVersionsEnvironment(stage({ 'photo.taken': 2, 'flag.raised': 1 })).OLDEST_VERSIONS ?? '';
    expect([...parseOldestVersions(written.split(' '))]).toEqual([
      ['photo.taken', 2],
      ['flag.raised', 1],
    ]);
    expect(oldestVersionsEnvironment(stages.dev)).toEqual({});
    for (const word of ['photo.taken', 'photo.taken=', 'photo.taken=0', '=1', 'photo.taken=1=2']) {
      expect(() => parseOldestVersions([word])).toThrow(`OLDEST_VERSIONS: ${word} is not TYPE=VERSION`);
    }
  });
});
