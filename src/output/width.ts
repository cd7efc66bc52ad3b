import { stripVTControlCharacters } from 'node:util';

const WIDE =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
/** Latin letters, dashes, lines, bars and arrows: what screens are made of, a column each. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc]*$/;

/** How many columns of a terminal the text takes: two for Chinese, Japanese, Korean and emoji, none for combining marks and colour. */
export function displayWidth(text: string): number {
  const shown = text.includes('\u001B') ? stripVTControlCharacters(text) : text;
  if (PLAIN.test(shown)) return shown.length;
  let width = 0;
  for (const char of stripVTControlCharacters(shown)) {
    if (!NO_WIDTH.test(char)) width += WIDE.test(char) ? 2 : 1;
  }
  return width;
}
