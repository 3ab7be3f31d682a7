import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'threads',
  // CommonJS packages are imported as Node imports them, not as bundlers do: what is tested is what runs.
  deps: { interopDefault: false },
} as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', 'test/docs/**'] } },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/docs/**/*.test.ts'],
          globalSetup: ['test/e2e/synthesize-once.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
