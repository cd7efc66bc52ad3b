import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { namePattern } from './name-pattern.ts';
import { isSystemError } from './problems.ts';
import { isGlob } from './spec.ts';

/**
 * The files a pattern names, in order of their names: `*` and `?` within a name, `[a-z]` and `[!a-z]`, `{a,b}`, and `**` for
 * any number of folders. Hidden names match only a pattern part that starts with a dot. Folders that cannot be read hold
 * nothing; `**` does not follow symbolic links, so it ends. The names start as the pattern does, relative or absolute.
 *
 * Node has `fs.glob` only from version 22 on, and there it still warns that it is experimental.
 */
export async function expandGlob(pattern: string, cwd: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const rooted = alternative.startsWith('/');
    const segments = alternative.split('/').filter((segment) => segment !== '');
    for await (const name of search({ cwd, at: rooted ? '/' : '', segments })) found.add(name);
  }
  return [...found].sort();
}

interface Search {
  readonly cwd: string;
  /** The folder reached, as it is written in the answer: empty, or with a slash at its end. */
  readonly at: string;
  readonly segments: readonly string[];
}

async function* search({ cwd, at, segments }: Search): AsyncGenerator<string> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === '**') {
    yield* search({ cwd, at, segments: rest.length > 0 ? rest : ['*'] });
    for (const entry of await entriesOf(resolve(cwd, at))) {
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        yield* search({ cwd, at: `${at}${entry.name}/`, segments });
    }
    return;
  }
  if (!isGlob(segment)) {
    yield* descend({ cwd, at, segments: rest }, segment);
    return;
  }
  const pattern = namePattern(segment);
  for (const { name } of await entriesOf(resolve(cwd, at))) {
    const hidden = name.startsWith('.') && !segment.startsWith('.');
    if (!hidden && pattern(name)) yield* descend({ cwd, at, segments: rest }, name);
  }
}

async function* descend({ cwd, at, segments }: Search, name: string): AsyncGenerator<string> {
  if (segments.length > 0) {
    yield* search({ cwd, at: `${at}${name}/`, segments });
    return;
  }
  const facts = await stat(resolve(cwd, at, name)).catch(() => undefined);
  if (facts && !facts.isDirectory()) yield `${at}${name}`;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

/** `a{b,c}d` → `abd`, `acd`; nested groups too. A brace that is not closed is an ordinary character. */
function expandBraces(pattern: string): readonly string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '{') depth++;
    if (char === '}') depth--;
    if ((char === ',' && depth === 1) || depth === 0) {
      parts.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (depth === 0) {
      const [head, tail] = [pattern.slice(0, open), pattern.slice(at + 1)];
      return parts.flatMap((part) => expandBraces(`${head}${part}${tail}`));
    }
  }
  return [pattern];
}
