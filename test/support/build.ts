import { execFileSync } from 'node:child_process';
import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { fetchNodes, type NodeRuntime } from './node-versions.ts';
import { ROOT } from './paths.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    nodes: readonly NodeRuntime[];
  }
}

/** Builds the program once for all tests that run it, and fetches the Node.js versions it is run under. */
export async function setup(project: TestProject): Promise<void> {
  // `npm run check` has built it already, as one of its own steps.
  if (process.env['MESHCTL_TEST_BUILD'] !== 'skip') {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  project.provide('nodes', await fetchNodes());
}
