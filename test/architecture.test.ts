import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { ARROWS } from '../oxlint.config.ts';
import { arrowsIn, disagreements, mermaid } from '../scripts/imports.ts';
import { ROOT } from './support/paths.ts';
import { tempFolder } from './support/temp.ts';

/** A file that breaks one rule. */
interface Probe {
  readonly folder: string;
  readonly source: string;
  readonly rule: string;
}

const IMPORTS = 'no-restricted-imports';

const PROBES: readonly Probe[] = [
  { folder: 'model', source: "export { findingList } from '../output/findings.ts';", rule: IMPORTS },
  { folder: 'yaml', source: "export { readInput } from '../io/inputs.ts';", rule: IMPORTS },
  { folder: 'k8s', source: "export { run } from '../cli/run.ts';", rule: IMPORTS },
  { folder: 'gotemplate', source: "export { checks } from '../doctor/report.ts';", rule: IMPORTS },
  { folder: 'inject', source: "export { readFileSync } from 'node:fs';", rule: IMPORTS },
  { folder: 'mesh', source: "export const lazy = () => import('node:child_process');", rule: IMPORTS },
  { folder: 'doctor', source: "export { Chalk } from 'chalk';", rule: IMPORTS },
  { folder: 'proxy/wire', source: "export { createServer } from 'node:net';", rule: IMPORTS },
  { folder: 'proxy/wire', source: "export { startServer } from '../net/server.ts';", rule: IMPORTS },
  { folder: 'proxy/net', source: "export { readFileSync } from 'node:fs';", rule: IMPORTS },
  { folder: 'proxy/net', source: "export { readInput } from '../../io/inputs.ts';", rule: IMPORTS },
  { folder: 'io', source: "export { run } from '../cli/run.ts';", rule: IMPORTS },
  { folder: 'output', source: "export { readInput } from '../io/inputs.ts';", rule: IMPORTS },
  { folder: 'commands', source: "export { Chalk } from 'chalk';", rule: IMPORTS },
  { folder: 'cli', source: "export { checks } from '../doctor/report.ts';", rule: IMPORTS },
  { folder: 'inject', source: 'export const home = () => process.env;', rule: 'no-restricted-globals' },
  { folder: 'commands', source: 'export const end = () => process.exit(1);', rule: 'no-restricted-globals' },
  { folder: 'inject', source: 'export const now = () => Date.now();', rule: 'no-restricted-properties' },
  { folder: 'yaml', source: 'export const chance = () => Math.random();', rule: 'no-restricted-properties' },
  { folder: 'cli', source: "export const say = () => console.log('x');", rule: 'no-console' },
  { folder: 'output', source: 'export default 1;', rule: 'no-default-export' },
  { folder: 'io', source: 'export function f(): void {\n  Promise.resolve();\n}', rule: 'no-floating-promises' },
  {
    folder: 'output',
    source: "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n  }\n}",
    rule: 'switch-exhaustiveness-check',
  },
];

interface Found {
  readonly filename: string;
  readonly code: string;
}

/** What oxlint finds in a folder of its own that has our configuration and these files. */
function lint(sources: Readonly<Record<string, string>>): readonly Found[] {
  const cwd = tempFolder({
    ...sources,
    'oxlint.config.ts': `export { default } from ${JSON.stringify(join(ROOT, 'oxlint.config.ts'))};\n`,
    'tsconfig.json': JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), include: ['src'] }),
  });
  // The type-aware rules look for their own program and for Node's types from here.
  symlinkSync(join(ROOT, 'node_modules'), join(cwd, 'node_modules'));
  const oxlint = [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--format', 'json', 'src'];
  try {
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), ...oxlint], { cwd, stdio: 'pipe' });
    return [];
  } catch (error) {
    // oxlint ends with status 1 when it finds something; the report is what it has printed.
    const { stdout } = error as { readonly stdout: Buffer };
    return JSON.parse(stdout.toString()).diagnostics;
  }
}

describe('lint', () => {
  const path = ({ folder }: Probe, index: number) => `src/${folder}/probe-${index}.ts`;

  it('catches every way to break the layers', () => {
    const found = lint(Object.fromEntries(PROBES.map((probe, index) => [path(probe, index), `${probe.source}\n`])));
    const caught = PROBES.map((probe, index) =>
      found.filter(({ filename, code }) => filename === path(probe, index) && code.includes(probe.rule)),
    );
    expect(PROBES.filter((_, index) => caught[index]?.length === 0)).toEqual([]);
  });
});

describe('the arrows', () => {
  it('name every folder of src', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(Object.keys(ARROWS).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('are those of docs/architecture.md', () => {
    const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
    const written = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, folder, may]) => [
      folder,
      [...(may ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
    ]);
    expect(Object.fromEntries(written)).toEqual(ARROWS);
  });

  it('are those that are there: none that is not needed, and none more (npm run imports)', () => {
    expect(disagreements(arrowsIn(join(ROOT, 'src')), ARROWS)).toEqual([]);
  });

  it('are drawn in docs/architecture.md (npm run imports -- --write)', () => {
    const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
    expect(page).toContain(mermaid(arrowsIn(join(ROOT, 'src'))));
  });

  it('that nobody allowed, and that nobody uses, are told', () => {
    const src = tempFolder({
      'model/ip.ts': '',
      'mesh/hosts.ts': "import { x } from '../model/ip.ts';\nexport const lazy = () => import('../io/files.ts');\n",
    });
    expect(disagreements(arrowsIn(src), { mesh: ['model', 'yaml'] })).toEqual([
      'not allowed: mesh → io (mesh/hosts.ts)',
      'not used: mesh → yaml',
    ]);
  });

  it('that follow from others are not drawn', () => {
    const src = tempFolder({
      'a/one.ts': "import type { x } from '../b/two.ts';\nimport { y } from '../c/three.ts';\n",
      'b/two.ts': "export { y } from '../c/three.ts';\n",
    });
    expect(mermaid(arrowsIn(src))).toBe('```mermaid\ngraph TD\n  a --> b\n  b --> c\n```\n');
  });
});
