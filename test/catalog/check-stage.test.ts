import { describe, expect, it } from 'vitest';
import { checkStage } from '../../catalog/check-stage.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0b9f8c1e-1111-2222-3333-444455556666';
const SUBSCRIBER = { protocol: 'email', endpoint: 'oncall@example.com' } as const;

const checked = (change: object) => () => checkStage({ ...stages.prod, ...change } as StageConfig);

describe('checkStage', () => {
  it('accepts the shipped stages', () => {
    for (const stage of Object.values(stages)) expect(() => checkStage(stage)).not.toThrow();
  });

  it('accepts a stage in which everything is set', () => {
    const everything = {
      account: '111122223333',
      playersPerAddress: 5_000,
      domain: { name: 'api.play.example.com', certificateArn: CERTIFICATE },
      corsOrigins: ['https://play.example.com', 'http://localhost:5173'],
      tags: { app: 'cairn', 'cost-centre': 'games 7' },
      alarmSubscribers: [
        SUBSCRIBER,
        { protocol: 'https', endpoint: 'https://pager.example.com/cairn' },
        { protocol: 'sms', endpoint: '+441315550100' },
        { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:111122223333:alarms' },
        { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:page' },
      ],
    };
    expect(checked(everything)).not.toThrow();
  });

  it.each<[string, object, RegExp]>([
    ['an account that is no number', { account: '1234' }, /account: got "1234"; allowed: 12 digits/],
    ['no player an address', { playersPerAddress: 0 }, /playersPerAddress: got 0/],
    ['half a player', { playersPerAddress: 1.5 }, /playersPerAddress/],
    [
      'a domain with a scheme',
      { domain: { name: 'https://api.example.com', certificateArn: CERTIFICATE } },
      /domain\.name/,
    ],
    ['a wildcard domain', { domain: { name: '*.example.com', certificateArn: CERTIFICATE } }, /domain\.name/],
    [
      'a certificate that is none',
      { domain: { name: 'api.example.com', certificateArn: 'arn:aws:iam::1:x' } },
      /certificateArn/,
    ],
    [
      'a certificate of another region',
      { region: 'eu-west-1', domain: { name: 'api.example.com', certificateArn: CERTIFICATE } },
      /allowed: a certificate of region eu-west-1/,
    ],
    [
      'a certificate of another account',
      { account: '999988887777', domain: { name: 'api.example.com', certificateArn: CERTIFICATE } },
      /allowed: a certificate of account 999988887777/,
    ],
    ['an origin with a slash', { corsOrigins: ['https://play.example.com/'] }, /corsOrigins\[0\].*no slash at the end/],
    ['any origin', { corsOrigins: ['*'] }, /corsOrigins\[0\]: got "\*"/],
    ['an origin without TLS', { corsOrigins: ['http://play.example.com'] }, /corsOrigins/],
    [
      'an origin twice',
      { corsOrigins: ['https://a.example', 'https://a.example'] },
      /corsOrigins\[1\].*each origin once/,
    ],
    ['a tag of AWS', { tags: { 'aws:app': 'cairn' } }, /tags: got "aws:app"/],
    ['a tag with an odd value', { tags: { app: 'a<b' } }, /tags\.app/],
    ['a tag without a value', { tags: { app: '' } }, /tags\.app: got ""; allowed: 1–256 characters/],
    ['two tags that are one to IAM', { tags: { Owner: 'a', owner: 'b' } }, /tags: got \["Owner","owner"\]/],
    [
      'a function of another region',
      { alarmSubscribers: [{ protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111122223333:function:page' }] },
      /alarmSubscribers\[0\]\.endpoint.*allowed: a function of region us-east-1/,
    ],
    [
      'a function of another account',
      {
        account: '999988887777',
        alarmSubscribers: [{ protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:page' }],
      },
      /allowed: a function of account 999988887777/,
    ],
    ['a protocol that SNS lacks', { alarmSubscribers: [{ protocol: 'fax', endpoint: '1' }] }, /protocol: got "fax"/],
    ['an address that is none', { alarmSubscribers: [{ protocol: 'email', endpoint: 'oncall' }] }, /an e-mail address/],
    ['a pager without TLS', { alarmSubscribers: [{ protocol: 'https', endpoint: 'http://p.example' }] }, /https:\/\//],
    [
      'metrics of shards that nobody planned',
      { shardMetrics: true, streamCapacity: 'on-demand' },
      /shardMetrics: .*'planned'/s,
    ],
    ['a flag that is a word', { shardMetrics: 'on' }, /shardMetrics/],
    [
      'a risk that nobody checks',
      { acceptedRisks: [{ check: 'fire', reason: 'x' }] },
      /acceptedRisks\.check: got "fire"/,
    ],
    [
      'a risk without a reason',
      { acceptedRisks: [{ check: 'alarm-subscriber', reason: ' ' }] },
      /acceptedRisks\.reason/,
    ],
  ])('refuses %s, and names stage and setting', (_, change, message) => {
    expect(checked(change)).toThrow(InputError);
    expect(checked(change)).toThrow(/^stage prod: /);
    expect(checked(change)).toThrow(message);
  });
});

describe('a stage that keeps state and alarms nobody', () => {
  it('is refused, with the setting and the name of the risk', () => {
    expect(checked({ acceptedRisks: [] })).toThrow(/alarmSubscribers: got nothing.*check: "alarm-subscriber"/);
    expect(checked({ acceptedRisks: [{ check: 'latency', reason: 'Another risk.' }] })).toThrow(/alarmSubscribers/);
  });

  it('is accepted if it accepts the risk by name, or names a subscriber', () => {
    expect(checked({})).not.toThrow();
    expect(checked({ acceptedRisks: [], alarmSubscribers: [SUBSCRIBER] })).not.toThrow();
  });

  it('needs no subscriber if it keeps nothing', () => {
    expect(() => checkStage(stages.load)).not.toThrow();
  });
});
