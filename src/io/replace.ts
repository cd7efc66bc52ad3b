import { randomUUID } from 'node:crypto';
import { copyFile, link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UnavailableError } from '../model/errors.ts';
import { fileProblem } from './problems.ts';

/** A file ready to be put in its place. */
export type Staged =
  | {
      readonly kind: 'replace';
      /** As the user wrote it, for messages. */
      readonly name: string;
      readonly target: string;
      /** The new content, in the folder of the target: a rename does not work across file systems. */
      readonly temporary: string;
      readonly existed: boolean;
    }
  | {
      readonly kind: 'direct';
      readonly name: string;
      readonly target: string;
      readonly content: string | Uint8Array | Iterable<string | Uint8Array>;
    };

/** A file that is in its place already. */
interface Placed {
  readonly name: string;
  readonly target: string;
  /** The old content under another name; absent for a file that was not there. */
  readonly backup?: string;
}

/** A name in `folder` that nothing else has; hidden, so that a folder read meanwhile leaves it out. */
export function temporaryName(folder: string): string {
  return join(folder, `.meshctl-${randomUUID()}.tmp`);
}

/** Removes the new content of files that will not be put in their place. */
export async function discardAll(files: readonly Staged[]): Promise<void> {
  await Promise.all(files.flatMap((file) => (file.kind === 'replace' ? [remove(file.temporary)] : [])));
}

/**
 * Puts all files in their places, in order. When one fails, those before it are as they were, all temporary files are gone,
 * and the error says which file it was. What cannot be put back is named, and its old content stays under the name that is told.
 */
export async function replaceAll(files: readonly Staged[]): Promise<void> {
  const placed: Placed[] = [];
  const backups = new Set<string>();
  try {
    for (const file of files) await replace(file, { placed, backups, alone: files.length === 1 });
  } catch (error) {
    const left = await putBack(placed);
    for (const { backup } of left) if (backup !== undefined) backups.delete(backup);
    throw left.length === 0 ? error : halfDone(error, left);
  } finally {
    await discardAll(files);
    await Promise.all([...backups].map(remove));
  }
  const folders = new Set(files.map(({ target }) => dirname(target)));
  await Promise.all([...folders].map(syncFolder));
}

interface Progress {
  readonly placed: Placed[];
  readonly backups: Set<string>;
  /** The only file needs no way back: its rename happens or does not. */
  readonly alone: boolean;
}

async function replace(file: Staged, { placed, backups, alone }: Progress): Promise<void> {
  try {
    if (file.kind === 'direct') {
      await writeFile(file.target, file.content);
      return;
    }
    const { name, target, temporary, existed } = file;
    if (alone) {
      await rename(temporary, target);
      return;
    }
    const backup = temporaryName(dirname(target));
    if (existed) {
      backups.add(backup);
      await keep(target, backup);
    }
    await rename(temporary, target);
    placed.push({ name, target, ...(existed && { backup }) });
  } catch (error) {
    throw fileProblem(error, 'write', file.name);
  }
}

/** Undoes what was done, the last first, each whatever becomes of the others. Returns what could not be undone. */
async function putBack(placed: readonly Placed[]): Promise<readonly Placed[]> {
  const left: Placed[] = [];
  for (const file of placed.toReversed()) {
    const { target, backup } = file;
    // Why it failed is of less use than where the old content is.
    await (backup === undefined ? remove(target) : rename(backup, target)).catch(() => left.push(file));
  }
  return left;
}

/** The error of files of which some have their new content although others could not get theirs. */
function halfDone(cause: unknown, left: readonly Placed[]): UnavailableError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const names = left.map(({ name }) => `"${name}"`).join(', ');
  const kept = left.flatMap(({ name, backup }) =>
    backup === undefined ? [] : [`that of "${name}" is in "${backup}"`],
  );
  return new UnavailableError('UNAVAILABLE_UNDO', `${why}; and what was written before could not be undone: ${names}`, {
    cause,
    ...(kept.length > 0 && { hint: `the old content is kept: ${kept.join(', ')}` }),
  });
}

/** A second name for the file, or a copy where the file system has no hard links. */
async function keep(target: string, backup: string): Promise<void> {
  await link(target, backup).catch(() => copyFile(target, backup));
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Makes the renames survive a power cut; not every file system lets a folder be synced, and none of them needs it to be correct. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
