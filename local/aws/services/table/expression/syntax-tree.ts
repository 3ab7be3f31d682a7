/** A step of a document path: an attribute's name, its placeholder (begins with `#`), or a list index. */
export type PathStep = string | number;
export type DocumentPath = readonly PathStep[];

export interface PathOperand {
  readonly kind: 'path';
  readonly path: DocumentPath;
}

/** The placeholder of a value: begins with `:`. */
export interface ValueOperand {
  readonly kind: 'value';
  readonly name: string;
}

export interface CallOperand {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly Operand[];
}

export type Operand = PathOperand | ValueOperand | CallOperand;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly candidates: readonly Operand[] }
  | { readonly kind: 'test'; readonly call: CallOperand };

/** The value of SET: an operand, or the sum or difference of two. */
export type Assigned =
  | Operand
  | { readonly kind: 'sum'; readonly sign: '+' | '-'; readonly left: Operand; readonly right: Operand };

export interface Update {
  readonly set: readonly { readonly path: DocumentPath; readonly value: Assigned }[];
  readonly remove: readonly { readonly path: DocumentPath }[];
  readonly add: readonly { readonly path: DocumentPath; readonly value: ValueOperand }[];
  readonly delete: readonly { readonly path: DocumentPath; readonly value: ValueOperand }[];
}

/** A parsed expression and the placeholders it uses. */
export interface Parsed<Tree> {
  readonly tree: Tree;
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** First steps of those paths that have more than one step. */
  readonly nested: ReadonlySet<string>;
}
