/** Comments that say that findings are not wanted: `# meshctl-disable-next-line CODE until DAY -- reason`. */
import { lineKey, type Suppression } from './suppression.ts';
import { codesIn, readTerms } from './terms.ts';

const MARK = 'meshctl-disable-next-line';
const COMMENT = /^[ \t-]*#[ \t]*meshctl-disable-next-line[ \t]+([^\r\n]*)$/gm;

/** Lines a comment may have between itself and what it is for. */
const BETWEEN = /^\s*(?:#.*)?$/;

/** The comments of a file; each is for the next line that is no comment. */
function* commentsIn(text: string, file: string): Generator<Suppression> {
  if (!text.includes(MARK)) return;
  const lines = text.split(/\r\n|\r|\n/);
  for (const match of text.matchAll(COMMENT)) {
    const line = text.slice(0, match.index).split(/\r\n|\r|\n/).length;
    const ahead = lines.slice(line).findIndex((each) => !BETWEEN.test(each));
    const { what, terms } = readTerms(match[1] ?? '');
    const start = { offset: match.index, line, col: 1 };
    const end = { offset: match.index + match[0].length, line, col: match[0].length + 1 };
    yield {
      source: 'comment',
      codes: codesIn(what),
      terms,
      title: 'the comment',
      at: { origin: { file }, range: { start, end } },
      keys: [lineKey(file, line + 1 + Math.max(ahead, 0))],
    };
  }
}

/** The comments of texts, by the names of their files. */
export function commentSuppressions(texts: ReadonlyMap<string, string>): readonly Suppression[] {
  return [...texts].flatMap(([file, text]) => [...commentsIn(text, file)]);
}
