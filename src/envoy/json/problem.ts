/** What is wrong with a text that should be JSON, and where. */
export class JsonProblem extends Error {
  /** 0-based offset into the bytes; their length when the text ends too early. */
  readonly offset: number;
  /** The character that does not belong there; `undefined` at the end of the text. */
  readonly found: string | undefined;

  constructor(offset: number, found: string | undefined) {
    super(found === undefined ? 'the text ends too early' : `${JSON.stringify(found)} does not belong here`);
    this.name = 'JsonProblem';
    this.offset = offset;
    this.found = found;
  }
}

const LINE_FEED = 0x0a;

/** The 1-based line and column (in bytes) of an offset. */
export function placeOf(bytes: Uint8Array, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < offset; at = bytes.indexOf(LINE_FEED, start)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
