/** What the governor may do, and what it did. */
export interface GovernorState {
  readonly mode: 'observe' | 'act';
  /** The last ones since the runtime began, the newest first. */
  readonly acts: readonly GovernorAct[];
  /** Steps of the mappings that it has paused, or tries again, by event type. */
  readonly circuits: Readonly<Record<string, string>>;
  /** Shares that ingest admits of types that are shed, such as `location.pinged 49 %`; left out if it admits all. */
  readonly admitted?: string;
}

export interface GovernorAct {
  /** RFC 3339. */
  readonly at: string;
  /** `found`: a person has to do something. */
  readonly did: 'acted' | 'would act' | 'found';
  readonly reason: string;
  /** Left out for what all types share. */
  readonly type?: string;
  readonly before?: string;
  readonly after?: string;
}
