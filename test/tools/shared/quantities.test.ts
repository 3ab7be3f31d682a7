import { describe, expect, it } from 'vitest';
import { userPath } from '../../../build/user-path.ts';
import { InputError } from '../../../core/errors.ts';
import { duration, factor, rate } from '../../../tools/shared/quantities.ts';

describe('a time, on every command line', () => {
  it.each([
    ['30', 30],
    ['30s', 30],
    ['500ms', 0.5],
    ['1.5h', 5_400],
    ['10m', 600],
    ['7d', 604_800],
  ])('%s is %d seconds', (text, seconds) => expect(duration('--for')(text)).toBe(seconds));

  it.each(['', '0', '0h', '-1h', '1w', 's', '30 s s', '1e3', '9999999d'])('cannot be %j', (text) =>
    expect(() => duration('--for')(text)).toThrow(InputError),
  );

  it('stays within the bounds of its option, and the error names them', () => {
    expect(() => duration('--duration', 1, 86_400)('2d')).toThrow(/a time from 1s to 1d.*--duration 30s/);
  });
});

describe('a factor', () => {
  it.each([
    ['x3', 3],
    ['3x', 3],
    ['×3', 3],
    ['0.5', 0.5],
  ])('%s is %d', (text, value) => expect(factor('--peak')(text)).toBe(value));

  it.each(['', 'x', '0', 'x3x', '-1', '1001'])('cannot be %j', (text) =>
    expect(() => factor('--peak')(text)).toThrow(/--peak x3/),
  );
});

describe('a rate', () => {
  it.each([
    ['500', 500],
    ['500/s', 500],
    ['0.5/s', 0.5],
  ])('%s is %d a second', (text, value) => expect(rate('--rate', 0.001, 1_000)(text)).toBe(value));

  it.each(['', '500/m', '/s', '2000', 'x3'])('cannot be %j', (text) =>
    expect(() => rate('--rate', 0.001, 1_000)(text)).toThrow(/--rate 500\/s/),
  );
});

describe('a path on the command line', () => {
  const npm = { cwd: '/repo', npm_package_json: '/repo/package.json' };

  it('is relative to where npm run was called, and not to the folder that npm changes to', () => {
    expect(userPath('out.html', { ...npm, INIT_CWD: '/repo/docs' })).toBe('/repo/docs/out.html');
    expect(userPath('/tmp/out.html', { ...npm, INIT_CWD: '/repo/docs' })).toBe('/tmp/out.html');
  });

  it('is relative to the working directory if npm did not change it', () => {
    expect(userPath('out.html', { cwd: '/elsewhere' })).toBe('/elsewhere/out.html');
    expect(userPath('out.html', { ...npm, cwd: '/repo/tools', INIT_CWD: '/repo/docs' })).toBe('/repo/tools/out.html');
  });
});
