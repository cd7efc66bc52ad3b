import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/**
 * The program to compare with: the path given, else what PATH has under that name; `undefined` when it is not installed.
 */
export function findPeer(name: string, given: string | undefined): string | undefined {
  const candidates =
    given === undefined ? (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)) : [given];
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
