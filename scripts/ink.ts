import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Takes the place of yoga's entry: the same object, filled when its WebAssembly is ready instead of awaited where it is loaded.
 * Given the bytes, yoga does not fetch() them, which would load Node's HTTP client.
 */
const yogaEntry = (wasm: string): string => `
import load from '../binaries/yoga-wasm-base64-esm.js';
import wrap from './wrapAssembly.js';
const Yoga = {};
export const ready = load({ wasmBinary: Buffer.from('${wasm}', 'base64') }).then(
  (assembly) => void Object.assign(Yoga, wrap(assembly)),
);
export default Yoga;
export * from './generated/YGEnums.js';
`;

/** yoga's WebAssembly, as it stands in its own module. */
const WASM = /(?<="data:application\/octet-stream;base64,)[A-Za-z0-9+/=]{1000,}(?=")/;

/** The module that has it, seen from yoga's entry. */
const WASM_MODULE = join('..', 'binaries', 'yoga-wasm-base64-esm.js');

async function wasmIn(entry: string): Promise<string> {
  const found = WASM.exec(await readFile(join(dirname(entry), WASM_MODULE), 'utf8'))?.[0];
  if (found === undefined) throw new Error('yoga has its WebAssembly elsewhere now');
  return found;
}

/** Where the width of text is measured. */
const OUTPUT = join(import.meta.dirname, '..', 'src', 'output');
const WIDTH = 'width.ts';

/** Where ink puts a frame together, sign by sign. */
const PUT_TOGETHER = '    get() {';

/**
 * What comes first there: a frame whose every text is one line of its own from the left edge, as all of ours are, is those lines.
 * Taking each of twelve thousand signs apart and putting it back was a third of what drawing cost.
 */
const WHOLE_LINES = `
        const whole = Array.from({ length: this.height }, () => '');
        const fits = this.operations.every(({ type, x, y, text, transformers }) => {
            if (type !== 'write' || x !== 0 || whole[y] !== '' || text.includes('\\n')) return false;
            whole[y] = transformers.reduce((line, transform) => transform(line, 0), text).trimEnd();
            return true;
        });
        if (fits) return { output: whole.join('\\n'), height: whole.length };`;

/** What waits for the tools of React's developers, and what stands there instead. */
const DEVELOPERS: readonly (readonly [code: string, instead: string])[] = [
  ["await import('./devtools.js');", ''],
  ['await loadPackageJson()', '{ name: undefined, version: undefined }'],
];

/**
 * Makes ink fit into a bundle of CommonJS: no module may wait while it is loaded. yoga's WebAssembly becomes a promise, which
 * ink hands on as `ready`; the tools for developers of React, which only a variable of the environment asks for, are left out;
 * frames of whole lines are put together line by line.
 */
export const INK: Plugin = {
  name: 'ink',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/ }, async ({ path }) => ({
      contents: yogaEntry(await wasmIn(path)),
    }));
    bundler.onLoad({ filter: /[\\/]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(WASM, ''),
    }));
    // ink measures every line of every frame: with our own measure, which is the one the lines were made with.
    bundler.onResolve({ filter: /^string-width$/ }, () => ({ path: WIDTH, namespace: 'width' }));
    bundler.onLoad({ filter: /./, namespace: 'width' }, () => ({
      contents: `export { displayWidth as default } from './${WIDTH}';`,
      resolveDir: OUTPUT,
    }));
    bundler.onLoad({ filter: /[\\/]ink[\\/]build[\\/]index\.js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\nexport { ready } from 'yoga-layout';\n`,
    }));
    bundler.onLoad({ filter: /[\\/]ink[\\/]build[\\/]output\.js$/ }, async ({ path }) => ({
      contents: replaced(await readFile(path, 'utf8'), [[PUT_TOGETHER, PUT_TOGETHER + WHOLE_LINES]]),
    }));
    bundler.onLoad({ filter: /[\\/]ink[\\/]build[\\/]reconciler\.js$/ }, async ({ path }) => ({
      contents: replaced(await readFile(path, 'utf8'), DEVELOPERS),
    }));
  },
};

function replaced(code: string, parts: readonly (readonly [code: string, instead: string])[]): string {
  return parts.reduce((rest, [part, instead]) => {
    if (!rest.includes(part)) throw new Error(`ink has no "${part}" any more: look at what its modules do now`);
    return rest.replace(part, () => instead);
  }, code);
}
