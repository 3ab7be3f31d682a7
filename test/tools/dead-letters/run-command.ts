import { command, type DeadLettersSeams, SEAMS } from '../../../tools/dead-letters/command.ts';
import { ACCOUNT, deployedStack, sourcesOf, stages } from '../../helpers/fake-account.ts';
import type { letterServices } from './letter-services.ts';

/** Runs the command on the services: those of the local runtime, and with `--stage` those of an account. */
export async function runCommand(
  made: ReturnType<typeof letterServices>,
  args: readonly string[],
  file = '',
): Promise<{ readonly text: string; readonly code: number }> {
  const printed: string[] = [];
  let code = 0;
  const seams: DeadLettersSeams = {
    ...SEAMS,
    print: (text) => printed.push(text),
    warn: () => {},
    scheduler: made.scheduler,
    chainOf: () => made.context.connected.chain,
    send: (async (url: string) =>
      Response.json(
        String(url).endsWith('/local/health')
          ? { stage: 'dev', awsUrl: 'http://127.0.0.1:1' }
          : made.context.connected.resources,
      )) as typeof fetch,
    sources: sourcesOf({ AWS_REGION: 'us-east-1' }),
    readerOf: async () => ({
      identity: async () => ({ account: ACCOUNT }),
      stack: async () => deployedStack(stages.dev, { resources: made.context.connected.resources }),
    }),
    portsOf: async () => made.context.ports,
    readFile: () => file,
    writeFile: (_option, _name, text) => printed.push(text),
    checkWritable: () => {},
    onInterrupt: () => {},
    exitWith: (given) => {
      code = given;
    },
  };
  await command(seams).parseAsync([...args], { from: 'user' });
  return { text: printed.join('\n'), code };
}
