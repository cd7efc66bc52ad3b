import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AnalyzedDocument } from '../../analyze/load.ts';
import { exclusionOf } from '../../io/exclude.ts';
import { readInput, STDIN } from '../../io/inputs.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import { decodeText } from '../../yaml/decode.ts';
import { readManifests } from '../../yaml/parse.ts';

/** What the reference reads. */
export interface ReferenceFiles {
  readonly documents: readonly AnalyzedDocument[];
  /** As they were named. */
  readonly names: readonly string[];
  /** Documents that are no YAML. */
  readonly problems: readonly Diagnostic[];
}

/** The reference minds the case. */
const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** The files of a folder and of those inside, in the order of their names, without those that are left out. */
function filesIn(path: string, host: Host, leftOut: (name: string) => boolean): readonly string[] {
  if (path === STDIN || !statSync(resolve(host.cwd, path)).isDirectory()) return [path];
  const entries = readdirSync(resolve(host.cwd, path)).sort();
  const paths = entries.map((entry) => join(path, entry)).filter((name) => !leftOut(name));
  return paths.flatMap((name) => filesIn(name, host, leftOut));
}

function isRead(file: string, host: Host): boolean {
  if (file === STDIN || EXTENSIONS.some((extension) => file.endsWith(extension))) return true;
  host.stderr.write(`Skipping file ${file}, recognized file extensions are: [${EXTENSIONS.join(' ')}]\n`);
  return false;
}

/**
 * Reads what the reference would, but for what `exclude` names in folders, and says on standard error what it would skip.
 * Throws what the file system does.
 */
export async function readReferenceFiles(
  paths: readonly string[],
  host: Host,
  exclude: readonly string[] = [],
): Promise<ReferenceFiles> {
  const exclusion = exclusionOf(exclude);
  const documents: AnalyzedDocument[] = [];
  const problems: Diagnostic[] = [];
  const named = paths.flatMap((path) => filesIn(path, host, (name) => exclusion(name, join(path))));
  const files = named.filter((file) => isRead(file, host));
  for (const file of files) {
    const decoded = decodeText(await readInput(file, host), file);
    if (!('text' in decoded)) {
      problems.push(decoded.diagnostic);
      continue;
    }
    for (const { manifest, diagnostics } of readManifests(decoded.text, file)) {
      if (manifest) documents.push({ manifest });
      problems.push(...diagnostics.filter(({ level }) => level === 'error'));
    }
  }
  return { documents, names: files, problems };
}

const occurred = (count: number): string => (count === 1 ? '1 error occurred:' : `${count} errors occurred:`);

/** What the reference prints of documents it cannot read; empty when there are none. */
export function parseErrorsText(problems: readonly Diagnostic[]): string {
  const byFile = new Map<string, Diagnostic[]>();
  for (const problem of problems) {
    const file = problem.origin.file ?? '';
    byFile.set(file, [...(byFile.get(file) ?? []), problem]);
  }
  if (byFile.size === 0) return '';
  const files = [...byFile].map(([file, list]) => {
    const items = list.map(
      ({ origin, message }) => `\t* error processing ${file}[${origin.document ?? 0}]: ${message}\n`,
    );
    return `\t* errors parsing content "${file}": ${occurred(list.length)}\n${items.join('')}\n`;
  });
  return `Error(s) adding files: ${occurred(byFile.size)}\n${files.join('')}\n\n`;
}
