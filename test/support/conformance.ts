import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT } from './paths.ts';

/**
 * The folder of comparison data for an area (`inject`, `iptables`, …): below `$MESHCTL_CONFORMANCE`, else below
 * `../shared/conformance` beside the repository; `undefined` where there is none. The data is not part of the repository, so
 * tests that use it skip without it and say why.
 */
export function conformanceDir(area: string): string | undefined {
  const base = process.env['MESHCTL_CONFORMANCE'] ?? join(ROOT, '..', 'shared', 'conformance');
  const folder = join(base, area);
  return existsSync(folder) ? folder : undefined;
}
