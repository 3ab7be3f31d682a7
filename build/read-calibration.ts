import { readFileSync } from 'node:fs';
import { catalog } from '../catalog/index.ts';
import { CALIBRATION_FILE, type Calibration } from '../core/capacity/measure/calibration.ts';
import { parseCalibration } from '../core/capacity/measure/parse-calibration.ts';
import { InputError } from '../core/errors.ts';
import { userPath } from './user-path.ts';

/**
 * The calibration to use: of `file`, or else of the file that the variable CAIRN_CALIBRATION names, or else of
 * `cairn.calibration.json` where the person stands; `undefined` where none was named and none is there, or the name is
 * `none`.
 * @throws InputError for a file that cannot be read or is none
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
