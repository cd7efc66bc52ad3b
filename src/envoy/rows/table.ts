/** A table before it is laid out: the same rows for print, JSON of our own and the screen. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The name of the object behind each row, where the table is of named objects. */
  readonly keys?: readonly string[];
  /** Spaces after the longest cell of a column. */
  readonly padding: number;
}

/** A row with the columns that only some tables have left out. */
export function cells(...parts: readonly (string | false)[]): readonly string[] {
  return parts.filter((part) => part !== false);
}
