import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';

/** What the built program's entry exports. */
interface Program {
  readonly main: (proc: NodeJS.Process) => Promise<void>;
}

type Require = (specifier: string) => unknown;

/** The build's files, loaded with the code cache where one is of use. */
interface Loader {
  readonly load: (path: string) => unknown;
  /** What was loaded so far. */
  readonly scripts: ReadonlyMap<string, Script>;
}

/** The folder of the code cache, in the folder of the build. */
const CACHE = 'code-cache';

/** Tells which Node.js made the cache: another build of the same version may lay out its built-in objects otherwise. */
const MAKER = 'node.json';

const ENTRY = 'main.cjs';

/** What Node.js itself puts around a file; on one line, so that the lines of a stack are those of the file. */
const HEAD = '(function (exports, require, module) {';
const TAIL = '\n})';

const makerOf = ({ version, platform, arch, config }: NodeJS.Process): string =>
  JSON.stringify({ version, platform, arch, config });

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Loads the build's own files as Node's `require` would, but hands V8 the code it made of them before. */
function cachingLoader(folder: string): Loader {
  const native = createRequire(join(folder, ENTRY));
  const loaded = new Map<string, { exports: unknown }>();
  const scripts = new Map<string, Script>();
  const load = (path: string): unknown => {
    const known = loaded.get(path);
    if (known) return known.exports;
    const cachedData = bytesOf(join(folder, CACHE, `${basename(path)}.bin`));
    const source = `${HEAD}${readFileSync(path, 'utf8')}${TAIL}`;
    // V8 compiles the file as ever when it does not accept the data: under other flags, for one.
    const script = new Script(source, {
      filename: path,
      columnOffset: -HEAD.length,
      ...(cachedData && { cachedData }),
    });
    const made = { exports: {} as unknown };
    loaded.set(path, made);
    scripts.set(path, script);
    const require: Require = (specifier) =>
      specifier.startsWith('.') ? load(resolve(dirname(path), specifier)) : native(specifier);
    // The border of evaluated text: the wrapper above is a function of these three.
    const run = script.runInThisContext() as (exports: unknown, require: Require, module: { exports: unknown }) => void;
    run(made.exports, require, made);
    return made.exports;
  };
  return { load, scripts };
}

/**
 * Runs the program of a build. A build brings the code V8 made of it (docs/decisions/0006-startup.md), which counts only for the very
 * Node.js it was made with; any other one uses its own cache, where it has such a thing. Throws what loading the files throws.
 */
export async function start(proc: NodeJS.Process, folder: string): Promise<void> {
  const entry = join(folder, ENTRY);
  // Scripts of this kind have no source maps.
  const cached = !proc.sourceMapsEnabled && textOf(join(folder, CACHE, MAKER)) === makerOf(proc);
  if (!cached) {
    // The border of Node's types, which are those of Node 20: the function came with 22.1.
    (module as { enableCompileCache?: () => void }).enableCompileCache?.();
  }
  const load = cached ? cachingLoader(folder).load : createRequire(entry);
  // The border of `require`: the entry is src/cli/main.ts.
  await (load(entry) as Program).main(proc);
}

/** A process that is asked something, and whose answer nobody reads. */
function silent(proc: NodeJS.Process, words: readonly string[]): NodeJS.Process {
  const sink = { write: () => true, on: () => sink };
  const streams = { stdout: { value: sink }, stderr: { value: sink }, exitCode: { value: undefined, writable: true } };
  const argv = { value: [proc.execPath, ENTRY, ...words] };
  const deaf = { value: () => proc };
  // The border of an object that stands in for the process: what is not replaced is inherited.
  return Object.create(proc, { ...streams, argv, on: deaf, once: deaf }) as NodeJS.Process;
}

/** What is to be compiled before anybody needs it. */
export interface CachedCode {
  /** Command lines to run. */
  readonly lines: readonly (readonly string[])[];
  /** Files of the bundle to load, for what no command line can reach without a terminal. */
  readonly parts: readonly string[];
}

/**
 * Writes the code cache of a build: runs the command lines, so that V8 compiles what they need, and keeps what it compiled of
 * every file they load. Throws when a file cannot be written.
 */
export async function makeCodeCache(proc: NodeJS.Process, folder: string, { lines, parts }: CachedCode): Promise<void> {
  const { load, scripts } = cachingLoader(folder);
  const { main } = load(join(folder, ENTRY)) as Program;
  for (const line of lines) await main(silent(proc, line));
  for (const part of parts) load(join(folder, part));
  mkdirSync(join(folder, CACHE), { recursive: true });
  for (const [path, script] of scripts)
    writeFileSync(join(folder, CACHE, `${basename(path)}.bin`), script.createCachedData());
  writeFileSync(join(folder, CACHE, MAKER), makerOf(proc));
}
