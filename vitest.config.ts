import { defineConfig } from 'vitest/config';

/** Tests that start the built program; the others run the sources in process and need no build. */
const BUILT = 'test/cli/program/**/*.test.ts';

const TIMEOUT_MS = 30_000;

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [BUILT],
          testTimeout: TIMEOUT_MS,
        },
      },
      { test: { name: 'cli', include: [BUILT], globalSetup: ['test/support/build.ts'], testTimeout: TIMEOUT_MS } },
    ],
  },
});
