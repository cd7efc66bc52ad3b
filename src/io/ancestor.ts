import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The nearest file called `name` in `from` or a folder above it, up to the root of the git repository `from` is in. Outside a
 * repository only `from` itself counts: a file that somebody left in a shared folder above must not decide anything.
 */
export function findUpwards(name: string, from: string): string | undefined {
  const candidates: string[] = [];
  for (let at = from; ; at = dirname(at)) {
    candidates.push(join(at, name));
    if (existsSync(join(at, '.git'))) return candidates.find((path) => existsSync(path));
    if (at === dirname(at)) return candidates.slice(0, 1).find((path) => existsSync(path));
  }
}
