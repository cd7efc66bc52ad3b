import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { analyze } from '../../analyze/run.ts';
import { STDIN } from '../../io/inputs.ts';
import { isUrl } from '../../io/spec.ts';
import { runTool } from '../../io/tool.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { AnalyzeFlags } from './flags.ts';
import { readAll } from './input.ts';
import { search } from './search.ts';

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

/** Paths as they are called from the folder of the run, and so from the other tree. */
function insidePaths(paths: readonly string[], { cwd }: Host): readonly string[] {
  return paths.map((path) => {
    const inside = isAbsolute(path) ? relative(cwd, path) : path;
    if (path !== STDIN && !isUrl(path) && !inside.startsWith('..')) return inside === '' ? '.' : inside;
    throw new UsageError(
      'USAGE_DIFF',
      `--diff: "${path}" is not below this folder, so there is nothing to compare it with`,
    );
  });
}

async function orRefuse(args: readonly string[], host: Host): Promise<void> {
  const { exitCode, stderr, outcome } = await runTool({ tool: args[0] ?? '', args: args.slice(1) }, host);
  if (exitCode === 0) return;
  const reason = outcome === 'missing' ? `${args[0] ?? ''} is not installed` : (stderr.trim().split('\n')[0] ?? '');
  throw new UsageError('USAGE_DIFF', `--diff: neither a folder nor a revision: ${reason}`);
}

/** The tree of a revision below the folder of the run, in a folder of its own until `use` is done with it. */
async function withRevision<T>(revision: string, host: Host, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'meshctl-diff-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const forget = host.onInterrupt(remove);
  const archive = join(folder, '.tree.tar');
  try {
    await orRefuse(['git', 'archive', '--format=tar', `--output=${archive}`, '--end-of-options', revision], host);
    await orRefuse(['tar', '-xf', archive, '-C', folder], host);
    return await use(folder);
  } finally {
    forget();
    await remove();
  }
}

/** The findings of the same paths in a folder or at a git revision. Throws UsageError for what is neither. */
export async function findingsBefore(
  paths: readonly string[],
  { base, flags }: { readonly base: string; readonly flags: AnalyzeFlags },
  host: Host,
): Promise<readonly Diagnostic[]> {
  const inside = insidePaths(paths, host);
  const searchIn = async (cwd: string): Promise<readonly Diagnostic[]> => {
    // The mesh config is that of the run, not of the other tree.
    const { meshConfigFile, ...rest } = flags;
    const same = meshConfigFile === undefined ? rest : { ...rest, meshConfigFile: resolve(host.cwd, meshConfigFile) };
    const there = { ...host, cwd };
    return search(await readAll(inside, same, there), { flags: same, analyze }, there);
  };
  const folder = resolve(host.cwd, base);
  return (await isFolder(folder)) ? searchIn(folder) : withRevision(base, host, searchIn);
}
