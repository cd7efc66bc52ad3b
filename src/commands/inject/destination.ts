import { type Stats, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { STDIN } from '../../io/inputs.ts';
import { isSystemError } from '../../io/problems.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { nearest } from '../../model/suggest.ts';
import { madeFolders, pathsInFolder } from './folder-output.ts';
import type { Output } from './outputs.ts';

/** Where output goes. */
export type Destination =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'in-place' };

/** The flags that say where output goes. */
export interface DestinationFlags {
  readonly output?: readonly string[];
  readonly out?: string;
  readonly inPlace?: boolean;
}

/** Splits the values of `-o` into the format and the path: a word of the list is a format, anything else a path. Throws UsageError. */
export function splitOutput<Format extends string>(
  flags: DestinationFlags,
  formats: readonly Format[],
): { readonly format: Format | undefined; readonly path: string | undefined } {
  const values = flags.output ?? [];
  const isFormat = (value: string): value is Format => (formats as readonly string[]).includes(value);
  const chosen = values.filter(isFormat);
  const paths = [...values.filter((value) => !isFormat(value)), ...(flags.out === undefined ? [] : [flags.out])];
  if (chosen.length > 1 || paths.length > 1)
    throw new UsageError('USAGE_OUTPUT', '-o was given twice for the same thing', {
      hint: 'give at most one format and one path',
    });
  for (const word of values) refuseMisspelt(word, formats);
  if (flags.inPlace && paths.length > 0)
    throw new UsageError('USAGE_OUTPUT', '--in-place and an output path exclude each other');
  if (flags.inPlace && chosen[0] !== undefined && chosen[0] !== 'yaml') {
    throw new UsageError(
      'USAGE_OUTPUT',
      `--in-place writes the manifests back, so it does not go with -o ${chosen[0]}`,
      {
        hint: `leave out --in-place to see the ${chosen[0]}`,
      },
    );
  }
  return { format: chosen[0], path: paths[0] };
}

/** Words that are formats of other commands; whoever types one does not mean a file. */
const OTHER_FORMATS: ReadonlySet<string> = new Set(
  'text table wide short name json yaml diff patch sarif github junit codeclimate'.split(' '),
);

/** Refuses a word that is a format of other commands, or almost one of this one's: as a path it has neither a folder nor an extension. Throws UsageError. */
function refuseMisspelt(word: string, formats: readonly string[]): void {
  if (formats.includes(word) || /[/.]/.test(word)) return;
  const meant = nearest(word, formats);
  const elsewhere = OTHER_FORMATS.has(word);
  if (meant === undefined && !elsewhere) return;
  const advice = elsewhere ? `the formats are ${formats.join(', ')}.` : `did you mean "${meant}"?`;
  throw new UsageError('USAGE_OUTPUT', `"${word}" is not an output format${elsewhere ? ' here' : ''}`, {
    hint: `${advice} A file of that name is -o ./${word}`,
  });
}

/**
 * Where the output of `files` files goes. A path that is a folder, or ends with a slash, gets one file for each of the input; so does
 * a new name without an extension when there are several: `-o injected`.
 */
export function destination(
  flags: DestinationFlags,
  path: string | undefined,
  { cwd, files }: { readonly cwd: string; readonly files: number },
): Destination {
  if (flags.inPlace) return { kind: 'in-place' };
  if (path === undefined || path === STDIN) return { kind: 'stdout' };
  const there = factsOf(resolve(cwd, path));
  const folder = there ? there.isDirectory() : path.endsWith('/') || (files > 1 && extname(path) === '');
  return { kind: folder ? 'folder' : 'file', path };
}

/** What stands at a path; `undefined` when there is nothing, or nothing that can be seen: writing tells what is wrong. */
function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** The outputs one after the other, as one stream of documents. */
function* inOne(outputs: readonly Output[]): Generator<string | Uint8Array> {
  let before: Output['content'] | undefined;
  for (const { content } of outputs) {
    if (content.head === '') continue;
    // Files that are put together need a separator where the next one does not begin with its own.
    if (before && !/^\uFEFF?---/.test(content.head)) yield before.open ? '\n---\n' : '---\n';
    yield* content.parts();
    before = content;
  }
}

function* inTurn(outputs: readonly Output[]): Generator<string | Uint8Array> {
  for (const { content } of outputs) yield* content.parts();
}

function* targets(
  outputs: readonly Output[],
  where: Destination,
  cwd: string,
): Generator<readonly [path: string, content: Iterable<string | Uint8Array>]> {
  if (where.kind === 'file') yield [where.path, inOne(outputs)];
  if (where.kind === 'in-place')
    for (const { name, content, changed } of outputs) if (changed) yield [name, content.parts()];
  if (where.kind !== 'folder') return;
  const names = outputs.map(({ name }) => name);
  const paths = pathsInFolder(names, where.path, cwd);
  for (const [index, { content }] of outputs.entries()) yield [paths[index] ?? where.path, content.parts()];
}

/** Writes everything, or nothing when any part of it fails; answers which files were written. Separators between files are only added where YAML documents are put together. */
export async function emit(
  outputs: readonly Output[],
  { where, separate }: { readonly where: Destination; readonly separate: boolean },
  host: Host,
): Promise<readonly string[]> {
  if (where.kind === 'in-place' && outputs.some(({ name }) => name === STDIN || /^https?:/i.test(name))) {
    throw new UsageError('USAGE_IN_PLACE', '--in-place needs files; standard input and URLs cannot be written back');
  }
  if (where.kind === 'stdout') {
    for (const part of separate ? inOne(outputs) : inTurn(outputs)) host.stdout.write(part);
    return [];
  }
  // Writing files takes a library for names nobody can guess, which takes milliseconds to load.
  const { fileTransaction, makeFolder } = await import('../../io/write.ts');
  const folders = madeFolders(makeFolder, host);
  const transaction = fileTransaction(host);
  try {
    const written: string[] = [];
    for (const [path, content] of targets(outputs, where, host.cwd)) {
      if (where.kind === 'folder') await folders.make(path);
      await transaction.stage(path, content);
      written.push(path);
    }
    await transaction.commit();
    return written;
  } catch (error) {
    await transaction.discard();
    folders.remove();
    host.stderr.write('nothing was written\n');
    throw error;
  }
}
