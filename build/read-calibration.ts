import { readFileSync } from 'node:fs';
import { catalog } from '../catalog/index.ts';
import { CALIBRATION_FILE, type Calibration } from '../core/capacity/measure/calibration.ts';
import { parseCalibration } from '../core/capacity/measure/parse-calibration.ts';
import { InputError } from '../core/errors.ts';
import { userPath } from './user-path.ts';

/**
 * The calibration to use: that of `file`, else that of the file in the variable CAIRN_CALIBRATION, else
 * `cairn.calibration.json` in the person's working directory. `undefined` if none is named and none exists, or if the
 * name is `none`.
 * @throws InputError for a file that cannot be read or is not a calibration
 */
export function readCalibration(option: string | undefined): Calibration | undefined {
  const file = option ?? process.env.CAIRN_CALIBRATION;
  if (file === 'none') return undefined;
  const name = file ?? CALIBRATION_FILE;
  let text: string;
  try {
    text = readFileSync(userPath(name), 'utf8');
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError({
      input: '--calibration',
      received: name,
      allowed: 'a file that can be read, or none',
      remedy: (error as Error).message,
    });
  }
  return parseCalibration(
    text,
    name,
    catalog.map(({ type }) => type),
  );
}
