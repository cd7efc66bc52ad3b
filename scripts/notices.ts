import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Licences that may be bundled into an Apache-2.0 program; another one is a decision for people, so it fails the build. */
const ACCEPTED: ReadonlySet<string> = new Set([
  'MIT',
  '(MIT AND Zlib)',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]);

const MIT_TERMS = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Our own files that were made from a package's sources, and the folder of that package. */
const MADE_FROM: ReadonlyMap<string, string> = new Map([
  ['src/envoy/schema/table.ts', 'node_modules/@grpc/grpc-js-xds'],
]);

const RULE = '-'.repeat(80);

interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/**
 * The licences of every package that has code in the bundle, or that data in it was made from, by name. Throws when one has no licence text or a licence that
 * is not accepted.
 */
export function thirdPartyNotices(root: string, metafile: Metafile): string {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 ? (packageFolder(path) ?? MADE_FROM.get(path)) : undefined;
      if (folder !== undefined) folders.add(folder);
    }
  }
  const packages = [...folders].sort().map((folder) => bundled(root, folder));
  const intro = 'meshctl contains code of these packages, or data made from them, under these licences.\n';
  return [
    intro,
    ...packages.map(({ name, version, license, text }) => `${RULE}\n${name} ${version} (${license})\n\n${text}\n`),
  ].join('\n');
}

/** The innermost package a bundled file belongs to; `undefined` for meshctl's own files. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function bundled(root: string, folder: string): Bundled {
  // The border of JSON.parse: npm checks these fields when a package is published.
  const facts = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Omit<Bundled, 'text'>;
  const { name, version, license } = facts;
  if (!ACCEPTED.has(license))
    throw new Error(`${name} has the licence "${license}", which is not in the accepted list`);
  const text = licenceFile(root, folder) ?? standardTerms(root, folder, license);
  if (text === undefined) throw new Error(`${name} ${version} comes without its licence's text`);
  return { name, version, license, text };
}

function licenceFile(root: string, folder: string): string | undefined {
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(?:[.-]|$)/i.test(entry));
  return file === undefined ? undefined : readFileSync(join(root, folder, file), 'utf8').trim();
}

/** Some packages only name their licence, and the holder of the rights elsewhere; the terms are then the licence's own. */
function standardTerms(root: string, folder: string, license: string): string | undefined {
  // meshctl itself is under this one, so the text is at hand.
  if (license === 'Apache-2.0') return readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  if (license !== 'MIT') return undefined;
  const copyright = readme(root, folder) ?? sourceHeader(root, folder);
  return copyright === undefined ? undefined : `${copyright}\n\n${MIT_TERMS}`;
}

const COPYRIGHT = /^[ *]*(copyright\b.*)/im;

function readme(root: string, folder: string): string | undefined {
  const file = readdirSync(join(root, folder)).find((entry) => /^readme(?:\.|$)/i.test(entry));
  return file === undefined ? undefined : COPYRIGHT.exec(readFileSync(join(root, folder, file), 'utf8'))?.[1];
}

/** Where the README does not say whose it is, the head of the package's first file may. */
function sourceHeader(root: string, folder: string): string | undefined {
  // The border of JSON.parse, as above.
  const { main } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { readonly main?: string };
  return main === undefined ? undefined : COPYRIGHT.exec(readFileSync(join(root, folder, main), 'utf8'))?.[1];
}
