/** Answers that were saved: in a file, a folder or an archive; of one proxy or of many. */
import { readdir, stat } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import type { AdminPath } from '../../envoy/admin-paths.ts';
import { unzipped } from '../../io/gzip.ts';
import { readInput } from '../../io/inputs.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { isAnswerTo } from './saved.ts';

/** What is looked for. */
export interface SavedQuestion {
  readonly path: AdminPath;
  /** Whose answer, where there are several: `POD[.NAMESPACE]`, `TYPE/NAME[.NAMESPACE]`. */
  readonly workload?: string;
}

/**
 * The saved answer to a question: of a file itself; of a folder (of saved admin pages, of a bug report) or an archive the file
 * in it that has the page's name, below a folder of the workload's name where one is meant. Throws NoInputError when there is
 * none, or none can be told from others.
 */
export async function readSaved(name: string, question: SavedQuestion, host: Host): Promise<Uint8Array> {
  const { isArchive, archiveNames, readFromArchive } = await import('../../io/archive.ts');
  if (isArchive(name)) {
    const file = chosen(name, await archiveNames(name, host), question);
    return (await readFromArchive(name, file, host)) ?? new Uint8Array();
  }
  const folder = resolve(host.cwd, name);
  const isFolder = name !== '-' && (await stat(folder).catch(() => undefined))?.isDirectory();
  if (!isFolder) return unzipped(await readInput(name, host), name);
  const own = question.workload === undefined ? await readdir(folder) : [];
  const files = own.some((file) => isAnswerTo(pageOf(question), file))
    ? own
    : await readdir(folder, { recursive: true });
  return readInput(
    join(
      name,
      chosen(
        name,
        files.map((file) => file.replaceAll('\\', '/')),
        question,
      ),
    ),
    host,
  );
}

function pageOf({ path }: SavedQuestion): string {
  return path.split('?')[0] ?? '';
}

/** Proxies that are listed when one has to be chosen. */
const SHOWN_PROXIES = 10;

function chosen(name: string, files: readonly string[], question: SavedQuestion): string {
  const page = pageOf(question);
  const answers = files.filter((file) => isAnswerTo(page, posix.basename(file)));
  const meant = answers.filter((file) => isOf(file, question.workload));
  const folders = [...new Set(meant.map((file) => posix.dirname(file)))];
  if (folders.length > 1) throw ambiguous(name, folders);
  const [first] = meant.sort((a, b) => a.length - b.length);
  if (first !== undefined) return first;
  const whose = question.workload === undefined ? '' : ` of ${question.workload}`;
  throw new NoInputError('NO_INPUT_PAGE', `"${name}" has no file for the admin page ${page}${whose}`, {
    hint:
      answers.length === 0
        ? `a bug report keeps a folder for each proxy; name the one that has ${page}.json`
        : `it has that of ${listed(answers.map((file) => posix.dirname(file)))}`,
  });
}

function ambiguous(name: string, folders: readonly string[]): NoInputError {
  return new NoInputError('NO_INPUT_PROXY', `"${name}" holds the answers of ${folders.length} proxies`, {
    hint: `say which: POD[.NAMESPACE] before --file; there are ${listed(folders)}`,
  });
}

/** The name of the proxy whose pages are in a folder: bug reports keep proxies as `…/NAMESPACE/POD`. */
export function proxyOf(folder: string): string {
  return folder.split('/').slice(-2).reverse().join('.');
}

function listed(folders: readonly string[]): string {
  const names = folders.map(proxyOf);
  const more = names.length > SHOWN_PROXIES ? ` and ${names.length - SHOWN_PROXIES} more` : '';
  return `${names.slice(0, SHOWN_PROXIES).join(', ')}${more}`;
}

/** Whether a file is in a folder of a workload's name: a pod by its whole name, others by how their pods' names begin. */
function isOf(file: string, workload: string | undefined): boolean {
  if (workload === undefined) return true;
  const steps = file.split('/').slice(0, -1);
  const [, type, name = ''] = /^(?:([^/]+)\/)?(.*)$/.exec(workload) ?? [];
  const isNamed = (wanted: string): boolean =>
    steps.some((step) => step === wanted || (type !== undefined && step.startsWith(`${wanted}-`)));
  const dot = name.lastIndexOf('.');
  return isNamed(name) || (dot > 0 && isNamed(name.slice(0, dot)) && steps.includes(name.slice(dot + 1)));
}
