import { setTimeout } from 'node:timers/promises';
import { typeFiles } from '../../build/type-files.ts';
import { getJson } from '../e2e/api.ts';
import { spawnCairn } from '../e2e/cairn-process.ts';
import { printedEffect } from '../e2e/printed-effect.ts';
import { output } from './output.ts';

/** The hunt that the players of `npm start` put. */
const HUNT = 'edinburgh';
const EFFECT_LIMIT_MS = 60_000;
/** The body that a printed command sends. */
const EVENTS = /-d '(\{"events":.*\})'/;

/** The example of the type's definition as it stands in the copy now. */
export async function exampleIn(copy: string, type: string): Promise<object> {
  const { constant, definition } = typeFiles(type);
  const program = `import { ${constant} } from './${definition}'; console.log(JSON.stringify(${constant}.example));`;
  return JSON.parse(await output(copy, [process.execPath, '--input-type=module', '--eval', program]));
}

/** Starts the copy, sends an event of each data with the commands that add-type has printed, and reads the stored item. */
export async function showsEffect(copy: string, type: string, printed: string, sent: readonly object[]): Promise<void> {
  const cairn = spawnCairn(['start', '--port', '0', '--aws-port', '0', '--players', '1', '--no-watch'], copy);
  try {
    const [, url = ''] = await cairn.printed(/^ready (\S+)$/m);
    const [, awsUrl = ''] = await cairn.printed(/--endpoint-url (\S+)/);
    await cairn.printed(/phones? set out on hunt/);
    const effect = printedEffect(printed, url, awsUrl);
    for (const [index, data] of sent.entries()) {
      const event = { ...eventIn(effect.send), id: `first-change-00000${index}`, data: { ...data, huntId: HUNT } };
      const body = JSON.stringify({ events: [event] });
      const answer = await output(copy, ['bash', '-c', effect.send.replace(EVENTS, `-d '${body}'`)]);
      if (!answer.includes('"outcome":"accepted"')) throw new Error(`ingest did not accept ${body}:\n${answer}`);
    }
    await processed(url, type, sent.length);
    const item = await output(copy, ['bash', '-c', effect.read]);
    if (!item.includes('"subjectId":{"S":"castle"}')) throw new Error(`the effect is not in the table: ${item}`);
  } finally {
    cairn.child.kill('SIGINT');
    await cairn.exited;
  }
}

function eventIn(send: string): object {
  return JSON.parse(EVENTS.exec(send)?.[1] ?? '{}').events[0];
}

async function processed(url: string, type: string, count: number): Promise<void> {
  const until = Date.now() + EFFECT_LIMIT_MS;
  for (;;) {
    const { events: stats } = await getJson(`${url}/local/stats`);
    if (stats[type]?.processed === count) return;
    if (Date.now() > until) throw new Error(`${count} sent, not processed: ${JSON.stringify(stats[type])}`);
    await setTimeout(100);
  }
}
