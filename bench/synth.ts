import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../build/repository.ts';
import { median } from './median.ts';

/** Seconds of `cdk synth` and of the same app in a process of its own, without the CLI: median of five, interleaved. */
export function benchSynth(): { readonly cliSeconds: number; readonly appSeconds: number; readonly ratio: number } {
  const output = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  try {
    const cli: number[] = [];
    const app: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      app.push(seconds(process.execPath, ['bin/app.ts'], { CDK_OUTDIR: path.join(output, 'app') }));
      const cdk = path.join(ROOT, 'node_modules/aws-cdk/bin/cdk');
      cli.push(seconds(process.execPath, [cdk, 'synth', '--quiet', '-o', path.join(output, 'cli')], {}));
    }
    const [cliSeconds, appSeconds] = [median(cli), median(app)];
    return { cliSeconds, appSeconds, ratio: cliSeconds / appSeconds };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function seconds(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): number {
  const before = performance.now();
  execFileSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return (performance.now() - before) / 1_000;
}
