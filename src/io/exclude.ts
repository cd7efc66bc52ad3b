import { namePattern } from './name-pattern.ts';

/** Tells whether a file or folder that was found is to be left out; `within` is the folder or glob it was found by. */
export type Exclusion = (name: string, within: string) => boolean;

type Segment = '**' | ((name: string) => boolean);

const segmentsOf = (path: string): readonly string[] =>
  path.split('/').filter((segment) => segment !== '' && segment !== '.');

/** Whether the pattern names the path or a folder it is in. */
function covers(pattern: readonly Segment[], path: readonly string[]): boolean {
  const [segment, ...rest] = pattern;
  if (segment === undefined) return true;
  if (segment === '**') return covers(rest, path) || (path.length > 0 && covers(pattern, path.slice(1)));
  const [name, ...below] = path;
  return name !== undefined && segment(name) && covers(rest, below);
}

/** The way from a folder to what was found in it; all of the name for what a glob found. */
function below(name: string, within: string): string {
  return name.startsWith(within) ? name.slice(within.length) : name;
}

/**
 * What the patterns of `--exclude` leave out of folders and globs. One without a slash means any file or folder of that name,
 * wherever it is; one with a slash a path, from the folder that is read or as the name is printed. `*`, `?`, `[a-z]` and `**`
 * as in globs. Nothing is left out without patterns.
 */
export function exclusionOf(patterns: readonly string[]): Exclusion {
  const made = patterns.map((pattern) => ({
    anywhere: !pattern.replace(/\/+$/, '').includes('/'),
    segments: segmentsOf(pattern).map((segment) => (segment === '**' ? segment : namePattern(segment))),
  }));
  return (name, within) => {
    const [relative, whole] = [segmentsOf(below(name, within)), segmentsOf(name)];
    return made.some(({ anywhere, segments }) =>
      anywhere
        ? relative.some((_, index) => covers(segments, relative.slice(index)))
        : covers(segments, relative) || covers(segments, whole),
    );
  };
}
