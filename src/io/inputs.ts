import { closeSync, createReadStream, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { NoInputError, UsageError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { collectBytes, tooLarge } from './collect.ts';
import type { Exclusion } from './exclude.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { fileProblem, isSystemError } from './problems.ts';
import { isGlob, isUrl } from './spec.ts';

/** The name of standard input among files. */
export const STDIN = '-';

/** One file as it was read. */
export interface Input {
  /** As the user wrote it; a file found in a folder or by a glob starts with what the user wrote. `-` is standard input. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How inputs are read. */
export interface ReadOptions {
  /** Refuse anything larger; default {@link MAX_FILE_BYTES}. */
  readonly maxBytes?: number;
  /** What of folders and globs is left out. */
  readonly exclude?: Exclusion;
}

/**
 * Reads what `specs` name, in their order and one at a time: a file, a folder (`*.yaml`, `*.yml` and `*.json` in it and in
 * the folders inside, sorted), a glob, an https URL, or `-`. A file named twice is read once. Throws NoInputError for what does not exist or holds no
 * manifest, PermissionError, InputError for what is too large, and what {@link fetchBytes} throws.
 */
export async function* readInputs(
  specs: readonly string[],
  host: Host,
  options: ReadOptions = {},
): AsyncGenerator<Input> {
  const seen = new Set<string>();
  for (const spec of specs) {
    for await (const name of inputNames(spec, host, options.exclude)) {
      const key = inputKey(name, host);
      if (seen.has(key)) continue;
      seen.add(key);
      yield { name, bytes: await readInput(name, host, options.maxBytes) };
    }
  }
}

/** What two names of one input have in common: the whole path; standard input and URLs stand for themselves. */
export function inputKey(name: string, host: Host): string {
  return name === STDIN || isUrl(name) ? name : resolve(host.cwd, name);
}

/** The bytes of one file, of an https URL, or of standard input (`-`). Throws as {@link readInputs} does. */
export async function readInput(name: string, host: Host, maxBytes = MAX_FILE_BYTES): Promise<Uint8Array> {
  host.signal.throwIfAborted();
  if (name === STDIN) return collectBytes('standard input', host.stdin, maxBytes);
  if (isUrl(name)) {
    const { fetchBytes } = await import('./remote.ts');
    return fetchBytes(name, { signal: host.signal });
  }
  try {
    return await readFile(name, host, maxBytes);
  } catch (error) {
    throw fileProblem(error, 'read', name);
  }
}

/**
 * The names of the inputs one spec stands for, for callers that go on behind a file they cannot read. Throws as
 * {@link readInputs} does, but for what only reading a file shows.
 */
export async function* inputNames(spec: string, host: Host, exclude: Exclusion = () => false): AsyncGenerator<string> {
  if (spec === '') throw new UsageError('USAGE_FILE', 'a file name is empty', { hint: 'use - for standard input' });
  if (spec === STDIN || isUrl(spec)) {
    yield spec;
    return;
  }
  const kind = kindOf(resolve(host.cwd, spec));
  if (kind === 'folder') yield* folderNames(spec, host, exclude);
  else if (kind !== undefined || !isGlob(spec)) yield spec;
  else yield* globNames(spec, host, exclude);
}

async function* folderNames(spec: string, host: Host, exclude: Exclusion): AsyncGenerator<string> {
  const { manifestsIn } = await import('./folder.ts');
  let any = false;
  for await (const name of manifestsIn(spec, host.cwd, (name) => exclude(name, spec))) {
    any = true;
    yield name;
  }
  if (any) return;
  throw new NoInputError('NO_INPUT_EMPTY', `the folder "${spec}" holds no *.yaml, *.yml or *.json`, {
    hint: 'name another folder; those inside it were looked through as well, but for what --exclude names',
  });
}

async function* globNames(spec: string, host: Host, exclude: Exclusion): AsyncGenerator<string> {
  const { expandGlob } = await import('./glob.ts');
  const names = (await expandGlob(spec, host.cwd)).filter((name) => !exclude(name, ''));
  if (names.length === 0) throw new NoInputError('NO_INPUT_GLOB', `no file matches "${spec}"`);
  yield* names;
}

/** What stands at a path; `undefined` when nothing can be seen there: it may still be a glob, and reading it tells what is wrong. */
function kindOf(path: string): 'file' | 'folder' | 'stream' | undefined {
  try {
    const facts = statSync(path);
    if (facts.isDirectory()) return 'folder';
    return facts.isFile() ? 'file' : 'stream';
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Files are read in one go: the machinery for doing it in the background takes longer to load than a manifest to read. */
async function readFile(name: string, host: Host, maxBytes: number): Promise<Uint8Array> {
  const path = resolve(host.cwd, name);
  // A pipe is not opened here: that would wait for its writer, deaf to signals.
  if (kindOf(path) !== 'stream') {
    const bytes = readWhole(path, name, maxBytes);
    if (bytes) return bytes;
  }
  return collectBytes(name, createReadStream(path, { signal: host.signal }), maxBytes);
}

/** The bytes of a file; `undefined` when it says it is empty, as those of /proc do, or is none any more: those are read as streams. */
function readWhole(path: string, name: string, maxBytes: number): Uint8Array | undefined {
  const file = openSync(path, 'r');
  try {
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size === 0) return undefined;
    if (facts.size > maxBytes) throw tooLarge(name, maxBytes);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
