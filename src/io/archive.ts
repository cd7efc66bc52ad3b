/** Tar archives, packed or not: bug reports come as one. */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { InputError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { collectBytes } from './collect.ts';
import { MAX_ARCHIVE_BYTES, MAX_FILE_BYTES } from './limits.ts';
import { fileProblem, isSystemError } from './problems.ts';

/** Whether a file is an archive, by its name. */
export function isArchive(name: string): boolean {
  return /\.(?:tar|tar\.gz|tgz)$/i.test(name);
}

/** The names of the files in an archive. Throws InputError when it is none, and as reading files does. */
export async function archiveNames(name: string, host: Host): Promise<readonly string[]> {
  const names: string[] = [];
  await eachFile(name, host, async (file) => {
    names.push(file.name);
    return true;
  });
  return names;
}

/** The bytes of a file in an archive; `undefined` when it has none of that name. Throws as {@link archiveNames} does. */
export async function readFromArchive(name: string, file: string, host: Host): Promise<Uint8Array | undefined> {
  let found: Uint8Array | undefined;
  await eachFile(name, host, async (entry) => {
    if (entry.name !== file) return true;
    found = await entry.bytes();
    return false;
  });
  return found;
}

/** The bytes of all files in an archive whose names are wanted, by name. Throws as {@link archiveNames} does. */
export async function wantedFromArchive(
  name: string,
  isWanted: (file: string) => boolean,
  host: Host,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  await eachFile(name, host, async (entry) => {
    if (isWanted(entry.name)) found.set(entry.name, await entry.bytes());
    return true;
  });
  return found;
}

/** A file in an archive, as it comes by. */
interface ArchivedFile {
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Calls `visit` for every file until it returns false. What is behind is not unpacked. */
async function eachFile(name: string, host: Host, visit: (entry: ArchivedFile) => Promise<boolean>): Promise<void> {
  const unpacked = extract();
  const done = new AbortController();
  const source = createReadStream(resolve(host.cwd, name));
  const signal = AbortSignal.any([host.signal, done.signal]);
  const packed = /\.tar$/i.test(name) ? source : source.pipe(createGunzip());
  source.once('error', (error) => packed.destroy(error));
  const fed = pipeline(packed, limited(name), unpacked, { signal }).catch((error: unknown) => error);
  try {
    for await (const entry of unpacked) {
      const file = entry.header.name;
      // The border of tar-stream: an entry gives its bytes in chunks.
      const chunks = entry as unknown as AsyncIterable<Uint8Array>;
      const bytes = (): Promise<Uint8Array> => collectBytes(`${name}:${file}`, chunks, MAX_FILE_BYTES);
      if (entry.header.type === 'file' && !(await visit({ name: file, bytes }))) return;
      // The next file comes when this one is over.
      entry.resume();
    }
  } catch (error) {
    host.signal.throwIfAborted();
    throw archiveProblem((await fed) ?? error, name);
  } finally {
    done.abort();
    await fed;
  }
}

/** Counts what is unpacked: a small archive can hold any amount. */
function limited(name: string): (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* count(chunks) {
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > MAX_ARCHIVE_BYTES) throw new InputError('INPUT_TOO_LARGE', `what is packed in "${name}" is too large`);
      yield chunk;
    }
  };
}

function archiveProblem(error: unknown, name: string): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  if (isSystemError(error)) return fileProblem(error, 'read', name);
  return new InputError('INPUT_ARCHIVE', `"${name}" cannot be unpacked: ${error.message}`, {
    cause: error,
    hint: 'was it copied to its end? "tar -tzf" lists what is in it',
  });
}
