import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ARROWS } from '../oxlint.config.ts';
import { table } from '../src/output/table.ts';

const USAGE = `Draws who imports whom among the folders of src/, and compares it with what docs/architecture.md allows.

  npm run imports -- [--format text|mermaid] [--write]

  --format text      a line for each arrow: how many imports, and in how many files (the default)
  --format mermaid   a graph, without the arrows that follow from others
  --write            puts the graph into docs/architecture.md

It ends with status 1 when an arrow is not allowed, or one that is allowed is not used.
`;

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'architecture.md');

/** Where the graph stands in the page. */
const DRAWN = /(<!-- imports -->\n)[\s\S]*(<!-- \/imports -->)/;

/** Imports of a folder from another one. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  /** The files that have them, below src/. */
  readonly files: readonly string[];
}

/** `import … from`, `export … from` and `import(…)` of files of this repository. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const folderOf = (file: string): string => file.split('/')[0] ?? '';

/** Every arrow between folders of `src`, the folders in alphabetical order. */
export function arrowsIn(src: string): readonly Arrow[] {
  const found = new Map<string, string[]>();
  for (const path of sourcesBelow(src)) {
    const file = path.slice(src.length + 1);
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(IMPORT)) {
      const to = folderOf(join(file, '..', target));
      const key = `${folderOf(file)} ${to}`;
      if (folderOf(file) !== to) found.set(key, [...(found.get(key) ?? []), file]);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, files]) => {
      const [from = '', to = ''] = key.split(' ');
      return { from, to, imports: files.length, files: [...new Set(files)] };
    });
}

/** Whether there is a way from one folder to another over at least one third. */
function isImplied({ from, to }: Arrow, arrows: readonly Arrow[]): boolean {
  const seen = new Set<string>();
  const next = arrows.filter((arrow) => arrow.from === from && arrow.to !== to).map((arrow) => arrow.to);
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === to) return true;
    // A way that comes back to where it began says nothing.
    if (seen.has(at) || at === from) continue;
    seen.add(at);
    next.push(...arrows.filter((arrow) => arrow.from === at).map((arrow) => arrow.to));
  }
  return false;
}

/** A graph for GitHub: arrows that follow from others are left out, or nobody could read it. */
export function mermaid(arrows: readonly Arrow[]): string {
  const kept = arrows.filter((arrow) => !isImplied(arrow, arrows));
  return `\`\`\`mermaid\ngraph TD\n${kept.map(({ from, to }) => `  ${from} --> ${to}\n`).join('')}\`\`\`\n`;
}

/** What the arrows and the rule disagree on, a line each; none when they agree. */
export function disagreements(
  arrows: readonly Arrow[],
  rule: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const forbidden = arrows
    .filter(({ from, to }) => !rule[from]?.includes(to))
    .map(({ from, to, files }) => `not allowed: ${from} → ${to} (${files.join(', ')})`);
  const unused = Object.entries(rule).flatMap(([from, all]) =>
    all
      .filter((to) => !arrows.some((arrow) => arrow.from === from && arrow.to === to))
      .map((to) => `not used: ${from} → ${to}`),
  );
  return [...forbidden, ...unused];
}

function main(): void {
  const { values } = parseArgs({
    options: {
      format: { type: 'string', default: 'text' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const arrows = arrowsIn(join(ROOT, 'src'));
  const rows = arrows.map(({ from, to, imports, files }) => [from, to, String(imports), String(files.length)]);
  const text = values.format === 'mermaid' ? mermaid(arrows) : table(['FROM', 'TO', 'IMPORTS', 'FILES'], rows);
  process.stdout.write(text);
  if (values.write) {
    const page = readFileSync(PAGE, 'utf8');
    writeFileSync(
      PAGE,
      page.replace(DRAWN, (_, open: string, close: string) => `${open}${mermaid(arrows)}${close}`),
    );
  }
  const lines = disagreements(arrows, ARROWS);
  for (const line of lines) process.stderr.write(`${line}\n`);
  if (lines.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) main();
