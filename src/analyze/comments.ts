/** Findings that comments in the text say are not wanted. */
import { CODES } from '../model/codes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Range } from '../model/range.ts';

/** A comment that suppresses findings of the line below it. */
interface DisableComment {
  readonly file: string;
  readonly codes: readonly string[];
  /** The line it is for: the next one that is no comment. */
  readonly line: number;
  readonly range: Range;
}

/** What is left of findings, and which comments have no effect. */
export interface Commented {
  readonly shown: readonly Diagnostic[];
  /** One finding for each code of a comment that suppresses nothing. */
  readonly unused: readonly Diagnostic[];
}

const COMMENT = /^[ \t-]*#[ \t]*meshctl-disable-next-line[ \t]+([^\r\n]*)$/gm;

/** Behind it people say why. */
const REASON = /\s--(?:\s|$)/;

/** Lines a comment may have between itself and what it is for. */
const BETWEEN = /^\s*(?:#.*)?$/;

function* commentsIn(text: string, file: string): Generator<DisableComment> {
  if (!text.includes('meshctl-disable-next-line')) return;
  const lines = text.split(/\r\n|\r|\n/);
  for (const match of text.matchAll(COMMENT)) {
    const line = text.slice(0, match.index).split(/\r\n|\r|\n/).length;
    const ahead = lines.slice(line).findIndex((each) => !BETWEEN.test(each));
    const codes =
      (match[1] ?? '')
        .split(REASON)[0]
        ?.split(/[\s,]+/)
        .filter(Boolean) ?? [];
    const start = { offset: match.index, line, col: 1 };
    const end = { offset: match.index + match[0].length, line, col: match[0].length + 1 };
    yield { file, codes, line: line + 1 + Math.max(ahead, 0), range: { start, end } };
  }
}

function unusedFinding({ file, range }: DisableComment, code: string): Diagnostic {
  const { level, remediation } = CODES.MSH3901;
  return {
    code: 'MSH3901',
    level,
    message: `the comment suppresses ${JSON.stringify(code)}, which is not found there`,
    origin: { file },
    range,
    remediation,
  };
}

/** Applies the comments of the files: `# meshctl-disable-next-line CODE CODE -- reason`, above the line of the finding. */
export function withoutCommented(findings: readonly Diagnostic[], texts: ReadonlyMap<string, string>): Commented {
  const comments = [...texts].flatMap(([file, text]) => [...commentsIn(text, file)]);
  const used = new Set<string>();
  const isSuppressed = ({ code, origin, range }: Diagnostic): boolean => {
    const by = comments.filter(
      ({ file, codes, line }) => file === origin.file && line === range?.start.line && codes.includes(code),
    );
    for (const { file, line } of by) used.add(`${file}:${line}:${code}`);
    return by.length > 0;
  };
  const shown = findings.filter((finding) => !isSuppressed(finding));
  const unused = comments.flatMap((comment) =>
    comment.codes
      .filter((code) => !used.has(`${comment.file}:${comment.line}:${code}`))
      .map((code) => unusedFinding(comment, code)),
  );
  return { shown, unused };
}
