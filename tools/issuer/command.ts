import { Command } from 'commander';
import { ISSUER_DIRECTORY, issuerFile, loadOrCreateIssuer, publicJwks } from '../../build/synthesis/issuer.ts';

/** `npm run issuer`: creates the development key pair if there is none, and prints its public half. */
export function command(print: (text: string) => void = console.log): Command {
  return new Command('issuer')
    .description('makes the key pair that signs development tokens, and prints its public key set')
    .option('--directory <path>', 'where the key pair is kept', ISSUER_DIRECTORY)
    .action(({ directory }: { directory: string }) => {
      const key = loadOrCreateIssuer(directory);
      print(`${issuerFile(directory)} holds key ${key.kid}`);
      print(JSON.stringify(publicJwks(key)));
    });
}
