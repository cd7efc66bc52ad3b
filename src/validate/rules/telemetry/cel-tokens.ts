/** The words of CEL. @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */

/** A word: `number`, `text` (strings and bytes), `name`, `end`, or the operator or keyword itself. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly at: number;
}

/** Names that are kept for other languages CEL is translated to. */
const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

const KEYWORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

const ESCAPE = String.raw`\\(?:[abfnrtv\\?"'\x60]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;

/** Strings in each quotation; raw ones take backslashes as they are. */
const STRINGS = ['"""', "'''", '"', "'"].map((quote) => {
  const plain = quote.length === 3 ? String.raw`(?!${quote})[^\\]` : String.raw`[^\\\r\n${quote}]`;
  const raw = quote.length === 3 ? `(?!${quote})[^]` : String.raw`[^\r\n${quote}]`;
  return `(?:[bB]?[rR]|[rR][bB])${quote}(?:${raw})*${quote}|[bB]?${quote}(?:${plain}|${ESCAPE})*${quote}`;
});

/** In the order in which they are tried. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['space', /(?:\s|\/\/[^\n]*)+/y],
  ['text', new RegExp(STRINGS.join('|'), 'y')],
  ['number', /(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|0x[0-9a-fA-F]+[uU]?|[0-9]+[uU]?/y],
  ['name', /[_a-zA-Z][_a-zA-Z0-9]*/y],
  ['operator', /==|!=|<=|>=|&&|\|\||[-+*/%!<>?:.,()[\]{}]/y],
];

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const own = kind === 'operator' || KEYWORDS.has(found) || RESERVED.has(found);
    return { kind: own ? found : kind, text: found, at };
  }
  return undefined;
}

/** Whether the word is one that no variable can have as its name. */
export const isReserved = (token: Token): boolean => RESERVED.has(token.kind);

/** The words of an expression, `end` last; a character that begins none is a word of its own kind. */
export function tokens(text: string): readonly Token[] {
  const all: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at) ?? { kind: 'unknown', text: text.charAt(at), at };
    if (token.kind !== 'space') all.push(token);
    at += token.text.length;
  }
  return [...all, { kind: 'end', text: '', at: text.length }];
}
