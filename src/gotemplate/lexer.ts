/** Template text → tokens, by the rules of Go's text/template. */
import { atTerminator, closesTrimming, opensTrimming, skipBlank, trimBlank, wordAt } from './scan.ts';
import type { Token, TokenKind } from './token.ts';

/** Words that are functions of the template's function set and so lose their meaning as keywords. */
export interface LexOptions {
  readonly breakIsFunction: boolean;
  readonly continueIsFunction: boolean;
}

const KEYWORDS: ReadonlySet<string> = new Set('block break continue define else end if range template with'.split(' '));

// As Go scans: digits of the base, one point, an exponent; what follows must be no letter or digit.
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const STRING = /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"/y;
const CHAR = /'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'/y;
const RAW_STRING = /`[^`]*`/y;

const PUNCTUATION: Readonly<Record<string, TokenKind>> = { '=': 'assign', '|': 'pipe' };

/** The match of a sticky expression at `at`; `undefined` when there is none. */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** All tokens, the last of them `eof` or `error`; never throws. */
export function lex(text: string, options: LexOptions): readonly Token[] {
  return new Lexer(text, options).run();
}

/** `U+003F '?'`, as Go's `%#U` writes a character. */
function describeChar(char: string): string {
  if (char === '') return 'U+FFFFFFFFFFFFFFFF';
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /[\p{C}\p{Z}]/u.test(char) && char !== ' ' ? `U+${code}` : `U+${code} '${char}'`;
}

class Lexer {
  readonly #text: string;
  readonly #options: LexOptions;
  readonly #tokens: Token[] = [];
  #pos = 0;
  #line = 1;
  #nextBreak: number;
  #parens = 0;
  #done = false;

  constructor(text: string, options: LexOptions) {
    this.#text = text;
    this.#options = options;
    this.#nextBreak = this.#breakFrom(0);
  }

  run(): readonly Token[] {
    while (!this.#done) this.#lexText();
    return this.#tokens;
  }

  /** The line of a position; positions must not go back. */
  #lineOf(pos: number): number {
    while (this.#nextBreak < pos) {
      this.#line++;
      this.#nextBreak = this.#breakFrom(this.#nextBreak + 1);
    }
    return this.#line;
  }

  #breakFrom(at: number): number {
    const found = this.#text.indexOf('\n', at);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }

