import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { clientsCache } from './clients-cache.ts';

/** Installs both, where that is possible. */
export const INSTALL_AWS_CLI = 'test/clients/install cli1 cli2';

export interface AwsCli {
  readonly version: '1' | '2';
  readonly origin: string;
  /** `undefined` where it is not installed. */
  readonly file: string | undefined;
}

/** The AWS CLIs that printed commands are tried with: where the install script puts them. */
export const AWS_CLIS: readonly AwsCli[] = [
  { version: '1', origin: 'PyPI', file: installed('1', path.join(clientsCache(), 'cli1/bin/aws')) },
  { version: '2', origin: 'Debian', file: installed('2', '/usr/bin/aws') },
];

function installed(version: string, file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const found = execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return found.startsWith(`aws-cli/${version}.`) ? file : undefined;
}
