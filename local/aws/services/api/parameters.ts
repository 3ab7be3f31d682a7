/** The effect of an operation's parameters here. A parameter of neither list is refused, because it has no model. */
export interface OperationParameters {
  /**
   * Members that have an effect, separated by spaces: `Rule Targets.Id`. A name includes all members below it, unless
   * some of them are named too: then only those count.
   */
  readonly effective: string;
  /** Members that are accepted and have no effect, with the reason why no client can notice. */
  readonly inert?: Readonly<Record<string, string>>;
}

/** Parameters by operation. */
export type ServiceParameters = Readonly<Record<string, OperationParameters>>;

/** An accepted member of an input, with its accepted members; `undefined` accepts all. */
export interface AcceptedMember {
  members?: Map<string, AcceptedMember>;
}

/** Returns both lists as a tree of accepted members. */
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
