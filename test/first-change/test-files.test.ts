import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../e2e/project-copy.ts';
import { comparedFiles, failuresOf, type VitestReport } from './test-files.ts';

const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'test/*.test.ts'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .trim()
  .split('\n');
const OWN = 'test/first-change/test-files.test.ts';
const PASSED = { fullName: 'something holds', status: 'passed', failureMessages: [] };
const report = (files: readonly string[], tests = 1): VitestReport => ({
  testResults: files.map((file) => ({
    name: path.join(ROOT, file),
    status: 'passed',
    message: '',
    assertionResults: Array.from({ length: file === OWN ? tests : 1 }, () => PASSED),
  })),
});

describe('the test files that a copy has run', () => {
  it('are those of the repository', () => {
    expect(FILES).toContain(OWN);
    expect(comparedFiles(ROOT, ROOT, report(FILES), [])).toEqual([]);
  });

  it('are reported where one is missing, was empty, or came from nowhere', () => {
    const missing = report(FILES.filter((file) => file !== OWN));
    expect(comparedFiles(ROOT, ROOT, missing, [])).toEqual([`the copy did not run ${OWN}`]);
    expect(comparedFiles(ROOT, ROOT, report(FILES, 0), [])).toEqual([`the copy did not run ${OWN}`]);
    expect(comparedFiles(ROOT, ROOT, report([...FILES, 'vitest.config.ts']), [])).toEqual([
      'the copy ran vitest.config.ts, which nobody has added',
    ]);
    expect(comparedFiles(ROOT, ROOT, report(FILES), ['test/lambdas/photo-shared/x.test.ts'])).toEqual([
      'the copy did not run test/lambdas/photo-shared/x.test.ts',
    ]);
  });
});

describe('what failed in a copy', () => {
  it('is a test with its file and reason, or a file that does not load', () => {
    const file = { name: 'a.test.ts', status: 'failed', message: '', assertionResults: [PASSED] };
    const failed = { fullName: 'the chain keeps up', status: 'failed', failureMessages: ['expected 1 to be 2'] };
    expect(failuresOf({ testResults: [{ ...file, assertionResults: [PASSED, failed] }] })).toEqual([
      'a.test.ts: the chain keeps up: expected 1 to be 2',
    ]);
    expect(failuresOf({ testResults: [{ ...file, message: 'no such module', assertionResults: [] }] })).toEqual([
      'a.test.ts: no such module',
    ]);
    expect(failuresOf(report(FILES))).toEqual([]);
  });
});