  /** Adds a token that starts at the current position and moves behind it. */
  #emit(kind: TokenKind, text: string): void {
    this.#tokens.push({ kind, text, pos: this.#pos, line: this.#lineOf(this.#pos) });
    this.#pos += text.length;
  }

  #fail(message: string): void {
    this.#tokens.push({ kind: 'error', text: message, pos: this.#pos, line: this.#lineOf(this.#pos) });
    this.#done = true;
  }

  #lexText(): void {
    const found = this.#text.indexOf('{{', this.#pos);
    const end = found < 0 ? this.#text.length : found;
    if (end > this.#pos) {
      const trim = found >= 0 && opensTrimming(this.#text, found + 2);
      const kept = this.#text.slice(this.#pos, trim ? trimBlank(this.#text, this.#pos, end) : end);
      if (kept !== '') this.#emit('text', kept);
      this.#pos = end;
    }
    if (found >= 0) this.#lexLeft();
    else {
      this.#emit('eof', '');
      this.#done = true;
    }
  }

  #lexLeft(): void {
    const marker = opensTrimming(this.#text, this.#pos + 2) ? 2 : 0;
    if (this.#text.startsWith('/*', this.#pos + 2 + marker)) {
      this.#lexComment(this.#pos + 2 + marker);
      return;
    }
    this.#emit('left', '{{');
    this.#pos += marker;
    this.#parens = 0;
    while (!this.#done && this.#lexInside());
  }

  #lexComment(start: number): void {
    this.#pos = start;
    const end = this.#text.indexOf('*/', start + 2);
    if (end < 0) this.#fail('unclosed comment');
    else if (closesTrimming(this.#text, end + 2)) {
      this.#pos = end + 6;
      this.#pos = skipBlank(this.#text, this.#pos);
    } else if (this.#text.startsWith('}}', end + 2)) this.#pos = end + 4;
    else this.#fail('comment ends before closing delimiter');
  }

  /** One token of an action; false behind its end. */
  #lexInside(): boolean {
    const trim = closesTrimming(this.#text, this.#pos);
    if (trim || this.#text.startsWith('}}', this.#pos)) {
      if (this.#parens > 0) this.#fail('unclosed left paren');
      else this.#lexRight(trim);
      return false;
    }
    const end = skipBlank(this.#text, this.#pos);
    if (end > this.#pos) {
      // Of several spaces before a trimming end the last belongs to the end.
      this.#emit('space', this.#text.slice(this.#pos, closesTrimming(this.#text, end - 1) ? end - 1 : end));
      return true;
    }
    const char = this.#text[this.#pos];
    if (char === undefined) this.#fail('unclosed action');
    else this.#lexToken(char);
    return true;
  }

  #lexRight(trim: boolean): void {
    if (trim) this.#pos += 2;
    this.#emit('right', '}}');
    if (trim) this.#pos = skipBlank(this.#text, this.#pos);
  }

  #lexToken(char: string): void {
    const kind = Object.hasOwn(PUNCTUATION, char) ? PUNCTUATION[char] : undefined;
    if (kind) this.#emit(kind, char);
    else if (char === ':') this.#lexDeclare();
    else if (char === '"') this.#lexQuoted(STRING, 'string', 'unterminated quoted string');
    else if (char === '`') this.#lexQuoted(RAW_STRING, 'rawString', 'unterminated raw quoted string');
    else if (char === "'") this.#lexQuoted(CHAR, 'charConstant', 'unterminated character constant');
    else if (char === '$') this.#lexNamed('variable', 'variable');
    else if (char === '.' && !/[0-9]/.test(this.#text[this.#pos + 1] ?? '')) this.#lexNamed('field', 'dot');
    else if (/[0-9+\-.]/.test(char)) this.#lexNumber();
    else if (char === '(' || char === ')') this.#lexParen(char);
    else this.#lexWord();
  }

  #lexDeclare(): void {
    if (this.#text[this.#pos + 1] === '=') this.#emit('declare', ':=');
    else this.#fail('expected :=');
  }

  #lexQuoted(pattern: RegExp, kind: TokenKind, message: string): void {
    const quoted = matchAt(pattern, this.#text, this.#pos);
    if (quoted === undefined) this.#fail(message);
    else this.#emit(kind, quoted);
  }

  #lexParen(char: '(' | ')'): void {
    this.#parens += char === '(' ? 1 : -1;
    if (this.#parens < 0) this.#fail('unexpected right paren');
    else this.#emit(char === '(' ? 'leftParen' : 'rightParen', char);
  }

  /** `.Name`, `$name`, or the bare `.` and `$`. */
  #lexNamed(kind: TokenKind, bare: TokenKind): void {
    const name = wordAt(this.#text, this.#pos + 1);
    const end = this.#pos + 1 + name.length;
    if (atTerminator(this.#text, end)) this.#emit(name === '' ? bare : kind, this.#text.slice(this.#pos, end));
    else this.#failAt(end);
  }

  #failAt(at: number): void {
    this.#fail(`bad character ${describeChar(String.fromCodePoint(this.#text.codePointAt(at) ?? 0))}`);
  }

  #lexNumber(): void {
    const number = matchAt(NUMBER, this.#text, this.#pos) ?? '';
    const end = this.#pos + number.length;
    const next = wordAt(this.#text, end).slice(0, 1);
    if (next !== '') this.#fail(`bad number syntax: ${JSON.stringify(number + next)}`);
    else if (/[+-]/.test(this.#text[end] ?? '')) this.#fail('complex constants are not supported');
    else this.#emit('number', number);
  }

  #lexWord(): void {
    const word = wordAt(this.#text, this.#pos);
    if (word === '') {
      const char = String.fromCodePoint(this.#text.codePointAt(this.#pos) ?? 0);
      if (/^[\x20-\x7e]$/.test(char)) this.#emit('char', char);
      else this.#fail(`unrecognized character in action: ${describeChar(char)}`);
    } else if (!atTerminator(this.#text, this.#pos + word.length)) this.#failAt(this.#pos + word.length);
    else this.#emit(this.#wordKind(word), word);
  }

  #wordKind(word: string): TokenKind {
    if (word === 'nil') return 'nil';
    if (word === 'true' || word === 'false') return 'bool';
    if (word === 'break' && this.#options.breakIsFunction) return 'identifier';
    if (word === 'continue' && this.#options.continueIsFunction) return 'identifier';
    return KEYWORDS.has(word) ? 'keyword' : 'identifier';
  }
}
