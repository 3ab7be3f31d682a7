import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as eventBridge from '@aws-sdk/client-eventbridge';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { withBlocks } from '../../tools/shared/generated-blocks.ts';
import { runbooksOf, runbookTable, shippedMonitoring, shownId } from '../../tools/shared/runbook-alarms.ts';
import { resourcesOf, templateOf } from '../helpers/templates.ts';

const DIRECTORY = path.join(import.meta.dirname, '../../docs/runbooks');
const HEADINGS = ['What players notice', 'Look first', 'Commands', 'What heals by itself', 'When to wake whom'];
const MOST_WORDS_OF_A_SENTENCE = 32;

const monitoring = shippedMonitoring();
const read = (slug: string): string => readFileSync(path.join(DIRECTORY, `${slug}.md`), 'utf8');
const slugs = readdirSync(DIRECTORY).map((file) => file.replace(/\.md$/, ''));
const pages = slugs.filter((slug) => slug !== 'README');
const ids = new Set([...monitoring.alarms, ...monitoring.composites].map(shownId));
const commands = slugs.flatMap((slug) =>
  [...read(slug).matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n')),
);

/** Alarms that a page says are raised with it. */
function together(page: string): readonly string[] {
  const [, list = ''] = /^Raised together: (.*)\.$/m.exec(page) ?? [];
  return [...list.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
}

describe('The runbooks', () => {
  it('are a page for each alarm, and no other', () => {
    expect(slugs.toSorted()).toEqual(runbooksOf(monitoring).toSorted());
  });

  it.each(slugs)('have the alarms of %s as they are now (else: npm run docs)', (slug) => {
    const page = read(slug);
    expect(page).toContain('<!-- generated: alarms -->');
    expect(withBlocks(page, { alarms: runbookTable(monitoring, slug) })).toBe(page);
  });

  it('would show another threshold, window or severity', () => {
    const shown = (change: object) =>
      runbookTable({ ...monitoring, alarms: monitoring.alarms.map((each) => ({ ...each, ...change })) }, 'behind');
    const asIs = shown({});
    for (const change of [
      { threshold: { value: 1, reason: 'Another.' } },
      { periods: [2, 9] },
      { severity: 'ticket' },
      { missingData: { value: 'breaching', reason: 'Another.' } },
    ]) {
      expect(shown(change)).not.toBe(asIs);
    }
  });

  it.each(pages)('have the same headings in the same order: %s', (slug) => {
    expect([...read(slug).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
    for (const section of read(slug)
      .split(/^## .*$/m)
      .slice(1))
      expect(section.trim()).not.toBe('');
  });

  it.each(pages)('name alarms that exist as raised together, at least one: %s', (slug) => {
    expect(together(read(slug))).not.toEqual([]);
    expect(together(read(slug)).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('are reached from a symptom on the first page, each', () => {
    const first = read('README');
    expect(pages.filter((slug) => !first.includes(`](${slug}.md)`))).toEqual([]);
  });

  it('have sentences that can be read at 3 am', () => {
    const long = slugs.flatMap((slug) =>
      read(slug)
        .replaceAll(/<!-- generated[\s\S]*?<!-- end -->|```[\s\S]*?```|^\|.*$/gm, '')
        .replaceAll(/^(#.*|Raised together.*)$/gm, '')
        .split(/(?<=[.:?!])\s+|\n\n/)
        .filter((sentence) => sentence.split(/\s+/).length > MOST_WORDS_OF_A_SENTENCE)
        .map((sentence) => `${slug}: ${sentence}`),
    );
    expect(long).toEqual([]);
  });
});

const CLIENTS: Readonly<Record<string, object>> = {
  cloudformation: cloudFormation,
  cloudwatch: cloudWatch,
  dynamodb: dynamoDb,
  events: eventBridge,
  kinesis,
  lambda,
  sqs,
};
/** Checked by hand against the AWS CLI's reference: no client of them is installed, or the command is the CLI's own. */
const OTHERS = new Set([
  'acm list-certificates',
  'apigateway get-api-keys',
  'logs filter-log-events',
  's3 cp',
  's3 ls',
  'scheduler get-schedule',
  'wafv2 list-web-acls',
]);

/** Each `aws SERVICE OPERATION` of a line, also within `$(…)`. */
const operationsOf = (line: string): (readonly [string, string])[] =>
  [...line.matchAll(/\baws ([a-z0-9]+) ([a-z0-9-]+)/g)].map(([, service = '', operation = '']) => [service, operation]);

const exists = ([service, operation]: readonly [string, string]): boolean =>
  OTHERS.has(`${service} ${operation}`) || `${pascal(operation)}Command` in (CLIENTS[service] ?? {});

/** `logs GROUP …` as the lookup that the first page's function makes of it. */
function withLogGroup(line: string): string {
  return line.replace(/^logs (\S+) .*$/, (_, group: string) => `$(name AWS::Logs::LogGroup ${group}`);
}

function pascal(operation: string): string {
  return operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

describe("The runbooks' commands", () => {
  it('are operations that AWS has', () => {
    const used = commands.flatMap(operationsOf);
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((each) => !exists(each))).toEqual([]);
    const named = new Set(used.map((each) => each.join(' ')));
    expect([...OTHERS].filter((each) => !named.has(each))).toEqual([]);
  });

  it('would be found wrong if AWS had no such operation', () => {
    expect(
      operationsOf('aws kinesis describe-stream-sumary --stream-name "$(name A B)"').filter((each) => !exists(each)),
    ).toHaveLength(1);
  });

  it('look up names that the stack has, for each type', () => {
    const resources = Object.entries(resourcesOf(templateOf('prod')));
    const looked = commands
      .map(withLogGroup)
      .flatMap((line) =>
        [...line.matchAll(/\$\(name (\S+) (?:"\$TYPE")?(\w+)/g)].map(
          ([whole, type = '', id = '']) => [type, whole.includes('$TYPE') ? `TreasureClaimed${id}` : id] as const,
        ),
      );
    expect(looked.length).toBeGreaterThan(30);
    const missing = looked.filter(
      ([type, id]) =>
        resources.filter(([logicalId, { Type }]) => Type === type && logicalId.startsWith(id)).length !== 1,
    );
    expect(missing).toEqual([]);
  });
});
