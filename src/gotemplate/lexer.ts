/** Template text → tokens, by the rules of Go's text/template. */
import type { Token, TokenKind } from './token.ts';

/** Words that are functions of the template's function set and so lose their meaning as keywords. */
export interface LexOptions {
  readonly breakIsFunction: boolean;
  readonly continueIsFunction: boolean;
}

const KEYWORDS: ReadonlySet<string> = new Set('block break continue define else end if range template with'.split(' '));

const WORD = /[\p{L}\p{Nd}_]+/uy;
const LEFT_SPACE = /[ \t\r\n]+$/;
const SPACES = /[ \t\r\n]+/y;
const RIGHT_TRIM = /[ \t\r\n]-\}\}/y;
const TERMINATOR = /[ \t\r\n.,|:)(]|\}\}|$/y;
// As Go scans: digits of the base, one point, an exponent; what follows must be no letter or digit.
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y;
const CHAR = /'(?:[^'\\\n]|\\[^\n])*'/y;
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
  #lineAt = 0;
  #parens = 0;
  #done = false;

  constructor(text: string, options: LexOptions) {
    this.#text = text;
    this.#options = options;
  }

  run(): readonly Token[] {
    while (!this.#done) this.#lexText();
    return this.#tokens;
  }

  #lineOf(pos: number): number {
    for (let next = this.#text.indexOf('\n', this.#lineAt); next >= 0 && next < pos; ) {
      this.#line++;
      this.#lineAt = next + 1;
      next = this.#text.indexOf('\n', this.#lineAt);
    }
    return this.#line;
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
      const trim = found >= 0 && this.#hasLeftTrim(found + 2);
      const whole = this.#text.slice(this.#pos, end);
      const kept = trim ? whole.replace(LEFT_SPACE, '') : whole;
      if (kept !== '') this.#emit('text', kept);
      this.#pos = end;
    }
    if (found >= 0) this.#lexLeft();
    else {
      this.#emit('eof', '');
      this.#done = true;
    }
  }

  #hasLeftTrim(at: number): boolean {
    return this.#text[at] === '-' && /[ \t\r\n]/.test(this.#text[at + 1] ?? '');
  }

  #lexLeft(): void {
    const marker = this.#hasLeftTrim(this.#pos + 2) ? 2 : 0;
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
    else if (matchAt(RIGHT_TRIM, this.#text, end + 2) !== undefined) {
      this.#pos = end + 6;
      this.#skipSpace();
    } else if (this.#text.startsWith('}}', end + 2)) this.#pos = end + 4;
    else this.#fail('comment ends before closing delimiter');
  }

  #skipSpace(): void {
    this.#pos += matchAt(SPACES, this.#text, this.#pos)?.length ?? 0;
  }

  /** One token of an action; false behind its end. */
  #lexInside(): boolean {
    const trim = matchAt(RIGHT_TRIM, this.#text, this.#pos) !== undefined;
    if (trim || this.#text.startsWith('}}', this.#pos)) {
      if (this.#parens > 0) this.#fail('unclosed left paren');
      else this.#lexRight(trim);
      return false;
    }
    const space = matchAt(SPACES, this.#text, this.#pos);
    if (space !== undefined) {
      // Of several spaces before a trimming end the last belongs to the end.
      const shared = matchAt(RIGHT_TRIM, this.#text, this.#pos + space.length - 1) !== undefined;
      this.#emit('space', shared ? space.slice(0, -1) : space);
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
    if (trim) this.#skipSpace();
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
    const name = matchAt(WORD, this.#text, this.#pos + 1) ?? '';
    const end = this.#pos + 1 + name.length;
    if (this.#atTerminator(end)) this.#emit(name === '' ? bare : kind, this.#text.slice(this.#pos, end));
    else this.#failAt(end);
  }

  #atTerminator(at: number): boolean {
    return matchAt(TERMINATOR, this.#text, at) !== undefined;
  }

  #failAt(at: number): void {
    this.#fail(`bad character ${describeChar(String.fromCodePoint(this.#text.codePointAt(at) ?? 0))}`);
  }

  #lexNumber(): void {
    const number = matchAt(NUMBER, this.#text, this.#pos) ?? '';
    const end = this.#pos + number.length;
    const next = matchAt(WORD, this.#text, end)?.slice(0, 1) ?? '';
    if (next !== '') this.#fail(`bad number syntax: ${JSON.stringify(number + next)}`);
    else if (/[+-]/.test(this.#text[end] ?? '')) this.#fail('complex constants are not supported');
    else this.#emit('number', number);
  }

  #lexWord(): void {
    const word = matchAt(WORD, this.#text, this.#pos);
    if (word === undefined) {
      const char = String.fromCodePoint(this.#text.codePointAt(this.#pos) ?? 0);
      if (/^[\x20-\x7e]$/.test(char)) this.#emit('char', char);
      else this.#fail(`unrecognized character in action: ${describeChar(char)}`);
    } else if (!this.#atTerminator(this.#pos + word.length)) this.#failAt(this.#pos + word.length);
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
