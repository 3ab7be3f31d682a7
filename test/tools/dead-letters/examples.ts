import { catalog } from '../../../catalog/index.ts';

/** Each type of the catalog with its example: what a studio adds is masked too. */
export const EXAMPLES = catalog.map(({ type, example }) => [type, example] as const);
