import { HEADROOM } from '../capacity/model/spread.ts';
import type { ChainStage } from '../capacity/model/workload.ts';
import { LIMITS } from '../limits.ts';
import { round } from '../round.ts';
import { type Setting, setting } from './setting.ts';

/** A token bucket. */
export interface ThrottleSettings {
  readonly requestsPerSecond: Setting<number>;
  /** Size of the bucket: requests at once. */
  readonly burst: Setting<number>;
}

/** Limits of the web ACL, in requests of its window. 10–2,000,000,000. */
export interface WebAclSettings {
  readonly windowSeconds: Setting<number>;
  readonly requestsPerToken: Setting<number>;
  readonly requestsPerAddress: Setting<number>;
}

export interface ApiSettings {
  /** For all apps together. */
  readonly throttle: ThrottleSettings;
  /** For the first app. */
  readonly usagePlan: ThrottleSettings;
  /** How long API Gateway keeps the authorizer's answer for a token. 0–3,600 s. */
  readonly authorizerCacheSeconds: Setting<number>;
  /** API Gateway compresses answers of at least this size. */
  readonly minCompressionBytes: Setting<number>;
  /** How long API Gateway waits for a function. 50–29,000 ms. */
  readonly integrationTimeoutMs: Setting<number>;
  /** `undefined`: the stage has none. */
  readonly webAcl: WebAclSettings | undefined;
}

export const WINDOW_SECONDS = 300;
export const PLAYERS_PER_ADDRESS = 2_000;
/** A phone that sends this many times its share is not just catching up. */
export const TOKEN_FACTOR = 10;

/** @param requestsPerPlayer a second, reads included */
export function apiSettings(stage: ChainStage, requestsPerPlayer: number): ApiSettings {
  const { requestsPerSecond, burst } = stage.throttle;
  return {
    throttle: {
      requestsPerSecond: setting(requestsPerSecond, "Set by the stage's throttle, for which the chain is sized."),
      burst: setting(burst, "Set by the stage's throttle."),
    },
    usagePlan: {
      requestsPerSecond: setting(requestsPerSecond, 'The first app may use what the stage admits.'),
      burst: setting(burst, 'The first app may use what the stage admits.'),
    },
    authorizerCacheSeconds: setting(
      300,
      '5 min: a role that an issuer takes from a player stays valid for that long at most, and a phone costs one check.',
    ),
    minCompressionBytes: setting(1_024, '1 KB: gzip saves little below it.'),
    integrationTimeoutMs: setting(
      LIMITS.apiGatewayIntegrationMs.value,
      "API Gateway's default, which is the most: the functions' own timeouts end far before it.",
    ),
    webAcl: stage.waf ? webAclOf(stage, requestsPerPlayer) : undefined,
  };
}

/**
 * Neither limit may shut out players who share an address at the start line, so both are multiples of a player's
 * expected requests, with headroom.
 */
function webAclOf({ playersPerAddress = PLAYERS_PER_ADDRESS }: ChainStage, requestsPerPlayer: number): WebAclSettings {
  const limit = (factor: number, of: string): Setting<number> => {
    const wanted = Math.ceil((factor * requestsPerPlayer * WINDOW_SECONDS) / HEADROOM);
    const value = Math.min(LIMITS.wafRateLimitMax.value, Math.max(LIMITS.wafRateLimitMin.value, wanted));
    return setting(
      value,
      `${round(factor)} ${of} × ${round(requestsPerPlayer)} requests/s of a player × ${WINDOW_SECONDS} s ÷ ${HEADROOM} = ${round(value)}.`,
    );
  };
  return {
    windowSeconds: setting(WINDOW_SECONDS, "5 min, WAF's default: a phone that catches up is done by then."),
    requestsPerToken: limit(TOKEN_FACTOR, 'times'),
    requestsPerAddress: limit(playersPerAddress, 'players'),
  };
}
