import { Command } from 'commander';
import { CONTRACT_PATH, readContract, writeContract } from '../../build/contract-file.ts';
import { checkContract, release, unreleased } from '../../catalog/contract.ts';
import { catalog as shipped } from '../../catalog/index.ts';

export interface ReleaseSeams {
  readonly print: (text: string) => void;
  readonly catalog: typeof shipped;
  readonly file: string;
}

const SEAMS: ReleaseSeams = { print: console.log, catalog: shipped, file: CONTRACT_PATH };

/** `npm run cairn -- release-types`: freezes the versions that phones may rely on from now on. */
export function command({ print, catalog, file }: ReleaseSeams = SEAMS): Command {
  return new Command('release-types')
    .description('adds unreleased types and versions to catalog/contract.json, which freezes them')
    .option('--check', 'writes nothing; fails if the catalog breaks a released version')
    .action(({ check = false }: { check?: boolean }) => {
      const contract = readContract(file);
      const added = unreleased(contract, catalog);
      const list = added.map(({ type, version }) => `${type} version ${version}`);
      if (check) {
        checkContract(contract, catalog);
        print(
          `the catalog breaks no released version${list.length === 0 ? '' : `; not released yet: ${list.join(', ')}`}`,
        );
        return;
      }
      const next = release(contract, catalog);
      if (list.length === 0) {
        print('nothing to release: catalog/contract.json has every type and version of the catalog');
        return;
      }
      writeContract(next, file);
      for (const one of list) print(`released ${one}`);
      print('Commit catalog/contract.json with the release that brings them to phones.');
    });
}
