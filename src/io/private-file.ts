/** Files nobody but their owner may read. */
import { constants, copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileProblem, isSystemError } from './problems.ts';
import { temporaryName } from './replace.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

async function writeBeside(path: string, content: string | Uint8Array): Promise<string> {
  const temporary = temporaryName(dirname(path));
  const handle = await open(temporary, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/** Gives the file its name unless somebody has taken it. A file system without hard links gets a copy. */
async function claim(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!isSystemError(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK')) throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
}

/** Writes a file for its owner alone, as a whole or not at all. Throws as {@link fileProblem} tells. */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  let temporary: string | undefined;
  try {
    temporary = await writeBeside(path, content);
    await rename(temporary, path);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    throw fileProblem(error, 'write', path);
  }
}

/**
 * As {@link writePrivate}, but only where there is no such file yet, whoever else tries at the same time. Returns whether it
 * was this content that was written.
 */
export async function createPrivate(path: string, content: string): Promise<boolean> {
  let temporary: string | undefined;
  try {
    temporary = await writeBeside(path, content);
    await claim(temporary, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw fileProblem(error, 'write', path);
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

/** Whether others than its owner can read or change a file; never where the system has no such permissions. */
export async function isOpenToOthers(path: string, platform: string): Promise<boolean> {
  if (platform === 'win32') return false;
  return ((await stat(path)).mode & OTHERS) !== 0;
}
