/** Where a function's bundled code is, and what tells one build of it from another. */
export interface FunctionCode {
  /** Holds `index.mjs`. */
  readonly directory: string;
  /** SHA-256 of the code: an unchanged function is not deployed again. */
  readonly hash: string;
}

/** Folder name under `lambdas/` of every function, to its code. */
export type FunctionCodes = ReadonlyMap<string, FunctionCode>;
