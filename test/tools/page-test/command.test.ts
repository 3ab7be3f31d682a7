import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { type AlarmMessages, type Subscriber, sdkAlarmMessages } from '../../../tools/page-test/alarm-messages.ts';
import { command } from '../../../tools/page-test/command.ts';
import { AccessRefused, type DeployedStack } from '../../../tools/shared/aws/account-reader.ts';
import { ACCOUNT, NOW, sourcesOf, stageNamed } from '../../helpers/fake-account.ts';

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cairn-prod-watch-TopicBFC7AF6E-ABC`;
const ADA: Subscriber = { protocol: 'email', endpoint: 'ada@example.com', isConfirmed: true };
const BO: Subscriber = { protocol: 'sms', endpoint: '+4412345', isConfirmed: false };

interface Ran {
  readonly text: string;
  readonly sent: readonly (readonly [string, string, string])[];
}

async function run(
  options: readonly string[],
  subscribers: readonly Subscriber[] = [ADA, BO],
  changes: Partial<AlarmMessages> = {},
): Promise<Ran> {
  const printed: string[] = [];
  const sent: [string, string, string][] = [];
  const stack = async (name: string): Promise<DeployedStack | undefined> =>
    name === 'cairn-prod-watch'
      ? {
          id: 'arn',
          status: 'UPDATE_COMPLETE',
          isProtected: false,
          changedAt: NOW,
          eventTypes: undefined,
          resources: [
            { type: 'AWS::SNS::TopicPolicy', logicalId: 'TopicPolicyA1747468', physicalId: 'policy' },
            { type: 'AWS::SNS::Topic', logicalId: 'TopicBFC7AF6E', physicalId: TOPIC },
          ],
        }
      : undefined;
  await command({
    print: (line) => printed.push(line),
    stageOf: stageNamed,
    clock: new VirtualScheduler(NOW),
    sources: sourcesOf({ AWS_REGION: 'us-east-1' }),
    accountOf: async () => ({
      reader: { identity: async () => ({ account: ACCOUNT }), stack },
      messages: {
        subscribers: async (topic) => (topic === TOPIC ? subscribers : []),
        publish: async (...message) => {
          sent.push(message);
          return 'm-1';
        },
        ...changes,
      },
    }),
  }).parseAsync([...options], { from: 'user' });
  return { text: `${printed.join('\n')}\n`, sent };
}

describe('npm run cairn -- page-test', () => {
  it('shows who gets the alarms and who has not confirmed, and sends nothing without --yes', async () => {
    const { text: shown, sent } = await run(['--stage', 'prod']);
    expect(sent).toEqual([]);
    await expect(shown).toMatchFileSnapshot('snapshots/shown.txt');
  });

  it('sends one message on --yes through the topic of the watch stack, which says that it is a test', async () => {
    const { text: shown, sent } = await run(['--stage', 'prod', '--yes']);
    expect(sent).toHaveLength(1);
    const [topic, subject = '', body] = sent[0] ?? [];
    expect(topic).toBe(TOPIC);
    expect(subject).toMatch(/^TEST: [ -~]{1,90}$/);
    await expect(`${shown}\n${subject}\n\n${body}\n`).toMatchFileSnapshot('snapshots/sent.txt');
  });

  it.each([
    ['nobody subscribes', [], /received|got "none"/],
    ['nobody has confirmed', [BO], /none that has confirmed/],
  ])('fails if %s, because no alarm would reach anybody either', async (_, subscribers, message) => {
    await expect(run(['--stage', 'prod', '--yes'], subscribers)).rejects.toThrow(message);
  });

  it('says that the alarms of a stage are not deployed', async () => {
    await expect(run(['--stage', 'load'])).rejects.toThrow(/stack cairn-load-watch.*cdk deploy --all/);
  });

  it('names the permissions, those of the key included', async () => {
    const publish = () => Promise.reject(new AccessRefused('these credentials may not sns:Publish'));
    await expect(run(['--stage', 'prod', '--yes'], [ADA], { publish })).rejects.toThrow(
      /may not sns:Publish.*kms:GenerateDataKey/,
    );
  });
});

describe('The messages by SNS', () => {
  it('go to the topic with subject and text, and a subscriber without an ARN has not confirmed', async () => {
    const asked: URLSearchParams[] = [];
    const server = createServer(async (request, response) => {
      const form = new URLSearchParams(await text(request));
      asked.push(form);
      const action = form.get('Action') ?? '';
      const member = (arn: string, endpoint: string) =>
        `<member><Protocol>email</Protocol><Endpoint>${endpoint}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn></member>`;
      const result =
        action === 'Publish'
          ? '<MessageId>m-7</MessageId>'
          : `<Subscriptions>${member('arn:aws:sns:a', 'ada@example.com')}${member('PendingConfirmation', 'bo@example.com')}</Subscriptions>`;
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const messages = sdkAlarmMessages({
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      });
      expect(await messages.subscribers(TOPIC)).toEqual([
        { ...ADA, endpoint: 'ada@example.com' },
        { ...ADA, endpoint: 'bo@example.com', isConfirmed: false },
      ]);
      expect(await messages.publish(TOPIC, 'TEST: x', 'body')).toBe('m-7');
      expect(Object.fromEntries(asked[1] ?? [])).toMatchObject({
        Action: 'Publish',
        TopicArn: TOPIC,
        Subject: 'TEST: x',
        Message: 'body',
      });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
