import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { thirdPartyNotices } from './notices.ts';

const ROOT = join(import.meta.dirname, '..');

/** The bundle's inputs and outputs, for the tests that say what a light command may load. */
const METAFILE = '.cache/metafile.json';

/** CommonJS packages call `require` for Node's own modules; in an ES module there is none unless it is made. */
const REQUIRE_BANNER =
  "import { createRequire as meshctlCreateRequire } from 'node:module';\nconst require = meshctlCreateRequire(import.meta.url);";

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

async function bundle(): Promise<Metafile> {
  // The border of JSON.parse; package.json is ours.
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    metafile: true,
    legalComments: 'none',
    banner: { js: REQUIRE_BANNER },
    define: {
      'process.env.NODE_ENV': '"production"',
      MESHCTL_BUILD: JSON.stringify({ version, commit: commitOf(ROOT) }),
    },
    logLevel: 'warning',
  });
  return metafile;
}

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const metafile = await bundle();
mkdirSync(join(ROOT, '.cache'), { recursive: true });
writeFileSync(join(ROOT, METAFILE), JSON.stringify(metafile));
writeFileSync(join(ROOT, 'THIRD_PARTY_NOTICES'), thirdPartyNotices(ROOT, metafile));
