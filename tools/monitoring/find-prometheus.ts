import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../core/errors.ts';

/** Finds a program on PATH; `undefined` where it is missing. */
export function onPath(program: string, searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, program))
    .find(isExecutable);
}

/** @throws InputError saying how to get it */
export function findPrometheus(searchPath: string): string {
  const found = onPath('prometheus', searchPath);
  if (found !== undefined) return found;
  throw new InputError({
    input: 'prometheus',
    received: undefined,
    allowed: 'the program of that name on PATH, of version 2.42 or later',
    remedy:
      'Get it without a service on Debian and Ubuntu by "apt-get download prometheus && dpkg -x prometheus_*.deb prometheus && export PATH=$PATH:$PWD/prometheus/usr/bin", elsewhere from prometheus.io/download.',
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
