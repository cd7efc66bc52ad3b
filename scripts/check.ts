import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, '.cache', 'vitest.json');

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Skipped ones. */
  readonly numPendingTests: number;
}

/** What has to hold besides the tests, each an npm script; one that fails does not keep the others from running. */
const STAGES = ['typecheck', 'lint:biome', 'lint:oxlint', 'lint:knip', 'build'] as const;

function npmRun(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  process.stdout.write(`\n> ${script}\n`);
  const { status } = spawnSync('npm', ['run', '--silent', script, '--', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return status === 0;
}

/** Runs the tests against the build that is there, and counts them; a run that broke off counts as a failure. */
function tests(): Count {
  rmSync(RESULTS, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  const succeeded = npmRun('test:unit', reporters, { MESHCTL_TEST_BUILD: 'skip' });
  const counted = countOf(RESULTS);
  if (!succeeded && counted.failed === 0) counted.failed = 1;
  return counted;
}

function countOf(path: string): Count {
  try {
    // The border of JSON.parse: the shape of vitest's JSON report.
    const report = JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const failedStages = STAGES.filter((stage) => !npmRun(stage, []));
const { passed, failed, skipped } = tests();
for (const stage of failedStages) process.stdout.write(`failed: npm run ${stage}\n`);
const allFailed = failed + failedStages.length;
const allPassed = passed + STAGES.length - failedStages.length;
process.stdout.write(`${allPassed} passed, ${allFailed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = allFailed > 0 ? 1 : 0;
