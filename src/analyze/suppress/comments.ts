/** Comments that say that findings are not wanted: `# meshctl-disable-next-line CODE until DAY -- reason`. */
import { lineKey, type Suppression } from './suppression.ts';
import { codesIn, readTerms } from './terms.ts';

const MARK = 'meshctl-disable-next-line';

/** How all of them begin, the ones that people know from other tools as well. */
const BEGIN = 'meshctl-disable';
const COMMENT = /^([^\r\n]*?)(?<=^[ \t-]*|[ \t])#[ \t]*(meshctl-disable[a-z-]*)(?:[ \t]+([^\r\n]*))?$/gm;
const OWN_LINE = /^[ \t-]*$/;

/** Lines a comment may have between itself and what it is for. */
const BETWEEN = /^\s*(?:#.*)?$/;

/** Why a comment cannot be meant as it stands; `undefined` for one that can. */
function flawOf(before: string, word: string, codes: readonly string[]): string | undefined {
  if (word !== MARK) return `there is no "${word}"`;
  if (!OWN_LINE.test(before)) return 'it is not in a line of its own';
  return codes.length === 0 ? 'it names no code' : undefined;
}

/** The comments of a file; each is for the next line that is no comment. */
function* commentsIn(text: string, file: string): Generator<Suppression> {
  if (!text.includes(BEGIN)) return;
  const lines = text.split(/\r\n|\r|\n/);
  for (const match of text.matchAll(COMMENT)) {
    const line = text.slice(0, match.index).split(/\r\n|\r|\n/).length;
    const ahead = lines.slice(line).findIndex((each) => !BETWEEN.test(each));
    const [whole, before = '', word = '', said = ''] = match;
    const { what, terms } = readTerms(said);
    const codes = codesIn(what);
    const flaw = flawOf(before, word, codes);
    const start = { offset: match.index + before.length, line, col: before.length + 1 };
    const end = { offset: match.index + whole.length, line, col: whole.length + 1 };
    yield {
      source: 'comment',
      codes,
      terms,
      ...(flaw === undefined ? {} : { flaw }),
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
