import { stripVTControlCharacters } from 'node:util';

const WIDE =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** How many columns of a terminal the text takes: two for Chinese, Japanese, Korean and emoji, none for combining marks and colour. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of stripVTControlCharacters(text)) {
    if (!NO_WIDTH.test(char)) width += WIDE.test(char) ? 2 : 1;
  }
  return width;
}
