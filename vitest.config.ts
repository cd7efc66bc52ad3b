import process from 'node:process';
import { defineConfig } from 'vitest/config';

/** Tests that start the built program; the others run the sources in process and need no build. */
const BUILT = 'test/cli/program/**/*.test.ts';

/** Measured, everything takes several times as long. */
const TIMEOUT_MS = process.argv.includes('--coverage') ? 180_000 : 30_000;

/** Cores whose tests have to reach nearly everything; `npm run coverage` measures them, which takes too long for every run. */
const COVERED = ['model', 'yaml', 'k8s', 'gotemplate', 'mesh', 'inject', 'validate'].map(
  (folder) => `src/${folder}/**/*.ts`,
);

const ENOUGH = { lines: 95, branches: 90 };

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: COVERED,
      reporter: ['text-summary', 'html'],
      reportsDirectory: '.cache/coverage',
      reportOnFailure: true,
      thresholds: Object.fromEntries(COVERED.map((glob) => [glob, ENOUGH])),
    },
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
