/** The command line: `npm run cairn -- COMMAND`. Without one, the list of commands. */
import { Command, CommanderError } from 'commander';
import { explainFailure } from '../build/explain-failure.ts';
import { cutOffFromAws } from '../local/aws/runtime/no-aws-settings.ts';
import { startCommand } from '../tools/start/command.ts';

const program = new Command('cairn')
  .description('An event engine for games with a burst at the start line')
  .exitOverride()
  .option('--debug', 'shows an error whole, with its stack; so does the variable CAIRN_DEBUG=1')
  .showHelpAfterError(
    '(--help lists the options. npm takes options before "--" for its own: npm start -- --port 3001, npm run cairn -- plan --json)',
  );

/** Commands that never call AWS. `load`, `calibrate`, `status`, `trace`, `dead-letters` and `replay` decide by their target; `preflight` reads profiles. */
const LOCAL_COMMANDS = new Set([
  'start',
  'plan',
  'simulate',
  'incident',
  'issuer',
  'token',
  'add-type',
  'remove-type',
  'release-types',
  'monitoring',
  'drill',
]);

try {
  // Loads a tool only if it is the requested one, so that `npm start` does not wait for the others.
  const tools: Readonly<Record<string, () => Promise<{ readonly command: () => Command }>>> = {
    plan: () => import('../tools/plan/command.ts'),
    simulate: () => import('../tools/simulate/command.ts'),
    load: () => import('../tools/load/command.ts'),
    calibrate: () => import('../tools/calibrate/command.ts'),
    incident: async () => ({ command: (await import('../tools/incident/command.ts')).incidentCommand }),
    issuer: () => import('../tools/issuer/command.ts'),
    token: () => import('../tools/token/command.ts'),
    preflight: () => import('../tools/preflight/command.ts'),
    'release-types': () => import('../tools/release-types/command.ts'),
    warm: () => import('../tools/warm/command.ts'),
    status: () => import('../tools/status/command.ts'),
    trace: () => import('../tools/trace/command.ts'),
    'dead-letters': () => import('../tools/dead-letters/command.ts'),
    replay: () => import('../tools/replay/command.ts'),
    'page-test': () => import('../tools/page-test/command.ts'),
    drill: () => import('../tools/drill/command.ts'),
    'add-type': () => import('../tools/add-type/command.ts'),
    'remove-type': () => import('../tools/remove-type/command.ts'),
    monitoring: () => import('../tools/monitoring/command.ts'),
    'deploy-emulator': () => import('../tools/deploy-emulator/command.ts'),
  };
  // Applies to any command, at any position; threads and child processes read the variable.
  if (process.argv.includes('--debug')) process.env.CAIRN_DEBUG = '1';
  process.argv = process.argv.filter((argument) => argument !== '--debug');
  const [name = ''] = process.argv.slice(2);
  if (LOCAL_COMMANDS.has(name)) cutOffFromAws();
  const asked = Object.hasOwn(tools, name) ? tools[name] : undefined;
  const loading = asked !== undefined ? [asked] : name === 'start' ? [] : Object.values(tools);
  const commands = (await Promise.all(loading.map((load) => load()))).map((tool) => tool.command());
  // `addCommand` does not pass on the program's settings: the command would end the process on an error and print no
  // hint.
  for (const command of [startCommand(), ...commands]) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(command);
  }
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    console.error(explainFailure(error));
    process.exitCode = 1;
  }
}
