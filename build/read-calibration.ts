import { catalog } from '../catalog/index.ts';
import type { Calibration } from '../core/capacity/measure/calibration.ts';
import { parseCalibration } from '../core/capacity/measure/parse-calibration.ts';
import { readCalibrationFile } from './calibration-file.ts';

/**
 * Reads the calibration file that `readCalibrationFile` finds.
 * @throws InputError for a file that cannot be read or holds no calibration
 */
export function readCalibration(option: string | undefined): Calibration | undefined {
  const file = readCalibrationFile(option);
  if (file === undefined) return undefined;
  return parseCalibration(
    file.text,
    file.name,
    catalog.map(({ type }) => type),
  );
}
