/** The command line: `npm run cairn -- COMMAND`. Without one, the list of commands. */
import { Command, CommanderError } from 'commander';
import { explainFailure } from './explain-failure.ts';
import { startCommand } from './start-command.ts';

const program = new Command('cairn')
  .description('An event engine for games with a burst at the start line')
  .exitOverride()
  .showHelpAfterError('(--help lists the options)')
  .addCommand(startCommand());

try {
  // Each tool is loaded only when it is the one that was asked for: `npm start` should not wait for the others.
  const [name] = process.argv.slice(2);
  if (name !== 'start') {
    const tools = [
      import('../tools/issuer/command.ts'),
      import('../tools/token/command.ts'),
      import('../tools/preflight/command.ts'),
      import('../tools/deploy-emulator/command.ts'),
    ];
    for (const tool of await Promise.all(tools)) program.addCommand(tool.command());
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
