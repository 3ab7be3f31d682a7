/** `npm run e2e -- --target NAME [--prove-gaps] [FILTER…]`: the end-to-end suite against one target. */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { explainFailure } from '../../../build/explain-failure.ts';
import { emulatorEndpoint } from '../../../tools/deploy-emulator/emulator.ts';
import { requireEmulator } from '../../../tools/deploy-emulator/health.ts';
import { GapReporter } from './gap-reporter.ts';
import { TARGET_NAMES } from './target.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: 'string', default: 'local' },
    'prove-gaps': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const target = TARGET_NAMES.find((name) => name === values.target);
if (target === undefined) {
  console.error(`e2e: --target: got "${values.target}"; allowed: ${TARGET_NAMES.join(', ')}`);
  process.exit(1);
}
const proving = values['prove-gaps'];
process.env.CAIRN_E2E_TARGET = target;
if (target === 'localstack' || target === 'ministack') {
  try {
    await requireEmulator(target, emulatorEndpoint(target, process.env));
  } catch (error) {
    console.error(explainFailure(error));
    process.exit(1);
  }
}
if (proving) process.env.CAIRN_E2E_PROVE_GAPS = '1';

const vitest = await startVitest('test', positionals, {
  run: true,
  watch: false,
  project: ['suite'],
  reporters: [
    ...(proving ? [] : ['verbose' as const]),
    new GapReporter(target, proving),
    ...(values.json === undefined ? [] : ['json' as const]),
  ],
  ...(values.json === undefined ? {} : { outputFile: { json: values.json } }),
});
await vitest.close();
process.exit();
