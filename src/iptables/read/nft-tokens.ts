/** nftables text taken apart into tokens, and a cursor over them. */
import type { InputError } from '../../model/errors.ts';
import type { Range } from '../../model/range.ts';
import { type Line, linesOf, rangeIn, unreadable } from './source.ts';

/** A word, a string without its quotes, one of `{ } , ;` and the operators, or the end of a line (text `\n`). */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: Line;
  /** 0-based columns. */
  readonly start: number;
  readonly end: number;
}

const TOKEN = /"([^"]*)"|[{},;]|==|!=|<=|>=|[<>=&|^]|[^\s{},;"=!<>&|^#]+|#.*|\S/g;

function* tokensOfLine(line: Line): Generator<Token> {
  for (const found of line.text.matchAll(TOKEN)) {
    const text = found[0];
    if (text.startsWith('#')) break;
    const start = found.index;
    if (text === '"') throw unreadable(line, start, 'a quote is not closed');
    yield { text: found[1] ?? text, quoted: found[1] !== undefined, line, start, end: start + text.length };
  }
  yield { text: '\n', quoted: false, line, start: line.text.length, end: line.text.length };
}

/** All tokens of a text; remarks are left out. Throws InputError for a quote that is not closed. */
export function tokensOf(text: string, file: string): readonly Token[] {
  return [...linesOf(text, file)].flatMap((line) => [...tokensOfLine(line)]);
}

/** A place among tokens. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

/** The text of the token `ahead` of the cursor; empty at the end. A string never equals a word of the language. */
export function peek({ tokens, at }: Cursor, ahead = 0): string {
  const token = tokens[at + ahead];
  return token === undefined ? '' : token.quoted ? `"${token.text}"` : token.text;
}

/** Takes the next tokens if they are these words. */
export function accept(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!words.every((word, index) => peek(cursor, index) === word)) return false;
  cursor.at += words.length;
  return true;
}

/** Takes the next token. Throws InputError at the end of a line or of the text. */
export function take(cursor: Cursor, what: string): Token {
  const token = cursor.tokens[cursor.at];
  if (!token || token.text === '\n') throw misplaced(cursor, `${what} is missing`);
  cursor.at += 1;
  return token;
}

/** Goes past the ends of lines, and past `;`. */
export function skipBreaks(cursor: Cursor): void {
  while (peek(cursor) === '\n' || peek(cursor) === ';') cursor.at += 1;
}

/** The error for what stands at the cursor. */
export function misplaced({ tokens, at }: Cursor, message: string): InputError {
  const token = tokens[at] ?? tokens.at(-1);
  if (!token) return unreadable({ text: '', number: 1, offset: 0, file: 'rules' }, 0, message);
  return unreadable(token.line, token.start, message);
}

/** The text from one token to another, as it was written; over several lines only the words. */
export function writtenText(tokens: readonly Token[], first: number, end: number): string {
  const from = tokens[first];
  const to = tokens[end - 1];
  if (!from || !to || end <= first) return '';
  if (from.line === to.line) return from.line.text.slice(from.start, to.end);
  return tokens
    .slice(first, end)
    .filter(({ text }) => text !== '\n')
    .map(({ text }) => text)
    .join(' ');
}

/** Where the tokens `first` to `end` stand in the file. */
export function rangeOfTokens(tokens: readonly Token[], first: number, end: number): Range | undefined {
  const from = tokens[first];
  const to = tokens[end - 1];
  if (!from || !to) return undefined;
  return { start: rangeIn(from.line, from.start, from.end).start, end: rangeIn(to.line, to.start, to.end).end };
}
