/** What the parameters of an operation do here. What neither list names is refused: AWS has it, this model does not. */
export interface OperationParameters {
  /**
   * Members that have their effect, separated by spaces: `Rule Targets.Id`. A name stands for all below it, unless
   * members of it are named too: then only those.
   */
  readonly effective: string;
  /** Members that are accepted and change nothing, with the reason why no client can tell. */
  readonly inert?: Readonly<Record<string, string>>;
}

/** By operation. */
export type ServiceParameters = Readonly<Record<string, OperationParameters>>;

/** A member of an input, and which members of it are accepted: all where `members` is absent. */
export interface AcceptedMember {
  members?: Map<string, AcceptedMember>;
}

/** Both lists as a tree of what is accepted. */
export function acceptedMembers({ effective, inert = {} }: OperationParameters): AcceptedMember {
  const root: AcceptedMember = { members: new Map() };
  const paths = [...effective.split(/\s+/), ...Object.keys(inert)].filter((path) => path !== '');
  for (const path of paths) {
    let at = root;
    for (const name of path.split('.')) {
      at.members ??= new Map();
      const member = at.members.get(name) ?? {};
      at.members.set(name, member);
      at = member;
    }
  }
  return root;
}
