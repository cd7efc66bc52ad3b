/** Lines taken apart into words, with quotes as iptables-save and shells write them. */
import { type Line, unreadable } from './source.ts';

/** A word and the 0-based columns it was read from, quotes included. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /[ \t]/;

/** The words of a line from a column on. Throws InputError for a quote that is not closed. */
export function wordsOf(line: Line, from = 0): readonly Word[] {
  const words: Word[] = [];
  let at = from;
  for (;;) {
    while (at < line.text.length && BLANK.test(line.text[at] ?? '')) at += 1;
    if (at >= line.text.length) return words;
    const word = wordAt(line, at);
    words.push(word);
    at = word.end;
  }
}

function wordAt(line: Line, start: number): Word {
  const { text } = line;
  let value = '';
  let quote = '';
  let at = start;
  for (; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote === '' && BLANK.test(char)) break;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === '\\' && quote !== "'" && at + 1 < text.length) {
      at += 1;
      value += text[at] ?? '';
    } else value += char;
  }
  if (quote !== '') throw unreadable(line, start, 'a quote is not closed');
  return { text: value, start, end: at };
}
