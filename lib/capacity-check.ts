import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkStageAndTypes } from '../catalog/check-stage-and-types.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import type { StageConfig } from '../catalog/stages.ts';
import { checkChain, type Finding } from '../core/capacity/check/check.ts';
import type { Calibration } from '../core/capacity/measure/calibration.ts';
import { CapacityError } from '../core/errors.ts';

/**
 * Returns the capacity findings that do not stop a stage: warnings and accepted risks.
 * @throws InputError for a wrong stage or list of types
 * @throws CapacityError, one line a problem, if the chain would admit more than it can process or pass a limit
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

/** Adds warnings as warnings of the synthesis, and accepted risks as its notes. */
export function noteCapacity(scope: Construct, findings: readonly Finding[]): void {
  for (const { level, check, type, message } of findings) {
    if (level === 'accepted') Annotations.of(scope).addInfo(message);
    else Annotations.of(scope).addWarningV2(`cairn:${check}${type === undefined ? '' : `:${type}`}`, message);
  }
}

/** Notes that measured figures size the template, and their source. */
export function noteCalibration(scope: Construct, { source, measuredAt }: Calibration): void {
  Annotations.of(scope).addInfo(`Measured figures size this stage, not assumed ones: ${source}, ${measuredAt}.`);
}
