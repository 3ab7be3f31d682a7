import { requiredSetting } from '../shared/aws/environment.ts';
import { fetchKeys } from '../shared/aws/fetch-keys.ts';
import { powertoolsLog } from '../shared/aws/powertools-log.ts';
import { system } from '../shared/aws/system.ts';
import { tokenTrust } from '../shared/aws/token-trust.ts';
import { type Authenticate, authenticator } from '../shared/http/authenticate.ts';
import { authorizeRequest } from './authorize-request.ts';

const log = powertoolsLog('cairn');

/** Wrong settings must be counted like every other fault of ours, so they do not end the start of the function. */
function configured(): Authenticate {
  try {
    return authenticator(tokenTrust(), { clock: system().clock, fetchKeys: fetchKeys() });
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** Loads the metrics library only at the first fault: most environments never have one. */
async function countFault(): Promise<void> {
  const { countAuthorizerFault } = await import('../shared/aws/powertools-metrics.ts');
  countAuthorizerFault(requiredSetting('STAGE'));
}

export const handler = authorizeRequest(configured(), { log, countFault });
