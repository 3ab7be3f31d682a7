/** What happened to an event at one place. */
export interface EventHop {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly where: string;
  readonly what: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly entryId?: string;
}

/** What a last hop means, the strongest first: a later hop may only repeat what was settled before. */
const FATES: readonly (readonly [what: string, fate: string])[] = [
  ['lost', 'It is lost to the chain: nothing could keep it. Only the archive has it (docs/runbooks/lost.md).'],
  ['applied', 'It has had its effect.'],
  ['pending', 'Its effect is stored, and counts once the player has sent what it waits for.'],
  ['no_effect', 'It was processed and changes nothing, by a rule of the game.'],
  ['quarantined', 'It is in quarantine with its payload (docs/runbooks/quarantine.md).'],
  ['dead-lettered', 'It was given up and is kept as a dead letter (docs/runbooks/failure-stored.md, undelivered.md).'],
  ['unrouted', 'No rule takes it: it is in the unrouted queue (docs/runbooks/unrouted.md).'],
  ['duplicate', 'It was processed before, and has its effect once.'],
  ['finished by the handler', 'The handler has finished it.'],
  ['retried', 'The handler handed it back, and Lambda retries it (docs/runbooks/handed-back.md).'],
  ['handed to the handler', 'The handler has it, and has not finished it.'],
  ['delivered', 'It waits in its stream (docs/runbooks/behind.md).'],
  ['accepted', 'Ingest accepted it, and no handler has logged it: it waits in its stream, or was given up.'],
  ['published', 'The bus has it, and has not delivered it (docs/runbooks/delivery-latency.md).'],
  ['rejected', 'Ingest rejected it: the client must change it.'],
  ['throttled', 'It was throttled: the client sends it again.'],
  ['shed', 'It was shed to make room for others: the client sends it again.'],
  ['not accepted', 'The request was refused; its answer says why.'],
];

/** What became of an event with these hops. */
export function fateOf(hops: readonly EventHop[]): string {
  for (const [what, fate] of FATES) {
    const hop = hops.findLast((each) => each.what === what);
    if (hop !== undefined) return hop.detail === undefined ? fate : `${fate.replace(/\.$/, '')}: ${hop.detail}.`;
  }
  return 'It was seen, and nothing is known of its end.';
}
