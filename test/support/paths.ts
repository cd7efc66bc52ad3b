import { join } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The program as users start it. */
export const BIN = join(ROOT, 'bin', 'meshctl.js');

/** What tests keep between runs; not in git. */
export const CACHE = join(ROOT, '.cache');
