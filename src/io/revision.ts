/** Files of a git revision. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { runTool } from './tool.ts';

/** Repositories can be large: writing the files of one takes seconds. */
const GIT_TIMEOUT_MS = 120_000;

/** A revision, and which of its files are wanted. */
export interface Revision {
  /** Anything git knows a tree by: a commit, branch, tag, `HEAD~2`. */
  readonly name: string;
  /** By the path from the top of the repository. */
  readonly wants: (path: string) => boolean;
}

/** What git says, or the UsageError for why it says nothing. */
async function git(
  args: readonly string[],
  { hint, input }: { readonly hint: string; readonly input?: string },
  host: Host,
): Promise<string> {
  const run = { tool: 'git', args, timeoutMs: GIT_TIMEOUT_MS, ...(input === undefined ? {} : { input }) };
  const { exitCode, stdout, stderr, outcome } = await runTool(run, host);
  host.signal.throwIfAborted();
  if (exitCode === 0) return stdout;
  const said =
    stderr
      .trim()
      .split('\n')[0]
      ?.replace(/^fatal: /, '') ?? '';
  const reason = outcome === 'missing' ? 'git is not installed' : said || `git ${args[0] ?? ''} failed`;
  throw new UsageError('USAGE_REVISION', reason, { hint });
}

/** The top of the repository the run is in, an absolute path. Throws UsageError outside of one. */
export async function repositoryRoot(host: Host): Promise<string> {
  const hint = 'run it inside a git repository, or name a folder that holds the files as they were';
  return (await git(['rev-parse', '--show-toplevel'], { hint }, host)).replace(/\n$/, '');
}

/** A symbolic link; what it leads to is known by its own name. */
const LINK = '120000';

function* entries(listing: string): Generator<{ readonly mode: string; readonly type: string; readonly path: string }> {
  for (const line of listing.split('\0')) {
    const [, mode, type, path] = /^(\d+) (\w+) \S+\t(.*)$/s.exec(line) ?? [];
    if (mode !== undefined && type !== undefined && path !== undefined) yield { mode, type, path };
  }
}

/**
 * Writes the wanted files of a revision into a folder of the one that is given, and returns it: there they have their paths
 * from the top of the repository, and the line ends and filters a checkout would give them. The working tree and the index are
 * left alone. Throws UsageError for what is no revision of the repository the run is in.
 */
export async function checkOut({ name, wants }: Revision, folder: string, host: Host): Promise<string> {
  const unknown =
    'name a commit, branch or tag that is here; a shallow clone has few: git fetch --unshallow gets the rest';
  if (name.startsWith('-')) throw new UsageError('USAGE_REVISION', `"${name}" is no revision`, { hint: unknown });
  const verify = ['rev-parse', '--verify', '--quiet', `${name}^{tree}`];
  const tree = await git(verify, { hint: unknown }, host).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError('USAGE_REVISION', `the repository has no revision "${name}"`, { hint: unknown, cause: error });
  });
  const hint = 'see what git says of it: git fsck';
  const [id] = tree.split('\n');
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', id ?? ''], { hint }, host);
  const wanted = [...entries(listing)].filter(
    ({ mode, type, path }) => type === 'blob' && (mode === LINK || wants(path)),
  );
  const index = join(folder, '.index');
  const apart = { ...host, cwd: await repositoryRoot(host), env: { ...host.env, GIT_INDEX_FILE: index } };
  await git(['read-tree', id ?? ''], { hint }, apart);
  const files = join(folder, 'files');
  await mkdir(files);
  const input = wanted.map(({ path }) => `${path}\0`).join('');
  await git(['checkout-index', '-z', '--stdin', `--prefix=${files}/`], { hint, input }, apart);
  return files;
}
