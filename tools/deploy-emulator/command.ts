import { Command, Option } from 'commander';
import { deployEmulator } from './deploy-emulator.ts';
import { EMULATORS, type EmulatorName } from './emulator.ts';

interface Options {
  readonly emulator: EmulatorName;
  readonly stage: string;
  readonly destroy: boolean;
}

/** `npm run deploy:localstack`: deploys the stage's template to an emulator that is already running. */
export function command(): Command {
  return new Command('deploy-emulator')
    .description('deploys to an emulator of AWS at AWS_ENDPOINT_URL, or removes it there')
    .addOption(
      new Option('--emulator <name>', 'which one')
        .choices(Object.keys(EMULATORS))
        .default('localstack' as EmulatorName),
    )
    .option('--stage <name>', 'which stage: dev, load', 'dev')
    .option('--destroy', 'removes the stack', false)
    .action((options: Options) => deployEmulator(options, process.env));
}
