import { API_FUNCTIONS } from '../core/chain/functions.ts';
import { InputError } from '../core/errors.ts';
import { pascalName } from './names.ts';

/** Constructs of the stack (lib/cairn-stack.ts) besides the types' own. A test compares them with the stack. */
export const STACK_PARTS: ReadonlySet<string> = new Set([
  ...['ApiDomainTarget', 'ApiKeyId', 'ApiUrl', 'EventBus', 'EventBusName', 'RuleNames', 'TableName', 'WebAcl'],
  // A function with its role and log.
  ...API_FUNCTIONS.map((name) => `${pascalName(name)}Function`).flatMap((name) => [name, `${name}Role`, `${name}Logs`]),
  // The CDK's own.
  ...['BootstrapVersion', 'CheckBootstrapVersion'],
]);

/**
 * Checks the list of types as a whole.
 * @throws InputError if two types, or a type and a part of the stack, have the same names in the template
 */
export function checkCatalog(types: readonly { readonly type: string }[]): void {
  const known = new Map<string, string>();
  for (const { type } of types) {
    const name = pascalName(type);
    const other = known.get(name);
    if (other !== undefined || STACK_PARTS.has(name)) {
      throw new InputError({
        input: 'catalog/index.ts: event type',
        received: type,
        allowed:
          other === undefined
            ? `no type whose resources are named ${name}, as a part of the stack is`
            : refusal(type, other),
        remedy: other === type ? 'Remove the second one, or rename it.' : 'Rename the type.',
      });
    }
    known.set(name, type);
  }
}

function refusal(type: string, other: string): string {
  return type === other ? 'each type once' : `no type whose resources have the names of those of ${other}`;
}
