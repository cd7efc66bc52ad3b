import type { Stats } from 'node:fs';
import { access, constants, mkdir, open, readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { fileProblem, isSystemError } from './problems.ts';
import { discardAll, replaceAll, type Staged, temporaryName } from './replace.ts';

/** What to write: text in UTF-8, bytes, or pieces of either. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/** Several files that change together or not at all. */
export interface FileTransaction {
  /**
   * Writes the content beside `path`, under a temporary name; the file itself is not touched yet. Throws PermissionError
   * when the file or its folder cannot be written, NoInputError when the folder does not exist, UsageError for a folder.
   * After it has thrown nothing is staged any more.
   */
  stage(path: string, content: Content): Promise<void>;
  /** Puts every staged file in its place. When one fails, those already in place get their old content back, and it throws. */
  commit(): Promise<void>;
  /** Removes what was staged. Does nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Writes one file as a whole or not at all: a reader sees the old content or the new one, and an interrupted run leaves the
 * old one. Keeps the file's mode and owner; a symbolic link stays one and its target changes. Throws as
 * {@link FileTransaction.stage} does.
 */
export async function writeAtomically(path: string, content: Content, host: Host): Promise<void> {
  const transaction = fileTransaction(host);
  await transaction.stage(path, content);
  await transaction.commit();
}

/**
 * Starts an empty transaction. When the host is interrupted, what is staged is removed; a commit under way is finished first.
 * Pipes and devices cannot be replaced: they are written to, without a way back, when the transaction commits.
 */
export function fileTransaction(host: Host): FileTransaction {
  const staged: Staged[] = [];
  let committing: Promise<void> | undefined;
  const discard = async (): Promise<void> => {
    release();
    await discardAll(staged.splice(0));
  };
  const settle = (): Promise<void> => (committing ? committing.catch(() => undefined) : discard());
  const release = host.onInterrupt(settle);
  return {
    async stage(path, content) {
      // The interrupt has come and gone: it would not clean up what is staged now.
      host.signal.throwIfAborted();
      try {
        await stageFile({ name: path, path: resolve(host.cwd, path), content }, staged);
      } catch (error) {
        await discard();
        throw fileProblem(error, 'write', path);
      }
    },
    async commit() {
      host.signal.throwIfAborted();
      committing = replaceAll(staged.splice(0));
      try {
        await committing;
      } finally {
        release();
      }
    },
    discard,
  };
}

interface Write {
  /** As the user wrote it. */
  readonly name: string;
  readonly path: string;
  readonly content: Content;
}

async function stageFile({ name, path, content }: Write, staged: Staged[]): Promise<void> {
  const target = await linkTarget(path);
  const facts = await existing(target);
  if (facts?.isDirectory()) {
    throw new UsageError('USAGE_OUTPUT', `"${name}" is a folder, not a file to write to`);
  }
  if (facts && !facts.isFile()) {
    staged.push({ kind: 'direct', name, target, content });
    return;
  }
  // A rename only needs the folder's permission; a file that is read-only is meant to stay as it is.
  if (facts) await access(target, constants.W_OK);
  const temporary = temporaryName(dirname(target));
  // Listed before it exists, so that an interrupt between the two leaves nothing behind.
  staged.push({ kind: 'replace', name, target, temporary, existed: facts !== undefined });
  await writeDurably(temporary, content, facts);
}

async function writeDurably(path: string, content: Content, like: Stats | undefined): Promise<void> {
  const handle = await open(path, 'wx', 0o666);
  try {
    await writeFile(handle, content);
    if (like) {
      await handle.chown(like.uid, like.gid).catch(ignorePermission);
      await handle.chmod(like.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only root can give a file away; for anybody else the new file is theirs, as with every editor. */
function ignorePermission(error: unknown): void {
  if (!isSystemError(error, 'EPERM', 'ENOSYS', 'EINVAL')) throw error;
}

/** Where a path leads in the end; a link to nothing leads to the file it would create. */
async function linkTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  try {
    return await linkTarget(resolve(dirname(path), await readlink(path)));
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EINVAL')) throw error;
    return join(await realpath(dirname(path)), basename(path));
  }
}

async function existing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Makes a folder and those above it, where they are missing. Throws PermissionError or UsageError when that cannot be. */
export async function makeFolder(path: string, host: Host): Promise<void> {
  try {
    await mkdir(resolve(host.cwd, path), { recursive: true });
  } catch (error) {
    throw fileProblem(error, 'write', path);
  }
}
