/** The file in which an answer is kept: the page's name, maybe with the question's parameters and an ending. */
export function isAnswerTo(page: string, file: string): boolean {
  return file === page || (file.startsWith(page) && /^(?:[._?-].*)?\.(?:json|txt)$|^\?/.test(file.slice(page.length)));
}
