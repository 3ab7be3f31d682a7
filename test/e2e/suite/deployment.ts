import { inject, vi } from 'vitest';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../../../build/synthesis/issuer.ts';
import { pascalName } from '../../../catalog/names.ts';
import { stages } from '../../../catalog/stages.ts';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import { tokenSigner } from '../../../local/start/issuer/token-signer.ts';
import { apiOf } from '../api.ts';

const TOKEN_SECONDS = 3_600;

/** What the suite runs against. */
export const deployment = inject('deployment');

/** A token of the development issuer; the template trusts the keys of the clone that it was synthesized in. */
export const token = tokenSigner(
  loadOrCreateIssuer(ISSUER_DIRECTORY),
  stages.dev.authentication,
  new RealScheduler(),
  TOKEN_SECONDS,
);

/** The API as its users speak it. */
export const api = apiOf({ endpoint: deployment.endpoint, apiKey: deployment.apiKey, token });

/** Waits until `check` no longer throws. @throws what it threw last, when the target's patience is over */
export function eventually<Value>(check: () => Promise<Value> | Value): Promise<Value> {
  return vi.waitFor(check, { timeout: deployment.patienceMs, interval: 100 });
}

/** The physical name or id of a resource, by its path in the stack without slashes, such as `ClueViewedStream`. */
export function resource(name: string): string {
  // CDK ends a logical id with eight digits of the path's hash.
  const pattern = new RegExp(`^${name}[0-9A-F]{8}$`);
  const found = Object.entries(deployment.resources).find(([logicalId]) => pattern.test(logicalId));
  if (found === undefined) throw new Error(`the stack has no resource ${name}`);
  return found[1];
}

/** The rule's name alone: CloudFormation knows a rule of a custom bus as `bus|rule`. */
export function ruleOf(type: string): string {
  return (
    resource(`${pascalName(type)}Rule`)
      .split('|')
      .at(-1) ?? ''
  );
}

export function streamOf(type: string): string {
  return resource(`${pascalName(type)}Stream`);
}
