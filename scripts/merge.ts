import { basename, dirname, join, relative } from 'node:path';
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/** A bundle of several files: the entry, which is loaded at every start, and parts that are loaded when they are needed. */
export interface Bundle {
  readonly metafile: Metafile;
  readonly outputFiles: readonly OutputFile[];
}

/** What the tests want to know of a file of the finished bundle. */
export interface FileFacts {
  readonly bytes: number;
  /** The source files in it. */
  readonly inputs: readonly string[];
  /** The files of the bundle that are loaded with it. */
  readonly imports: readonly string[];
}

/** The finished bundle: content and facts by path, relative to the repository's root. */
export interface Merged {
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly facts: Readonly<Record<string, FileFacts>>;
}

/**
 * Makes one file of everything that is loaded with the entry. esbuild cuts a file for each set of parts that share a module,
 * and at every start Node would look for ten files, which takes longer than to run them. The parts then import from the
 * entry what they imported from those files. Throws when two of the files export the same name.
 */
export async function mergeEntry(root: string, entry: string, bundle: Bundle): Promise<Merged> {
  const texts = new Map(bundle.outputFiles.map(({ path, text }) => [relative(root, path), text]));
  const eager = loadedWith(entry, bundle.metafile);
  assertUniqueExports(eager, bundle.metafile);
  const merged = await build({
    absWorkingDir: root,
    stdin: { contents: eager.map((path) => `export * from '${path}';`).join('\n'), resolveDir: root },
    outfile: entry,
    bundle: true,
    format: 'esm',
    platform: 'node',
    sourcemap: true,
    write: false,
    plugins: [fromMemory(texts, new Set(eager), dirname(entry))],
  });
  const contents = new Map(merged.outputFiles.map(({ path, contents: bytes }) => [relative(root, path), bytes]));
  for (const [path, text] of texts) {
    if (eager.includes(path.replace(/\.map$/, ''))) continue;
    contents.set(path, Buffer.from(path.endsWith('.cjs') ? importingFromEntry(text, { path, eager, entry }) : text));
  }
  return { contents, facts: factsOf(contents, { entry, eager, metafile: bundle.metafile }) };
}

/** The entry and the files it imports statically, whichever way. */
function loadedWith(entry: string, { outputs }: Metafile): readonly string[] {
  const seen = new Set<string>([entry]);
  for (const path of seen) {
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) seen.add(next);
    }
  }
  return [...seen];
}

function assertUniqueExports(paths: readonly string[], { outputs }: Metafile): void {
  const names = paths.flatMap((path) => outputs[path]?.exports ?? []);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`exported by two files that are to become one: ${twice.join(', ')}`);
}

/** Reads the files to merge from memory, with their source maps, and leaves every other import as it is. */
function fromMemory(texts: ReadonlyMap<string, string>, eager: ReadonlySet<string>, folder: string): Plugin {
  return {
    name: 'merge-entry',
    setup(bundler) {
      bundler.onResolve({ filter: /^[.d]/ }, ({ path, importer }) => {
        const target = importer === '<stdin>' ? path : join(dirname(importer), path);
        if (eager.has(target)) return { path: target, namespace: 'bundle' };
        return { path: `./${relative(folder, target)}`, external: true };
      });
      bundler.onLoad({ filter: /.*/, namespace: 'bundle' }, ({ path }) => {
        const map = Buffer.from(texts.get(`${path}.map`) ?? '').toString('base64');
        const code = (texts.get(path) ?? '').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
        return { contents: `${code}//# sourceMappingURL=data:application/json;base64,${map}`, resolveDir: '/' };
      });
    },
  };
}

interface Part {
  readonly path: string;
  readonly eager: readonly string[];
  readonly entry: string;
}

function importingFromEntry(text: string, { path, eager, entry }: Part): string {
  const target = relative(dirname(path), entry);
  const specifier = JSON.stringify(target.startsWith('.') ? target : `./${target}`);
  const names = eager.map((file) => basename(file).replaceAll('.', '\\.')).join('|');
  return text.replace(new RegExp(`(?<=\\bfrom |\\bimport )"(?:\\.\\.?/)+(?:${names})"`, 'g'), specifier);
}

interface FactsOf {
  readonly entry: string;
  readonly eager: readonly string[];
  readonly metafile: Metafile;
}

function factsOf(contents: Merged['contents'], { entry, eager, metafile }: FactsOf): Merged['facts'] {
  const inputsOf = (path: string) => Object.keys(metafile.outputs[path]?.inputs ?? {});
  const scripts = [...contents].filter(([path]) => path.endsWith('.cjs'));
  const facts = scripts.map(([path, { byteLength }]) => {
    const imported = path === entry ? [] : loadedWith(path, metafile).filter((file) => file !== path);
    const imports = [...new Set(imported.map((file) => (eager.includes(file) ? entry : file)))];
    const inputs = path === entry ? eager.flatMap(inputsOf) : inputsOf(path);
    return [path, { bytes: byteLength, inputs, imports }] as const;
  });
  return Object.fromEntries(facts);
}
