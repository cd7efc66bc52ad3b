import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NoInputError } from '../../model/errors.ts';

/** The file in which an answer is kept: the page's name, maybe with the question's parameters and an ending. */
export function isAnswerTo(page: string, file: string): boolean {
  return file === page || (file.startsWith(page) && /^(?:[._?-].*)?\.(?:json|txt)$|^\?/.test(file.slice(page.length)));
}

/**
 * The file with the answer to a question: `name` itself or, when it is a folder (of a bug report, of saved admin pages), the
 * file in it that has the page's name, the shortest one of several. Throws NoInputError when the folder has none.
 */
export async function savedAnswer(name: string, path: string, cwd: string): Promise<string> {
  const folder = resolve(cwd, name);
  const isFolder = name !== '-' && (await stat(folder).catch(() => undefined))?.isDirectory();
  if (!isFolder) return name;
  const [page = ''] = path.split('?');
  const found = (await readdir(folder)).filter((file) => isAnswerTo(page, file));
  const [first] = found.sort((a, b) => a.length - b.length);
  if (first !== undefined) return join(name, first);
  throw new NoInputError('NO_INPUT_PAGE', `the folder "${name}" has no file for the admin page ${page}`, {
    hint: `a bug report keeps a folder for each proxy; name the one that has ${page}.json`,
  });
}
