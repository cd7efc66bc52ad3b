import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Host } from '../model/host.ts';
import { isSystemError } from './problems.ts';

/**
 * What changes whenever a file is written or replaced: when that was, how long it is, and which file has the name; links are
 * followed. The same for all files that are not there.
 */
export function fileSignature(name: string, { cwd }: Host): string {
  try {
    const { mtimeMs, ctimeMs, size, ino, dev } = statSync(resolve(cwd, name));
    return [mtimeMs, ctimeMs, size, ino, dev].join(' ');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  }
}
