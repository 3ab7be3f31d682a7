import { Command, Option } from 'commander';
import { ISSUER_DIRECTORY, issuerFile, loadOrCreateIssuer, publicJwks } from '../../build/synthesis/issuer.ts';

/** `npm run issuer`: creates the development key pair if there is none, and prints its public half. */
export function command(print: (text: string) => void = console.log): Command {
  return new Command('issuer')
    .description('creates the key pair that signs development tokens, and prints its public key set')
    .addOption(
      new Option('--directory <path>', 'folder of the key pair').default(ISSUER_DIRECTORY, '.cairn of this clone'),
    )
    .action(({ directory }: { directory: string }) => {
      const key = loadOrCreateIssuer(directory);
      print(`${issuerFile(directory)} holds key ${key.kid}`);
      print(JSON.stringify(publicJwks(key)));
    });
}
