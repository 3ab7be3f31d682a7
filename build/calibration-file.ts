import { readFileSync } from 'node:fs';
import { CALIBRATION_FILE } from '../core/capacity/measure/calibration.ts';
import { InputError } from '../core/errors.ts';
import { userPath } from './user-path.ts';

/** A calibration file as it was read. */
export interface CalibrationFile {
  /** As the person named it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the calibration file: `option`, else the file that the variable CAIRN_CALIBRATION names, else
 * `cairn.calibration.json` in the person's working directory. `undefined` if none is named and there is none, or if the
 * name is `none`.
 * @throws InputError for a file that cannot be read
 */
export function readCalibrationFile(option?: string): CalibrationFile | undefined {
  const file = option ?? process.env.CAIRN_CALIBRATION;
  if (file === 'none') return undefined;
  const name = file ?? CALIBRATION_FILE;
  try {
    return { name, text: readFileSync(userPath(name), 'utf8') };
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError({
      input: '--calibration',
      received: name,
      allowed: 'a file that can be read, or none',
      remedy: (error as Error).message,
    });
  }
}
