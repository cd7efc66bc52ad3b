/** Looking at characters of template text; by code, which is much faster than expressions the first time through. */

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const BLANK = 32;
const MINUS = 45;

/** The white space of templates: space, tab and line ends. */
function isBlank(code: number): boolean {
  return code === BLANK || code === LINE_FEED || code === TAB || code === RETURN;
}

/** Where the white space at `at` ends. */
export function skipBlank(text: string, at: number): number {
  let end = at;
  while (isBlank(text.charCodeAt(end))) end++;
  return end;
}

/** Where the text before `at` ends when the white space there is left out; not before `start`. */
export function trimBlank(text: string, start: number, at: number): number {
  let end = at;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}

/** True where an action begins that trims the text before it: `- ` behind the braces. */
export function opensTrimming(text: string, at: number): boolean {
  return text.charCodeAt(at) === MINUS && isBlank(text.charCodeAt(at + 1));
}

/** True where an action ends that trims the text behind it: ` -}}`. */
export function closesTrimming(text: string, at: number): boolean {
  return isBlank(text.charCodeAt(at)) && text.charCodeAt(at + 1) === MINUS && text.startsWith('}}', at + 2);
}

function isAsciiWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** For the rare word that is not ASCII; made when it is needed, for making it takes milliseconds. */
let unicodeWord: RegExp | undefined;

/** The letters, digits and underscores at `at`. */
export function wordAt(text: string, at: number): string {
  let end = at;
  while (isAsciiWord(text.charCodeAt(end))) end++;
  if (!(text.charCodeAt(end) >= 0x80)) return text.slice(at, end);
  unicodeWord ??= /[\p{L}\p{Nd}_]*/uy;
  unicodeWord.lastIndex = at;
  return unicodeWord.exec(text)?.[0] ?? '';
}

/** Characters that end a name, besides white space and closing braces. */
const TERMINATORS = '.,|:)(';

/** True where a name may end. */
export function atTerminator(text: string, at: number): boolean {
  if (at >= text.length || isBlank(text.charCodeAt(at))) return true;
  return TERMINATORS.includes(text.charAt(at)) || text.startsWith('}}', at);
}
