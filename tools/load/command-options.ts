/** The options of `load`, as commander passes them. */
export interface LoadCommandOptions {
  readonly url?: string;
  readonly iOwnThisEndpoint?: string;
  readonly start?: string | true;
  readonly stage: string;
  readonly owner?: string;
  readonly profile: string;
  readonly rate: number;
  readonly for: number;
  readonly mix?: string;
  readonly batch: string;
  readonly arrivals: string;
  readonly phones: number;
  readonly gzip: number;
  readonly reconnects: number;
  readonly hottest: number;
  readonly seed: number;
  readonly timeout: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly apiKey: readonly string[];
  readonly tokens?: string;
  readonly hunt?: string;
  readonly metrics?: string;
  readonly drain?: number;
  readonly objective: readonly string[];
  readonly json?: true;
  readonly html?: string;
}
