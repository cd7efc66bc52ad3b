import { randomUUID } from 'node:crypto';
import { copyFile, link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

type Undo = () => Promise<void>;

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
 * and the error says which file it was.
 */
export async function replaceAll(files: readonly Staged[]): Promise<void> {
  const undo: Undo[] = [];
  const backups: string[] = [];
  try {
    for (const file of files) await replace(file, { undo, backups, alone: files.length === 1 });
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  } finally {
    await discardAll(files);
    await Promise.all(backups.map(remove));
  }
  const folders = new Set(files.map(({ target }) => dirname(target)));
  await Promise.all([...folders].map(syncFolder));
}

interface Progress {
  readonly undo: Undo[];
  readonly backups: string[];
  /** The only file needs no way back: its rename happens or does not. */
  readonly alone: boolean;
}

async function replace(file: Staged, { undo, backups, alone }: Progress): Promise<void> {
  try {
    if (file.kind === 'direct') {
      await writeFile(file.target, file.content);
      return;
    }
    const { target, temporary, existed } = file;
    if (alone) {
      await rename(temporary, target);
      return;
    }
    const backup = temporaryName(dirname(target));
    if (existed) {
      backups.push(backup);
      await keep(target, backup);
    }
    await rename(temporary, target);
    undo.push(() => (existed ? rename(backup, target) : remove(target)));
  } catch (error) {
    throw fileProblem(error, 'write', file.name);
  }
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
