import { InputError } from '../../core/errors.ts';
import type { GatewayAnswer } from '../services/gateway/http.ts';
import type { AccountCounts } from './account.ts';

/** Signs a player's token, as the development issuer does. */
export type SignToken = (claims: { readonly player: string; readonly role?: 'organiser' }) => Promise<string>;

export interface LocalPagesOptions {
  readonly signToken: SignToken;
  readonly apiKey: () => string;
  readonly stats: () => AccountCounts;
  readonly alarms: () => readonly AlarmLine[];
}

/** An alarm, as `/local/alarms` shows it. */
export interface AlarmLine {
  readonly name: string;
  readonly state: string;
  /** RFC 3339. */
  readonly since: string;
  readonly reason: string;
  readonly description: string;
}

/** `/local/…`: what the runtime says of itself. Nothing of it exists on AWS. */
export class LocalPages {
  readonly #options: LocalPagesOptions;

  constructor(options: LocalPagesOptions) {
    this.#options = options;
  }

  async answer(method: string, path: string, query: URLSearchParams): Promise<GatewayAnswer> {
    if (method !== 'GET') return error(405, 'method_not_allowed', `${path} takes GET`);
    switch (path) {
      case '/local/health':
        return json(200, { status: 'ok' });
      case '/local/stats':
        return json(200, this.#options.stats());
      case '/local/alarms':
        return json(200, this.#options.alarms());
      case '/local/token':
        return this.#token(query);
      default:
        return error(404, 'not_found', `${path} is none of /local/health, /local/stats, /local/alarms, /local/token`);
    }
  }

  async #token(query: URLSearchParams): Promise<GatewayAnswer> {
    const player = query.get('player') ?? '';
    const role = query.get('role') ?? 'player';
    if (player === '')
      return error(400, 'missing_player', 'ask for /local/token?player=NAME[&role=organiser][&format=shell]');
    if (role !== 'organiser' && role !== 'player') {
      return error(400, 'unknown_role', `role "${role}" is none of organiser, player`);
    }
    try {
      const token = await this.#options.signToken({ player, ...(role === 'organiser' && { role }) });
      const apiKey = this.#options.apiKey();
      // Both are of characters that a shell leaves alone within quotes.
      if (query.get('format') === 'shell') return text(`export API_KEY='${apiKey}' TOKEN='${token}'\n`);
      return json(200, { token, apiKey });
    } catch (problem) {
      if (problem instanceof InputError) return error(400, 'bad_player', problem.message);
      throw problem;
    }
  }
}

function json(status: number, value: object): GatewayAnswer {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify(value) };
}

function text(body: string): GatewayAnswer {
  return { status: 200, headers: [['content-type', 'text/plain']], body };
}

function error(status: number, code: string, message: string): GatewayAnswer {
  return json(status, { error: { code, message } });
}
