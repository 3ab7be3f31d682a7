import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { nextSteps } from '../../local/start/next-steps.ts';
import { smallHunt } from '../e2e/hunts.ts';
import { type LocalChain, startLocalChain } from '../e2e/local-chain.ts';
import { AWS_CLIS, INSTALL_AWS_CLI } from '../helpers/aws-cli.ts';
import { RUN_IN } from './documented-commands.ts';

/** Not the synchronous one: the chain that answers runs in this very process. */
const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })];

/** The phone's block of the README, line by line against a running chain. */
const RUN_HERE = /^(eval|curl -s http:\/\/127\.0\.0\.1:3000)/;
/** Written in a sentence, and not as a block. */
const INLINE = /`((?:npm|npx) \S[^`]*|\.ci\/run)`/g;
/**
 * The smoke request of the README, and the runbooks' commands: they need a deployed stack. test/docs/runbooks.test.ts checks
 * the operations and names of the latter.
 */
const RUN_ON_AWS =
  /^(export (API_KEY|API_URL|TOKEN)=|curl -s "\$\{API_URL\}|aws |(name|logs)\(\) |logs |export AWS_REGION=us-east-1 STACK=)/;

function commandsOf(page: string): string[] {
  const text = read(page);
  const inline = [...text.matchAll(INLINE)]
    .map(([, command = '']) => command)
    .filter((command) => command !== 'npm run');
  return [...blocksOf(text), ...inline];
}

function blocksOf(text: string): string[] {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) =>
        line
          .replace(/\s+#.*$/, '')
          .replaceAll(/ {2,}/g, ' ')
          .trim(),
      )
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
}

/** What a file that runs the command must hold: the script or command, and its options. `npm run localstack:start` is `$1:start` in .ci/run. */
function wordsOf(command: string): string[] {
  const [, name = ''] = /^(?:npm run cairn -- |npm run |npm |npx cdk )(\S+)/.exec(command) ?? [];
  const script = name.replace(/^(localstack|ministack):/, ':').replace(/:(localstack|ministack)$/, ':');
  return [script, ...command.split(' ').filter((word) => /^--\w/.test(word))];
}

/** Commands that `npm start` prints, by their labels. */
function printedSteps(runtime: { readonly url: string; readonly awsUrl: string }): Readonly<Record<string, string>> {
  const lines = nextSteps(runtime).replaceAll('\\\n', ' ').split('\n');
  const steps = lines.flatMap((line) => {
    const [, label = '', command = ''] = /^ {2}(\S.{15}) (\S.*)$/.exec(line) ?? [];
    return command === '' ? [] : [[label.trim(), command]];
  });
  return Object.fromEntries(steps);
}

const documented = PAGES.flatMap((page) => commandsOf(page).map((command) => [page, command] as const));

describe('the commands in README and docs', () => {
  it('are known, each with the place where it is run', () => {
    const unknown = documented.filter(
      ([, command]) => RUN_IN[command] === undefined && !RUN_HERE.test(command) && !RUN_ON_AWS.test(command),
    );
    expect(unknown).toEqual([]);
    const needed = new Set(documented.map(([, command]) => command));
    expect(Object.keys(RUN_IN).filter((command) => !needed.has(command))).toEqual([]);
  });

  it('are in the files that are said to run them, with each option', () => {
    const absent = Object.entries(RUN_IN)
      .filter(([, where]) => !where.startsWith('reason: '))
      .flatMap(([command, where]) => {
        const text = read(where);
        return wordsOf(command)
          .filter((word) => !text.includes(word))
          .map((word) => `${where} does not run "${command}": it has no ${word}`);
      });
    expect(absent).toEqual([]);
  });

  it('have a test or a reason', () => {
    for (const where of Object.values(RUN_IN)) expect(where).toMatch(/^(\.ci\/run|test\/.*\.test\.ts|reason: .{20,})$/);
  });

  it('name npm scripts that exist, in text as well as in blocks', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = PAGES.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });

  it('link to files that exist', () => {
    const broken = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
        .map((match) => path.join(path.dirname(page), match[1] ?? ''))
        .filter((target) => globSync(target.replace(/\/$/, ''), { cwd: ROOT }).length === 0)
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

describe("the README's phone", () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt('edinburgh', smallHunt());
  });
  afterAll(() => chain?.runtime.close());

  it('can be typed as it stands', async () => {
    const lines = commandsOf('README.md').filter((command) => RUN_HERE.test(command));
    expect(lines).toHaveLength(4);
    const script = lines.join('\necho\n').replaceAll('http://127.0.0.1:3000', chain.runtime.url);
    // Without -e the script goes on past a failure, as a person does; the output tells.
    const { stdout: output } = await run('bash', ['-c', script]);
    expect(output).toContain('{"results":[{"index":0,"id":"my-first-event-0001","outcome":"accepted"}]}');
    expect(output).toContain('"playerId":"ada"');
    expect(output).toContain('"hunt.joined"');
  });

  it('and so can the faults of docs/local-testing.md', async () => {
    const lines = commandsOf('docs/local-testing.md').filter((command) => RUN_HERE.test(command));
    expect(lines).toHaveLength(4);
    const script = lines.join('\necho\n').replaceAll('http://127.0.0.1:3000', chain.runtime.url);
    const { stdout: output } = await run('bash', ['-c', script]);
    const states = output.split('\n').map((line) => /"state":"(\w+)"/.exec(line)?.[1]);
    expect(states).toEqual(['on', 'on', 'ended', undefined]);
  });

  it('and so can what npm start prints, but for the AWS CLI', async () => {
    const steps = printedSteps(chain.runtime);
    expect(Object.keys(steps)).toEqual([
      'the event ledger',
      'a token and key',
      'send an event',
      'my progress',
      'the leaderboard',
      'with the AWS CLI',
    ]);
    const { 'with the AWS CLI': _cli, ...byCurl } = steps;
    const { stdout: output } = await run('bash', ['-c', Object.values(byCurl).join('\necho\n')]);
    expect(output).toContain('{"results":[{"index":0,"id":"my-first-event-0001","outcome":"accepted"}]}');
    expect(output).toContain('"playerId":"ada"');
    expect(output).toContain('"entries":[');
    expect(output).not.toContain('"error"');
  });

  describe.each(AWS_CLIS)('with the AWS CLI $version ($origin)', ({ file }) => {
    // Nothing of this machine helps the command or hinders it.
    const environment = { PATH: `${path.dirname(file ?? '')}:/usr/bin:/bin`, HOME: '/nonexistent' };
    const runCli = (command: string) => run('bash', ['-c', command], { env: environment });

    it.skipIf(file === undefined)(
      `npm start's line lists the streams (skipped without it: run ${INSTALL_AWS_CLI})`,
      async () => {
        const { stdout } = await runCli(printedSteps(chain.runtime)['with the AWS CLI'] ?? '');
        expect(JSON.parse(stdout).StreamNames).toHaveLength(catalog.length);
      },
    );
  });

  it.each([['issuer'], ['token --player ada'], ['token --player olga --role organiser'], ['start --help']])(
    'npm run cairn -- %s',
    async (command) => {
      const args = ['bin/node24.mjs', 'bin/cairn.ts', ...command.split(' ')];
      const { stdout: output } = await run(process.execPath, args, { cwd: ROOT });
      const answers = { issuer: /"kid"/, start: /Kinds of --fault/, token: /^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/ };
      expect(output).toMatch(answers[command.split(' ')[0] as keyof typeof answers]);
    },
  );

  it.each([
    ['preflight --stage dev', /^cairn: AWS region: got nothing; .* Run "export AWS_REGION=us-east-1"/],
    ['preflight --stage prod', /^cairn: AWS credentials: got .* Set AWS_PROFILE, or run "aws sso login"/],
    ['warm --stage prod', /^cairn: AWS credentials: got .* Set AWS_PROFILE, or run "aws sso login"/],
    ['calibrate --from aws --stage dev', /^cairn: AWS region: got nothing; .* Run "export AWS_REGION=us-east-1"/],
    ['calibrate --from aws --stage prod', /^cairn: AWS credentials: got .* Set AWS_PROFILE, or run "aws sso login"/],
    ['token', /^error: required option '--player <id>' not specified\n\(--help lists the options\. npm takes/],
    ['dead-letters list --nope', /^error: unknown option '--nope'\n.*\n\(--help lists the options\. npm takes/],
    ['start 3001', /^error: too many arguments .*\n\(--help lists the options\. npm takes options before "--"/],
  ])(
    'npm run cairn -- %s, on a machine without AWS settings, says in one message what to do',
    async (command, message) => {
      const args = ['bin/node24.mjs', 'bin/cairn.ts', ...command.split(' ')];
      const env = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
      const failure = await run(process.execPath, args, { cwd: ROOT, env }).catch((error) => error);
      expect(failure.code).toBe(1);
      expect(failure.stderr).toMatch(message);
      expect(failure.stderr).not.toMatch(/^ +at /m);
    },
  );
});
