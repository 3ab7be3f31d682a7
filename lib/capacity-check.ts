import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkStageAndTypes } from '../catalog/check-stage-and-types.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import type { StageConfig } from '../catalog/stages.ts';
import { checkChain, type Finding } from '../core/capacity/check/check.ts';
import type { Calibration } from '../core/capacity/measure/calibration.ts';
import { CapacityError } from '../core/errors.ts';

/**
 * The capacity findings of a stage that do not stop it: warnings and accepted risks.
 * @throws InputError for a wrong stage or list of types
 * @throws CapacityError, one line a problem, where the chain would admit what it cannot process or pass a limit.
 */
export function checkCapacity(catalog: readonly EventDefinition[], stage: StageConfig): readonly Finding[] {
  checkStageAndTypes(stage, catalog);
  const { findings } = checkChain({ types: catalog, stage });
  const failing = findings.filter(({ level }) => level === 'fails');
  if (failing.length > 0)
    throw new CapacityError(
      stage.name,
      failing.map(({ message }) => message),
    );
  return findings;
}

/** Shows warnings as warnings and accepted risks as notes of the synthesis. */
export function noteCapacity(scope: Construct, findings: readonly Finding[]): void {
  for (const { level, check, type, message } of findings) {
    if (level === 'accepted') Annotations.of(scope).addInfo(message);
    else Annotations.of(scope).addWarningV2(`cairn:${check}${type === undefined ? '' : `:${type}`}`, message);
  }
}

/** Says that measured figures size the template, and whose. */
export function noteCalibration(scope: Construct, { source, measuredAt }: Calibration): void {
  Annotations.of(scope).addInfo(`Sized by measured figures, not by assumed ones: ${source}, ${measuredAt}.`);
}
