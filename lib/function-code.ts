import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { AssetHashType } from 'aws-cdk-lib/core';
import { InputError } from '../core/errors.ts';

/** The bundled code of a function, with a hash that differs between builds. */
export interface FunctionCode {
  /** Directory with `index.mjs`. */
  readonly directory: string;
  /** SHA-256 of the code: CDK does not deploy an unchanged function again. */
  readonly hash: string;
}

/** The code of every function, by its folder name under `lambdas/`. */
export type FunctionCodes = ReadonlyMap<string, FunctionCode>;

/**
 * Returns the code of a function, for CDK.
 * @param name folder under `lambdas/`, such as `treasure-claimed`
 * @throws InputError if `functions` does not contain it
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
