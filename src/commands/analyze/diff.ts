import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Seen, seenIn } from '../../analyze/facts/visible.ts';
import { analyze, prepare } from '../../analyze/run.ts';
import { STDIN } from '../../io/inputs.ts';
import { checkOut, repositoryRoot } from '../../io/revision.ts';
import { isUrl } from '../../io/spec.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { AnalyzeFlags } from './flags.ts';
import { readAll } from './input.ts';
import { analysisOptions, search } from './search.ts';

/** What was not there before is no mistake of then. */
const ABSENT = 'MSH0005';

const MANIFEST = /\.(?:ya?ml|json)$/i;

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

/** Paths as they are called from the folder of the run, and so from the other tree. Throws UsageError for what is outside of `top`. */
function insidePaths(paths: readonly string[], top: string, { cwd }: Host): readonly string[] {
  return paths.map((path) => {
    const isInside = !relative(top, resolve(cwd, path)).startsWith('..');
    if (path !== STDIN && !isUrl(path) && isInside) return isAbsolute(path) ? relative(cwd, path) || '.' : path;
    throw new UsageError(
      'USAGE_DIFF',
      `--diff: "${path}" is not below ${top}, so there is nothing to compare it with`,
      {
        hint: 'name files and folders in it',
      },
    );
  });
}

/** What is asked of the other tree. */
interface Question {
  readonly paths: readonly string[];
  readonly flags: AnalyzeFlags;
}

/** A state before a change: what was wrong, and what there was. */
export interface Before {
  readonly findings: readonly Diagnostic[];
  readonly seen: Seen;
}

/** The state of the paths where `there` stands. The mesh config and rules are those of the run, not of the other tree. */
async function stateAt({ paths, flags }: Question, there: Host, { cwd }: Host): Promise<Before> {
  const { meshConfigFile, rules, ...rest } = flags;
  const same: AnalyzeFlags = {
    ...rest,
    ...(meshConfigFile === undefined ? {} : { meshConfigFile: resolve(cwd, meshConfigFile) }),
    ...(rules === undefined ? {} : { rules: rules.map((file) => (isUrl(file) ? file : resolve(cwd, file))) }),
  };
  const input = await readAll(paths, same, there);
  const findings = await search(input, { flags: same, analyze }, there);
  const { context } = prepare(input.documents, await analysisOptions(input, { flags: same, analyzers: [] }, there));
  return { findings: findings.filter(({ code }) => code !== ABSENT), seen: seenIn(context) };
}

/** The state at a revision of the repository the run is in. */
async function stateOfRevision(revision: string, { paths, flags }: Question, host: Host): Promise<Before> {
  const top = await repositoryRoot(host);
  const cwd = await realpath(host.cwd);
  const inside = insidePaths(paths, top, { ...host, cwd });
  const named = new Set(inside.map((path) => relative(top, resolve(cwd, path)).split(sep).join('/')));
  const folder = await mkdtemp(join(tmpdir(), 'meshctl-diff-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const forget = host.onInterrupt(remove);
  try {
    const wants = (path: string): boolean => MANIFEST.test(path) || named.has(path);
    const there = join(await checkOut({ name: revision, wants }, folder, host), relative(top, cwd));
    // The folder of the run may be newer than the revision.
    await mkdir(there, { recursive: true });
    return await stateAt({ paths: inside, flags }, { ...host, cwd: there }, host);
  } finally {
    forget();
    await remove();
  }
}

/**
 * The state of the same paths in a folder or at a git revision; nothing where there was nothing yet. Throws UsageError for
 * what is neither, and for paths that cannot be there.
 */
export async function stateBefore(
  paths: readonly string[],
  { base, flags }: { readonly base: string; readonly flags: AnalyzeFlags },
  host: Host,
): Promise<Before> {
  const folder = resolve(host.cwd, base);
  if (!(await isFolder(folder))) return stateOfRevision(base, { paths, flags }, host);
  return stateAt({ paths: insidePaths(paths, host.cwd, host), flags }, { ...host, cwd: folder }, host);
}
