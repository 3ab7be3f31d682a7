import { homedir } from 'node:os';
import path from 'node:path';

/** Where `test/clients/install` puts clients of other languages. */
export function clientsCache(environment: NodeJS.ProcessEnv = process.env): string {
  const caches = environment.XDG_CACHE_HOME ?? path.join(environment.HOME ?? homedir(), '.cache');
  return path.join(environment.CAIRN_CACHE ?? path.join(caches, 'cairn'), 'clients');
}
