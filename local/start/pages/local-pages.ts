import { InputError } from '../../../core/errors.ts';
import type { Follow, OwnPages, PageRequest } from '../../aws/runtime/api-front.ts';
import type { Faults } from '../../aws/runtime/faults/faults.ts';
import type { AlarmMessage } from '../../aws/services/alarms/actions.ts';
import type { GatewayAnswer } from '../../aws/services/gateway/http.ts';
import type { Console } from '../console/console.ts';
import type { Journey } from '../journal/event-journal.ts';
import type { End } from '../ledger/counts.ts';
import type { LedgerCounts } from '../ledger/event-ledger.ts';
import type { HandlerMeasurements } from '../measurements.ts';
import { errorPage, jsonPage, metricsPage, textPage } from '../page-answer.ts';
import { answerFaults, FAULTS_PATH } from './fault-pages.ts';

export const TRACE_PATH = '/local/trace/';

/** Signs a player's token, as the development issuer does. */
export type SignToken = (claims: { readonly player: string; readonly role?: 'organiser' }) => Promise<string>;

export interface LocalPagesOptions {
  readonly console: Console;
  readonly signToken: SignToken;
  /** Address of the AWS-compatible endpoint. */
  readonly awsUrl: () => string;
  /** Stage of the API; empty while the runtime starts. */
  readonly stage: () => string;
  readonly apiKey: () => string;
  readonly stats: () => { readonly events: LedgerCounts; readonly ends: readonly End[]; readonly memory: object };
  readonly chain: () => ChainLine;
  readonly resources: () => readonly ResourceLine[];
  readonly alarms: () => readonly AlarmLine[];
  readonly measurements: () => readonly HandlerMeasurements[];
  readonly journey: (eventId: string) => Journey;
  /** `undefined` while the runtime starts. */
  readonly faults: () => Faults | undefined;
  /** The text of `/metrics`, in OpenMetrics; `undefined` while the runtime starts. */
  readonly metrics: () => Promise<string> | undefined;
}

/** An alarm in `/local/alarms`. */
export interface AlarmLine {
  readonly name: string;
  readonly state: string;
  /** RFC 3339. */
  readonly since: string;
  readonly reason: string;
  readonly description: string;
  /** Actions that it took, oldest first; `at` in RFC 3339. */
  readonly messages: readonly (Omit<AlarmMessage, 'at' | 'alarm'> & { readonly at: string })[];
}

/** `/local/chain`: since when the stack runs, and how far its handlers are. Times in RFC 3339. */
export interface ChainLine {
  readonly startedAt: string;
  /** Of the last update that was applied; left out if there was none. */
  readonly updatedAt?: string;
  readonly mappings: readonly MappingLine[];
}

/** A source mapping in `/local/chain`. */
export interface MappingLine {
  readonly functionName: string;
  readonly stream: string;
  readonly enabled: boolean;
  /** Age of the oldest record that is not processed; 0 if all are. */
  readonly oldestMs: number;
}

/** A resource in `/local/resources`, in CloudFormation's words: the local endpoint has no CloudFormation. */
export interface ResourceLine {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

const OWN_PREFIX = '/local/';
/** Where Prometheus looks by default. */
const METRICS_PATH = '/metrics';

/** Answers `/`, `/local/…` and `/metrics`: the console, and reports about the runtime. These pages do not exist on AWS. */
export class LocalPages implements OwnPages {
  readonly #options: LocalPagesOptions;

  constructor(options: LocalPagesOptions) {
    this.#options = options;
  }

  owns(path: string): boolean {
    return path.startsWith(OWN_PREFIX) || path === METRICS_PATH || this.#options.console.owns(path);
  }

  follow(path: string): Follow | undefined {
    return this.#options.console.follow(path);
  }

  async answer(method: string, path: string, query: URLSearchParams, request: PageRequest): Promise<GatewayAnswer> {
    if (path === FAULTS_PATH || path.startsWith(`${FAULTS_PATH}/`)) {
      return answerFaults(this.#options.faults(), method, path, request);
    }
    if (this.#options.console.owns(path)) return this.#options.console.answer(method, path, query, request);
    if (method !== 'GET') return errorPage(405, 'method_not_allowed', `${path} takes GET`);
    if (path.startsWith(TRACE_PATH)) return jsonPage(200, this.#options.journey(path.slice(TRACE_PATH.length)));
    switch (path) {
      case '/local/health':
        return jsonPage(200, { status: 'ok', stage: this.#options.stage(), awsUrl: this.#options.awsUrl() });
      case '/local/stats':
        return jsonPage(200, this.#options.stats());
      case '/local/alarms':
        return jsonPage(200, this.#options.alarms());
      case '/local/chain':
        return jsonPage(200, this.#options.chain());
      case '/local/resources':
        return jsonPage(200, this.#options.resources());
      case '/local/measurements':
        return jsonPage(200, this.#options.measurements());
      case METRICS_PATH:
        return metricsPage(await this.#options.metrics());
      case '/local/token':
        return this.#token(query);
      default:
        return errorPage(
          404,
          'not_found',
          `${path} is none of /, /local/health, /local/stats, /local/alarms, /local/chain, /local/faults, /local/measurements, /local/resources, /local/token, /local/trace/EVENT_ID, /metrics`,
        );
    }
  }

  async #token(query: URLSearchParams): Promise<GatewayAnswer> {
    const player = query.get('player') ?? '';
    const role = query.get('role') ?? 'player';
    if (player === '')
      return errorPage(400, 'missing_player', 'request /local/token?player=NAME[&role=organiser][&format=shell]');
    if (role !== 'organiser' && role !== 'player') {
      return errorPage(400, 'unknown_role', `role "${role}" is none of organiser, player`);
    }
    try {
      const token = await this.#options.signToken({ player, ...(role === 'organiser' && { role }) });
      const apiKey = this.#options.apiKey();
      // A shell does not change the characters of either within quotes.
      if (query.get('format') === 'shell') return textPage(`export API_KEY='${apiKey}' TOKEN='${token}'\n`);
      return jsonPage(200, { token, apiKey });
    } catch (problem) {
      if (problem instanceof InputError) return errorPage(400, 'bad_player', problem.message);
      throw problem;
    }
  }
}
