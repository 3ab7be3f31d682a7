import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { near, stamped } from '../../helpers/game.ts';
import { GAME } from '../../helpers/type-functions.ts';
import { envelopeText, letterServices } from './letter-services.ts';
import { runCommand } from './run-command.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CLAIM = 'treasure.claimed';

/** Each documented command, with what it prints of a dead letter in each place. */
const DOCUMENTED: readonly (readonly [command: string, prints: RegExp])[] = [
  ['dead-letters list', /rule .*\n.*unrouted .*|unrouted .*\n/],
  ['dead-letters list --stage prod', /^account 111122223333, us-east-1\n/],
  ['dead-letters list --stage prod --place rule', /NO_PERMISSIONS/],
  ['dead-letters list --stage prod --place failures', /RetryAttemptsExhausted/],
  ['dead-letters list --stage prod --place unrouted', /no_rule/],
  ['dead-letters list --stage prod --place quarantine', /unknown_hunt/],
  ['dead-letters show --stage prod --place rule --limit 5', /NO_PERMISSIONS.*\n {2}not allowed\n {2}key •••/],
  ['dead-letters show --stage prod --place failures --limit 5', /after 3 invocations/],
  ['dead-letters show --stage prod --place unrouted --limit 5', /no rule takes the type/],
  ['dead-letters show --stage prod --place quarantine --limit 5', /"latitude":"•••"/],
  [
    'dead-letters show --stage prod --place quarantine --reveal --save fixed.json',
    /1 dead letters written to fixed.json/,
  ],
  ['dead-letters redrive --stage prod --place rule --cause NO_PERMISSIONS --dry-run', /1 records\) go to the stream/],
  ['dead-letters redrive --stage prod --place rule --dry-run', /1 records\) go to the stream/],
  ['dead-letters redrive --stage prod --place failures --dry-run', /1 records\) go to the stream/],
  ['dead-letters redrive --stage prod --place rule --cause NO_PERMISSIONS', /read 1 = redriven 1 /],
  ['dead-letters redrive --stage prod --place rule', /read 1 = redriven 1 /],
  ['dead-letters redrive --stage prod --place failures', /read 1 = redriven 1 /],
  ['dead-letters redrive --stage prod --place unrouted', /left 1: no rule of the bus takes type photo.shared/],
  ['dead-letters redrive --stage prod --fixed fixed.json', /read 1 = redriven 1 /],
  ['dead-letters discard --stage prod --place unrouted --yes', /read 1 = redriven 0 \+ discarded 1 /],
];

const claim = stamped(CLAIM, near('gold'));

/** A dead letter in each place. */
function withEachPlace(): ReturnType<typeof letterServices> {
  const made = letterServices(GAME.filter(({ type }) => type === CLAIM));
  made.addRuleLetter(CLAIM, 'ada', [claim]);
  made.addFailure(CLAIM, [{ partitionKey: 'ada', text: envelopeText(CLAIM, 'ada', [claim]) }]);
  made.unrouted.send(envelopeText('photo.shared', 'ada', [claim]));
  made.quarantine.send(
    JSON.stringify({
      reason: { code: 'unknown_hunt', message: 'there is no hunt' },
      type: CLAIM,
      events: [claim],
      record: { eventId: 'bridge-1', partitionKey: 'ada', sequenceNumber: '7' },
    }),
  );
  return made;
}

async function run(made: ReturnType<typeof letterServices>, line: string): Promise<string> {
  const args = line.split(' ').slice(1);
  if (!args.includes('--fixed')) return (await runCommand(made, args)).text;
  const { text } = await runCommand(made, ['show', '--place', 'quarantine', '--reveal', '--json']);
  return (await runCommand(made, args, text)).text;
}

describe('npm run cairn -- dead-letters', () => {
  it.each(DOCUMENTED)('%s', async (line, prints) => {
    expect(await run(withEachPlace(), line)).toMatch(prints);
  });

  it('is documented with these commands, and no other', () => {
    const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
    const documented = pages.flatMap((page) =>
      [...readFileSync(path.join(ROOT, page), 'utf8').matchAll(/npm run cairn -- (dead-letters [^`|\n]+)/g)].map(
        ([, line = '']) => line.trim(),
      ),
    );
    expect([...new Set(documented)].sort()).toEqual(DOCUMENTED.map(([line]) => line).sort());
  });

  it('refuses a place, a rate and a limit that there are not', async () => {
    const made = withEachPlace();
    await expect(run(made, 'dead-letters list --place bucket')).rejects.toThrow(/rule, unrouted, quarantine, failures/);
    await expect(run(made, 'dead-letters redrive --rate 0')).rejects.toThrow(/--rate.*from 1 to 1000/);
    await expect(run(made, 'dead-letters redrive --limit 0')).rejects.toThrow(/--limit/);
  });

  it('names the permission that is missing', async () => {
    const made = withEachPlace();
    const { AccessRefused } = await import('../../../tools/shared/aws/account-reader.ts');
    const refused = () => Promise.reject(new AccessRefused('these credentials may not sqs:ReceiveMessage'));
    Object.assign(made.context.ports, { receiveMessages: refused });
    await expect(run(made, 'dead-letters list')).rejects.toThrow(
      /may not sqs:ReceiveMessage.*sqs:ChangeMessageVisibility/,
    );
  });
});
