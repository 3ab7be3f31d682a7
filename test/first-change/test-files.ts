import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** What this needs of vitest's JSON report. */
export interface VitestReport {
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly object[] }[];
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
