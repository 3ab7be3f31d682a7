import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** What this needs of vitest's JSON report. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be loaded. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** A text for each test that failed and each file that could not be loaded: where it stands, its name, and why. */
export function failuresOf({ testResults }: VitestReport): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${name}: ${message}`] : [];
    return failed.map((test) => `${name}: ${test.fullName}: ${(test.failureMessages ?? []).join('\n')}`);
  });
}

/**
 * How the files that a copy has run differ from those of the repository and the added ones: a line each, empty where they
 * are the same. A file without a test counts as not run.
 */
export function comparedFiles(
  repository: string,
  copy: string,
  report: VitestReport,
  added: readonly string[],
): readonly string[] {
  const expected = new Set([...testFilesOf(repository), ...added]);
  const root = realpathSync(copy);
  const ran = new Set(
    report.testResults
      .filter(({ assertionResults }) => assertionResults.length > 0)
      .map(({ name }) => path.relative(root, realpathSync(name)).split(path.sep).join('/')),
  );
  return [
    ...[...expected].filter((file) => !ran.has(file)).map((file) => `the copy did not run ${file}`),
    ...[...ran].filter((file) => !expected.has(file)).map((file) => `the copy ran ${file}, which nobody has added`),
  ];
}

function testFilesOf(repository: string): readonly string[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'test/*.test.ts'], {
    cwd: repository,
    encoding: 'utf8',
  });
  return files
    .trim()
    .split('\n')
    .filter((file) => existsSync(path.join(repository, file)));
}
