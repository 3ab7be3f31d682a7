import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, CfnOutput, CrossStackReferences, Duration, ReferenceStrength, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  AtLeastThreshold,
  CompositeAlarm,
  Dashboard,
  GraphWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Sampler } from '../../../../local/aws/runtime/sampler.ts';
import { buildStack } from '../../../../local/aws/template/build.ts';
import { type Assembly, loadAssembly } from '../../../../local/aws/template/load.ts';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { cloudOnVirtualClock } from '../../../helpers/built-stack.ts';

interface Watched {
  readonly threshold?: number;
  readonly addsAlarm?: boolean;
}

/** A stack with a queue and a topic, and one with alarms on that queue, by CDK's own weak references. */
async function synthesized({ threshold = 0, addsAlarm = false }: Watched = {}): Promise<string> {
  const outdir = await mkdtemp(path.join(tmpdir(), 'cairn-two-stacks-'));
  const app = new App({ outdir });
  const main = new Stack(app, 'Main', { stackName: 'shop' });
  const queue = new Queue(main, 'Queue');
  const topic = new Topic(main, 'Topic');
  new CfnOutput(main, 'QueueUrl', { value: queue.queueUrl });
  const watch = new Stack(app, 'Watch', { stackName: 'shop-watch' });
  CrossStackReferences.of(watch).consume(ReferenceStrength.WEAK);
  const period = Duration.minutes(1);
  const waiting = queue.metricApproximateNumberOfMessagesVisible({ period });
  const age = queue.metricApproximateAgeOfOldestMessage({ period });
  const single = new Alarm(watch, 'Waiting', { metric: waiting, threshold: threshold + 1, evaluationPeriods: 1 });
  const math = new Alarm(watch, 'Math', {
    metric: new MathExpression({
      expression: 'IF(FILL(waiting, 0) > 0 AND FILL(age, 0) > 100, 1, 0)',
      usingMetrics: { waiting, age },
      period,
    }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  if (addsAlarm) new Alarm(watch, 'Added', { metric: age, threshold: 1, evaluationPeriods: 1 });
  const page = new CompositeAlarm(watch, 'Page', {
    compositeAlarmName: 'page',
    alarmRule: AlarmRule.atLeast(AlarmState.ALARM, {
      operands: [single, math],
      threshold: AtLeastThreshold.percentage(100),
    }),
  });
  page.addAlarmAction(new SnsAction(topic));
  new Dashboard(watch, 'Dashboard', { widgets: [[new GraphWidget({ left: [waiting] })]] });
  app.synth();
  return outdir;
}

function builtOnVirtualClock({ template, assets }: Assembly) {
  const { scheduler, cloud } = cloudOnVirtualClock(assets);
  const stack = buildStack(template, cloud);
  const sampler = new Sampler(cloud);
  cloud.alarms.start(() => sampler.sample());
  return { scheduler, cloud, stack };
}

/** An assembly of templates that are written by hand. */
async function written(stacks: Readonly<Record<string, object>>): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cairn-stacks-'));
  const artifacts: Record<string, object> = {};
  for (const [stackName, template] of Object.entries(stacks)) {
    const templateFile = `${stackName}.json`;
    await writeFile(path.join(directory, templateFile), JSON.stringify(template));
    artifacts[stackName] = { type: 'aws:cloudformation:stack', properties: { templateFile, stackName } };
  }
  await writeFile(path.join(directory, 'manifest.json'), JSON.stringify({ artifacts }));
  return directory;
}

const queueNamed = (QueueName: unknown) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const outputOf = (StackName: string, OutputName: string, more: object = {}) => ({
  'Fn::GetStackOutput': { StackName, OutputName, ...more },
});
const MAIN = {
  Resources: { Queue: queueNamed('orders') },
  Outputs: { Name: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } },
};

describe('an assembly of two stacks', () => {
  let assembly: Assembly;
  beforeAll(async () => {
    assembly = await loadAssembly(await synthesized());
  });

  it('is one template: what reads an output of the other stack refers to what the output does', () => {
    const text = JSON.stringify([...assembly.template.resources]);
    expect(text).not.toContain('Fn::GetStackOutput');
    const types = [...assembly.template.resources.values()].map(({ type }) => type);
    expect(types).toContain('AWS::SQS::Queue');
    expect(types).toContain('AWS::CloudWatch::CompositeAlarm');
  });

  it('names each resource after its own stack', () => {
    const { cloud, stack } = builtOnVirtualClock(assembly);
    expect(cloud.queues.all().map(({ settings }) => settings.name)).toEqual([expect.stringMatching(/^shop-Queue/)]);
    const names = cloud.alarms.all().map(({ alarm }) => ('settings' in alarm ? alarm.settings.name : alarm.name));
    expect(names).toEqual([
      expect.stringMatching(/^shop-watch-Waiting/),
      expect.stringMatching(/^shop-watch-Math/),
      'page',
    ]);
    expect(stack.outputs.QueueUrl).toMatch(/\/shop-Queue/);
    expect(stack.withoutEffect).toMatchObject({ 'AWS::CloudWatch::Dashboard': 1, 'AWS::SNS::Topic': 1 });
  });

  it('watches with the alarms of one what the other has, and sends one message', () => {
    const { scheduler, cloud } = builtOnVirtualClock(assembly);
    cloud.queues.all()[0]?.send('order');
    scheduler.advance(61_000);
    expect(cloud.alarms.all().map(({ state }) => state)).toEqual(['ALARM', 'OK', 'OK']);
    scheduler.advance(120_000);
    expect(cloud.alarms.all().map(({ state }) => state)).toEqual(['ALARM', 'ALARM', 'ALARM']);
    expect(cloud.alarms.messages()).toMatchObject([
      { alarm: 'page', to: 'ALARM', action: expect.stringMatching(/shop-Topic/) },
    ]);
  });
});

describe('the choice of a stack', () => {
  it('takes the one that reads outputs of no other, with all that read of it, also through another', async () => {
    const { template } = await loadAssembly(
      await written({
        third: { Resources: { Third: queueNamed(outputOf('second', 'Passed')) } },
        second: {
          Resources: { Second: queueNamed(outputOf('main', 'Name')) },
          Outputs: { Passed: { Value: outputOf('main', 'Name') } },
        },
        main: MAIN,
      }),
    );
    expect(template.stackName).toBe('main');
    expect([...template.resources.keys()]).toEqual(['Queue', 'Second', 'Third']);
    const name = { 'Fn::GetAtt': ['Queue', 'QueueName'] };
    expect(template.resources.get('Second')?.properties.QueueName).toEqual(name);
    expect(template.resources.get('Third')?.properties.QueueName).toEqual(name);
  });

  it('must be made where two stacks read of no other, and leaves out those that read nothing of it', async () => {
    const directory = await written({
      main: MAIN,
      watch: { Resources: { Watch: queueNamed(outputOf('main', 'Name')) } },
      other: { Resources: { Other: queueNamed('other') } },
    });
    await expect(loadAssembly(directory)).rejects.toThrow(/exactly one stack that reads outputs of no other/);
    const { template } = await loadAssembly(directory, 'main');
    expect([...template.resources.keys()]).toEqual(['Queue', 'Watch']);
    expect([...(await loadAssembly(directory, 'other')).template.resources.keys()]).toEqual(['Other']);
    await expect(loadAssembly(directory, 'man')).rejects.toThrow(/got "man"; allowed: main, watch, other/);
  });
});

describe('stacks of a region that the app names', () => {
  it('read outputs of each other, by CDK’s own form', async () => {
    const outdir = await mkdtemp(path.join(tmpdir(), 'cairn-two-stacks-'));
    const app = new App({ outdir });
    const env = { region: 'eu-west-1' };
    const queue = new Queue(new Stack(app, 'main', { env }), 'Queue');
    const watch = new Stack(app, 'watch', { env });
    CrossStackReferences.of(watch).consume(ReferenceStrength.WEAK);
    new CfnOutput(watch, 'Name', { value: queue.queueName });
    app.synth();
    const { template } = await loadAssembly(outdir);
    const [id = ''] = template.resources.keys();
    expect(template.outputs.Name).toMatchObject({ Value: { 'Fn::GetAtt': [id, 'QueueName'] } });
  });
});

describe('what two stacks cannot have', () => {
  const reading = (QueueName: object) => ({ main: MAIN, watch: { Resources: { Watch: queueNamed(QueueName) } } });

  it.each([
    ['an unknown output', reading(outputOf('main', 'Nmae')), /stack watch, .*OutputName: got "Nmae"; allowed: Name/],
    ['a role', reading(outputOf('main', 'Name', { RoleArn: 'arn:aws:iam::1:role/other' })), /RoleArn: got/],
    ['another region', reading(outputOf('main', 'Name', { Region: 'eu-west-1' })), /Region: got "eu-west-1"/],
    [
      'the same logical id for different resources',
      { main: MAIN, watch: { Resources: { Queue: queueNamed(outputOf('main', 'Name')) } } },
      /stacks main and watch: resource: got "Queue"/,
    ],
    [
      'the same condition for different things',
      {
        main: { ...MAIN, Conditions: { IsLarge: { 'Fn::Equals': ['a', 'a'] } } },
        watch: {
          Conditions: { IsLarge: { 'Fn::Equals': ['a', 'b'] } },
          Resources: { Watch: queueNamed(outputOf('main', 'Name')) },
        },
      },
      /condition: got "IsLarge"/,
    ],
    [
      'the same output for different values',
      {
        main: MAIN,
        watch: {
          Resources: { Watch: queueNamed(outputOf('main', 'Name')) },
          Outputs: { Name: { Value: { Ref: 'Watch' } } },
        },
      },
      /output: got "Name"/,
    ],
    [
      'outputs in a circle',
      {
        main: { ...MAIN, Outputs: { Name: { Value: outputOf('watch', 'Back') } } },
        watch: { Resources: {}, Outputs: { Back: { Value: outputOf('main', 'Name') } } },
      },
      /main\.Name → watch\.Back → main\.Name|watch\.Back → main\.Name → watch\.Back/,
    ],
  ])('%s', async (_, stacks, message) => {
    const directory = await written(stacks);
    await expect(loadAssembly(directory, 'main')).rejects.toThrow(message);
  });

  it('a stack that is not in the assembly', async () => {
    const directory = await written({ watch: { Resources: { Watch: queueNamed(outputOf('mian', 'Name')) } } });
    await expect(loadAssembly(directory)).rejects.toThrow(/stack watch, .*StackName: got "mian"; allowed: watch/);
  });

  it('but the same parameter, and names of their own stack', async () => {
    const Parameters = { BootstrapVersion: { Type: 'String', Default: '30' } };
    const own = { Ref: 'AWS::StackName' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder.
    const substituted = { 'Fn::Sub': '${AWS::StackName}-of-${Read}' };
    const { template } = await loadAssembly(
      await written({
        main: { Parameters, Resources: { Queue: queueNamed(own) }, Outputs: { Stack: { Value: own } } },
        watch: {
          Parameters,
          Resources: { Read: queueNamed(outputOf('main', 'Stack')), Own: queueNamed(substituted) },
        },
      }),
    );
    const nameOf = (logicalId: string) => template.resources.get(logicalId)?.properties.QueueName;
    expect([nameOf('Queue'), nameOf('Read')]).toEqual(['main', 'main']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder.
    expect(nameOf('Own')).toEqual({ 'Fn::Sub': 'watch-of-${Read}' });
  });
});

describe('an update of two stacks that run', () => {
  let runtime: Runtime;
  afterEach(() => runtime.close());

  it('changes and adds alarms of the second while the first runs on', async () => {
    runtime = await startRuntime({
      assemblyDirectory: await synthesized(),
      port: 0,
      awsPort: 0,
      signToken: async ({ player }) => player,
    });
    runtime.cloud.queues.all()[0]?.send('order');
    const next = await loadAssembly(await synthesized({ threshold: 5, addsAlarm: true }));
    const { differences, refusals } = await runtime.update(() => next);
    expect(refusals).toEqual([]);
    expect(differences.map(({ kind, type }) => `${kind} ${type}`).sort()).toEqual([
      'added AWS::CloudWatch::Alarm',
      'changed AWS::CloudWatch::Alarm',
    ]);
    const thresholds = runtime.cloud.alarms
      .all()
      .map(({ alarm }) => ('settings' in alarm ? alarm.settings.threshold : alarm.name));
    expect(thresholds).toEqual([6, 1, 'page', 1]);
    expect(runtime.cloud.queues.all()[0]?.counts().visible).toBe(1);
  });
});
