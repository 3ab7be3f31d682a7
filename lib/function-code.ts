import { AssetHashType } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { InputError } from '../core/errors.ts';

/** Where a function's bundled code is, and what tells one build of it from another. */
export interface FunctionCode {
  /** Holds `index.mjs`. */
  readonly directory: string;
  /** SHA-256 of the code: an unchanged function is not deployed again. */
  readonly hash: string;
}

/** Folder name under `lambdas/` of every function, to its code. */
export type FunctionCodes = ReadonlyMap<string, FunctionCode>;

/**
 * The code of a function, for CDK.
 * @param name folder under `lambdas/`, such as `treasure-claimed`
 * @throws InputError where it was not bundled
 */
export function codeOf(functions: FunctionCodes, name: string): AssetCode {
  const code = functions.get(name);
  if (code === undefined) {
    throw new InputError({
      input: `code of function ${name}`,
      received: undefined,
      allowed: [...functions.keys()].join(', '),
      remedy: `Bundle lambdas/${name}/handler.ts and pass its directory and hash.`,
    });
  }
  return Code.fromAsset(code.directory, { assetHashType: AssetHashType.CUSTOM, assetHash: code.hash });
}
