import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Installs both, where that is possible. */
export const INSTALL_AWS_CLI = 'test/clients/install-aws-cli';

export interface AwsCli {
  readonly version: '1' | '2';
  readonly origin: string;
  /** `undefined` where it is not installed. */
  readonly file: string | undefined;
}

/** The AWS CLIs that printed commands are tried with: where the install script puts them. */
export const AWS_CLIS: readonly AwsCli[] = [
  { version: '1', origin: 'PyPI', file: installed('1', pypiFile()) },
  { version: '2', origin: 'Debian', file: installed('2', '/usr/bin/aws') },
];

function pypiFile(): string {
  const script = readFileSync(path.resolve(import.meta.dirname, '../clients/install-aws-cli'), 'utf8');
  const [, version = ''] = /^VERSION_1=(\S+)$/m.exec(script) ?? [];
  const cache = process.env.XDG_CACHE_HOME ?? path.join(process.env.HOME ?? homedir(), '.cache');
  return path.join(cache, `cairn-ci/aws-cli-${version}/bin/aws`);
}

function installed(version: string, file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const found = execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return found.startsWith(`aws-cli/${version}.`) ? file : undefined;
}
