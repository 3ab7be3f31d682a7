import { typeFiles } from '../../build/type-files.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { chainCost } from '../../core/capacity/plan/cost.ts';
import { count, money, textTable } from '../shared/format.ts';
import type { Addition } from './add-type.ts';
import { itemName } from './new-type.ts';
import type { FittedStage } from './throttles.ts';

/** Lists what was written, what to edit next, what the stages need and how to see the effect. */
export function additionText({ edit, definition, stages }: Addition): string {
  const { type } = definition;
  return [
    `added ${type}:`,
    ...[...edit.written.keys()].map((file) => `  ${file}`),
    '',
    ...raisedText(stages),
    'What the stages need:',
    ...stageTable(type, stages),
    '',
    ...nextEdits(type),
    '',
    ...effectText(type, definition.example as object),
  ].join('\n');
}

function raisedText(stages: readonly FittedStage[]): readonly string[] {
  const raised = stages.filter(({ before, after }) => before !== after);
  if (raised.length === 0) return ['Every stage admits the type with its present throttle.', ''];
  return [
    'These throttles in catalog/stages.ts were too low; they are now:',
    ...raised.map(({ before, after }) => `  ${before.name}: ${throttle(before)} → ${throttle(after)}`),
    '',
  ];
}

function throttle({ throttle: { requestsPerSecond, burst } }: FittedStage['before']): string {
  return `${count(requestsPerSecond)} requests/s, burst ${count(burst)}`;
}

function stageTable(type: string, stages: readonly FittedStage[]): readonly string[] {
  const rows = stages.map(({ before, after, result: { plan } }) => {
    const without = planChain(
      plan.types.map((each) => each.type).filter((each) => each.type !== type),
      before,
    );
    const added = plan.types.find((each) => each.type.type === type);
    return [
      before.name,
      throttle(after),
      count(added?.topology.stream.shards.value ?? 0),
      `$${money(chainCost(without).total)} → $${money(chainCost(plan).total)}`,
    ];
  });
  return textTable(['stage', 'throttle', 'shards of the type', 'a month at the expected traffic'], rows);
}

function nextEdits(type: string): readonly string[] {
  const { definition, functionFolder, testFolder } = typeFiles(type);
  return [
    'Edit next:',
    `  ${definition}: the fields of data, their example, the expected traffic and the latency objective`,
    `  ${functionFolder}/store-latest.ts: the effect; it must be the same when an event arrives twice or out of order`,
    `  ${testFolder}/store-latest.test.ts: what the effect must be`,
    'Then: npm run typecheck && npm run format && npm run docs && npm test && npx cdk synth --quiet -c stage=prod',
  ];
}

/** Commands that need only curl, against `npm start` on its default ports. */
function effectText(type: string, example: object): readonly string[] {
  const event = {
    id: `${type.replaceAll('.', '-')}-000000000001`,
    type,
    occurredAt: '2026-01-01T12:00:00Z',
    data: { ...example, huntId: 'edinburgh' },
  };
  const key = { pk: { S: 'PLAYER#edinburgh#ada' }, sk: { S: itemName(type) } };
  const table = `curl -s http://127.0.0.1:4566 -H 'content-type: application/x-amz-json-1.0'`;
  return [
    'See the effect: npm start, then in another terminal:',
    `  eval "$(curl -s 'http://127.0.0.1:3000/local/token?player=ada&format=shell')"`,
    '  curl -s http://127.0.0.1:3000/v1/events -H "x-api-key: $API_KEY" -H "authorization: Bearer $TOKEN" \\',
    `    -H 'content-type: application/json' -d '${JSON.stringify({ events: [event] })}'`,
    `  TABLE=$(${table} -H 'x-amz-target: DynamoDB_20120810.ListTables' -d '{}' | cut -d '"' -f 4)`,
    `  ${table} -H 'x-amz-target: DynamoDB_20120810.GetItem' \\`,
    `    -d "{\\"TableName\\":\\"$TABLE\\",\\"Key\\":${JSON.stringify(key).replaceAll('"', '\\"')}}"`,
    '  curl -s http://127.0.0.1:3000/local/stats',
  ];
}
