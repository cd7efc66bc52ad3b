import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { parseText } from '../src/gotemplate/index.ts';
import { writeParsed } from '../src/gotemplate/parsed.ts';
import { injectorFunctions } from '../src/inject/template/functions.ts';
import { SIDECAR } from '../src/inject/templates/sidecar.ts';
import { CLIENT_NODE } from './client-node.ts';
import { asCommonJs } from './commonjs.ts';
import { INK } from './ink.ts';
import { mergeEntry } from './merge.ts';
import { thirdPartyNotices } from './notices.ts';

const ROOT = join(import.meta.dirname, '..');

/** What is loaded at every start. */
const ENTRY = 'dist/main.cjs';

/** What bin/meshctl.js loads: it starts the entry. */
const BOOT = 'dist/boot.cjs';

/** What is in each file of the bundle, for the tests that say what a light command may load. */
const FACTS = '.cache/bundle.json';

/** Command lines whose code the cache holds: what each of them has to compile is there at the start of every run. */
const CACHED: readonly (readonly string[])[] = [
  ['--help'],
  ['inject', '-f', 'fixtures/bookinfo/10-productpage.yaml'],
  ['validate', '-f', 'fixtures/mistakes/cases/m34-negative-weight.yaml'],
  ['analyze', 'fixtures/mistakes/cases/m34-negative-weight.yaml'],
  ['iptables', 'generate', '-i', '*', '-b', '*'],
  ['proxy', 'check', '-f', 'fixtures/bookinfo'],
  [
    'iptables',
    'trace',
    'out',
    'tcp',
    '10.1.1.5',
    '203.0.113.10:443',
    '--from',
    'fixtures/iptables/read/sidecar-counters.save',
  ],
];

/**
 * What no command line can load here, because there is no terminal and no cluster, or because it would run until it is told to end: these
 * parts of the bundle are cached as far as loading them compiles.
 */
const PARTS = [
  'src/tui/start.tsx',
  'src/commands/proxy/serve.ts',
  'src/commands/proxy/compile-thread.ts',
  'src/kube/connection.ts',
  'src/kube/port-stream.ts',
  // Loaded by the first regular expression.
  'node_modules/re2js/build/index.js',
] as const;

interface PackageJson {
  readonly version: string;
}

/** The commit the working tree is at; `undefined` without git or outside a repository. */
function commitOf(root: string): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

/** commander loads this to start commands that are programs of their own; meshctl has none, and it takes a millisecond. */
const WITHOUT_CHILD_PROCESS: Plugin = {
  name: 'without-child-process',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'nothing' } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * The parser of the command line is read at every start, and a third of it is comments, which the bundler keeps inside of classes.
 * Its lines stay, so that a stack still says where.
 */
const WITHOUT_COMMENTS: Plugin = {
  name: 'without-comments',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]commander[\\/]lib[\\/].*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      return { contents: text.replace(/^ *\/\*\*$[\s\S]*?^ *\*\/$/gm, (comment) => comment.replace(/[^\n]/g, '')) };
    });
  },
};

/** Puts the syntax tree of the template nearly every injection uses where the sources have none. */
const PARSED_TEMPLATES: Plugin = {
  name: 'parsed-templates',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]src[\\/]inject[\\/]templates[\\/]parsed\.ts$/ }, () => {
      const sidecar = writeParsed(parseText('sidecar', SIDECAR, injectorFunctions()));
      return { contents: `export const PARSED = { sidecar: ${JSON.stringify(sidecar)} };` };
    });
  },
};

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), content);
}

async function bundle(): Promise<BuildResult<{ metafile: true; write: false }>> {
  // The border of JSON.parse; package.json is ours.
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
  return build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    metafile: true,
    // Packages of CommonJS ask for it too, and a module that is both changes what it exports while it is loaded.
    alias: { tslib: 'tslib/tslib.js' },
    write: false,
    legalComments: 'none',
    define: {
      'process.env.NODE_ENV': '"production"',
      MESHCTL_BUILD: JSON.stringify({ version, commit: commitOf(ROOT) }),
    },
    plugins: [WITHOUT_CHILD_PROCESS, WITHOUT_COMMENTS, PARSED_TEMPLATES, INK, CLIENT_NODE],
    logLevel: 'warning',
  });
}

/** Makes the code cache, with the Node.js of this build and none of the flags that run these TypeScript files. */
function makeCodeCache(parts: readonly string[]): void {
  const wanted = JSON.stringify({ lines: CACHED, parts });
  const script = `require('./${BOOT}').makeCodeCache(process, require('node:path').resolve('dist'), ${wanted})`;
  execFileSync(process.execPath, ['-e', script], { cwd: ROOT, stdio: 'inherit', env: {} });
}

// A build that fails leaves the last one as it is.
const bundled = await bundle();
const { contents, facts } = await mergeEntry(ROOT, ENTRY, bundled);
const notices = thirdPartyNotices(ROOT, bundled.metafile);
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
for (const [path, bytes] of await asCommonJs(contents)) write(path, bytes);
write(FACTS, JSON.stringify(facts));
write('THIRD_PARTY_NOTICES', notices);
await build({
  absWorkingDir: ROOT,
  entryPoints: ['src/cli/boot.ts'],
  outfile: BOOT,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
makeCodeCache(
  Object.entries(facts)
    .filter(([, { inputs }]) => PARTS.some((part) => inputs.includes(part)))
    .map(([path]) => relative('dist', path)),
);
