import { authenticator } from '../shared/authenticate.ts';
import { powertoolsLog } from '../shared/aws/powertools-log.ts';
import { tokenTrust } from '../shared/aws/token-trust.ts';
import { authorizeRequest } from './authorize-request.ts';

export const handler = authorizeRequest(authenticator(tokenTrust()), powertoolsLog('cairn'));
