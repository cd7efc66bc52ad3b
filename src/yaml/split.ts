import { BOM, isBlankAt, nextLine, skipSpaces } from './source.ts';

function isLineStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return before === 10 || before === 13;
}

/** Offset of the next line at or after `from` that is the marker or begins with it and white space; -1 when there is none. */
function findMarker(text: string, marker: string, from: number): number {
  for (let at = text.indexOf(marker, from); at >= 0; at = text.indexOf(marker, at + 1)) {
    const start = at > 0 && text.charCodeAt(at - 1) === BOM ? at - 1 : at;
    if (isLineStart(text, start) && isBlankAt(text, at + marker.length)) return start;
  }
  return -1;
}

/** Whether the stretch holds more than comments, blank lines and directives. */
function hasContent(text: string, from: number, to: number): boolean {
  for (let line = from; line < to; line = nextLine(text, line)) {
    const first = skipSpaces(text, text.charCodeAt(line) === BOM ? line + 1 : line);
    const char = text.charAt(first);
    if (char !== '#' && char !== '%' && !isBlankAt(text, first)) return true;
  }
  return false;
}

/**
 * The offsets at which the documents of a YAML stream begin; the stretches between them are the whole text. A document
 * begins at its `---`, or at the comments and directives before it when the stream begins there or an earlier document
 * was ended by `...`; comments after the last document belong to it. The empty text has no document.
 *
 * Splitting by lines is exact: no scalar may hold a line that begins with a document marker.
 *
 * @see YAML 1.2.2, section 9.1
 */
export function* documentStarts(text: string): Generator<number> {
  let dashes = findMarker(text, '---', 0);
  let dots = findMarker(text, '...', 0);
  let start = 0;
  let begun = false;
  let found = false;
  for (let from = 0; from < text.length; ) {
    const atDashes = dashes >= 0 && (dots < 0 || dashes < dots);
    const marker = atDashes ? dashes : dots;
    begun ||= hasContent(text, from, marker < 0 ? text.length : marker);
    if (marker < 0) break;
    from = nextLine(text, marker);
    if (begun) {
      yield start;
      found = true;
      start = atDashes ? marker : from;
    }
    begun = atDashes;
    if (atDashes) dashes = findMarker(text, '---', from);
    else dots = findMarker(text, '...', from);
  }
  if (begun || (!found && text !== '')) yield start;
}
