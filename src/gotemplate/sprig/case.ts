/** Changing the case of words: sprig's camelcase, snakecase, kebabcase, title, untitle, swapcase and initials. */
import { type FunctionSet, fn, STRING } from '../functions.ts';
import { isSpace, toBytes } from '../text.ts';

const UPPER = /^\p{Lu}$/u;
const LOWER = /^\p{Ll}$/u;
const LETTER = /^\p{L}$/u;
/** Chinese characters make words of their own kind. */
const IDEOGRAPH = /^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u;
const NUMBER = /^\p{N}$/u;
const PUNCTUATION = /^\p{P}$/u;

/** One character in upper case; Go maps single characters, so a letter whose upper case is several stays. */
const upperChar = (char: string): string => {
  const upper = char.toUpperCase();
  return [...upper].length === 1 ? upper : char;
};

const lowerChar = (char: string): string => {
  const lower = char.toLowerCase();
  return [...lower].length === 1 ? lower : char;
};

/** Go's `strings.ToUpper`. */
const upper = (text: string): string => mapChars(text, upperChar);

/** Go's `strings.ToLower`. */
export const lower = (text: string): string => mapChars(text, lowerChar);

function mapChars(text: string, map: (char: string) => string): string {
  let out = '';
  for (const char of text) out += map(char);
  return out;
}

const isConnector = (char: string): boolean => char === '-' || char === '_' || isSpace(char);

/** Words joined by connectors → `PascalCase`. Connectors at the ends and all but one of several in a row stay. */
function pascalCase(text: string): string {
  const chars = [...text];
  let start = 0;
  while (start < chars.length && isConnector(chars[start] ?? '')) start++;
  let out = chars.slice(0, start).join('');
  // Without any word the last connector is written once more.
  if (start === chars.length) return out + (chars.at(-1) ?? '');
  let previous = '';
  // A word in capitals becomes a word with one capital; the first lower case letter ends that.
  let inCapitals = false;
  for (const original of chars.slice(start)) {
    let char = original;
    if (previous === '' || (isConnector(previous) && !isConnector(char))) {
      inCapitals = UPPER.test(char);
      char = upperChar(char);
    } else {
      out += previous;
      if (!isConnector(previous)) {
        if (inCapitals && UPPER.test(char)) char = lowerChar(char);
        else inCapitals = false;
      }
    }
    previous = char;
  }
  return out + previous;
}

type WordKind = 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other' | 'none';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const END: Word = { kind: 'none', text: '' };

function charKind(char: string): Exclude<WordKind, 'none'> {
  if (isConnector(char)) return 'connector';
  if (PUNCTUATION.test(char)) return 'punctuation';
  if (UPPER.test(char)) return 'upper';
  if (LETTER.test(char)) return IDEOGRAPH.test(char) ? 'other' : 'alphabet';
  return NUMBER.test(char) ? 'number' : 'other';
}

/** Where a word that starts with a capital ends: `HTTPServer` is `HTTP` and `Server`, `Server` is one word. */
function capitalEnd(kinds: readonly WordKind[], start: number): number {
  let at = start + 1;
  if (kinds[at] === 'upper') {
    while (kinds[at] === 'upper') at++;
    return kinds[at] === 'alphabet' ? at - 1 : at;
  }
  while (kinds[at] === 'alphabet') at++;
  return at;
}

function words(text: string): readonly Word[] {
  const chars = [...text];
  const kinds = chars.map(charKind);
  const out: Word[] = [];
  for (let at = 0; at < chars.length; ) {
    const kind = kinds[at] ?? 'other';
    let end = at + 1;
    if (kind === 'upper') end = capitalEnd(kinds, at);
    else while (kinds[end] === kind) end++;
    out.push({ kind, text: chars.slice(at, end).join('') });
    at = end;
  }
  return out;
}

const isWord = ({ kind }: Word): boolean =>
  kind === 'upper' || kind === 'alphabet' || kind === 'number' || kind === 'other';
const isSmall = ({ kind }: Word): boolean => kind === 'alphabet' || kind === 'number';

/** Joins words in lower case; numbers go with the letters behind them (`http_20x_ok`) unless a capital follows (`bld4_floor`). */
class SeparatedCase {
  readonly #words: readonly Word[];
  readonly #connector: string;
  #at = 0;
  #out = '';

  constructor(text: string, connector: string) {
    this.#words = words(text);
    this.#connector = connector;
  }

  #peek(ahead = 0): Word {
    return this.#words[this.#at + ahead] ?? END;
  }

  #write(): void {
    const { kind, text } = this.#peek();
    this.#out += kind === 'connector' ? this.#connector.repeat([...text].length) : lower(text);
    this.#at++;
  }

  #separate(): void {
    if (isWord(this.#peek())) this.#out += this.#connector;
  }

  run(): string {
    while (this.#at < this.#words.length) {
      const { kind } = this.#peek();
      this.#write();
      if (kind === 'number') this.#smallWords();
      else if (kind === 'upper' || kind === 'alphabet' || kind === 'other') this.#afterWord();
    }
    return this.#out;
  }

  #smallWords(): void {
    while (isSmall(this.#peek())) this.#write();
    this.#separate();
  }

  #afterWord(): void {
    if (this.#peek().kind !== 'number') {
      this.#separate();
      return;
    }
    if (this.#at + 1 >= this.#words.length) return;
    if (this.#peek(1).kind !== 'alphabet') {
      this.#write();
      this.#separate();
      return;
    }
    this.#out += this.#connector;
    this.#write();
    this.#smallWords();
  }
}

const separated = (connector: string) => (text: string) => new SeparatedCase(text, connector).run();

/** True between words for `title`: ASCII but letters, digits and underscores, and other white space. */
const isSeparator = (char: string): boolean => (char < '\x80' ? !/[0-9A-Za-z_]/.test(char) : isSpace(char));

/** Go's `strings.Title`: the first letter of every word in upper case. */
function title(text: string): string {
  let previous = ' ';
  return mapChars(text, (char) => {
    const changed = isSeparator(previous) ? upperChar(char) : char;
    previous = char;
    return changed;
  });
}

/** The first letter of every word in lower case. */
function untitle(text: string): string {
  let start = true;
  return mapChars(text, (char) => {
    const changed = start && !isSpace(char) ? lowerChar(char) : char;
    start = isSpace(char);
    return changed;
  });
}

/** Swaps upper and lower case; at the start of a word lower case turns to title case, which is upper case for nearly all letters. */
const swapCase = (text: string): string =>
  mapChars(text, (char) => (UPPER.test(char) ? lowerChar(char) : LOWER.test(char) ? upperChar(char) : char));

/** The first byte of every word, as a character: sprig looks at bytes. */
function initials(text: string): string {
  let out = '';
  let gap = true;
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte);
    if (gap && !isSpace(char)) out += char;
    gap = isSpace(char);
  }
  return out;
}

/** `camelcase`, `lower`, `title` and their like. */
export const CASE_FUNCTIONS: FunctionSet = {
  camelcase: fn([STRING], pascalCase),
  initials: fn([STRING], initials),
  kebabcase: fn([STRING], separated('-')),
  lower: fn([STRING], lower),
  snakecase: fn([STRING], separated('_')),
  swapcase: fn([STRING], swapCase),
  title: fn([STRING], title),
  untitle: fn([STRING], untitle),
  upper: fn([STRING], upper),
};
