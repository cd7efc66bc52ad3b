/** 1-based line and column; `offset` is a 0-based UTF-16 index into the file's text. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly col: number;
}

/** A stretch of a file's text; `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
