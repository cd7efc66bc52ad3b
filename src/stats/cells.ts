/** Tables of numbers before they are laid out: the same for print and for the screen. */
import type { JsonMap } from '../model/json.ts';
import { late } from './late.ts';

/** `bad` needs a hand, `watch` an eye, `dim` is out of date or of no matter. Signs in the text say the same without colour. */
export type Tone = 'bad' | 'watch' | 'dim';

/** A cell: what is shown, and by what rows are sorted. */
export interface Cell {
  readonly text: string;
  /** `undefined` for what is unknown: it comes last. */
  readonly sort: number | string | undefined;
  readonly tone?: Tone;
}

/** A column of a view. */
export interface Column {
  readonly title: string;
  /** Numbers stand right. */
  readonly right?: true;
  /** Takes what room is left, and is cut where there is too little. */
  readonly grows?: true;
  /** Of what grows: characters it keeps as long as other columns can go. */
  readonly least?: number;
  /** The width of every cell, where it is the same: then texts need not be looked at to know it. */
  readonly fixed?: number;
  /** Columns of a higher number go first where the screen is narrow; 0 stays. */
  readonly drop: number;
}

/** A row of a view. */
export interface ViewRow {
  /** By which the row is the same one at another moment. */
  readonly key: string;
  readonly cells: readonly Cell[];
  /** One of them alone, where a row of thousands makes its cells only when it is seen. */
  readonly cell?: (column: number) => Cell | undefined;
  /** The same as data. */
  readonly value: JsonMap;
  /** The object of the mesh this was made from, as metadata names it: `/apis/networking.istio.io/v1/namespaces/…`. */
  readonly source?: string;
  /** The object in the configuration dump. */
  readonly target?: DumpTarget;
}

/** Where an object stands in a configuration dump. */
export interface DumpTarget {
  readonly kind: 'cluster' | 'listener' | 'route' | 'endpoint' | 'secret';
  readonly name: string;
  /** Of a route: its place among all of the dump. */
  readonly index?: number;
  /** Of a route: its place among those of its configuration. */
  readonly place?: number;
}

/** A table of a view. */
export interface ViewTable {
  readonly columns: readonly Column[];
  readonly rows: readonly ViewRow[];
}

/** What stands for what is unknown. */
export const UNKNOWN = '–';

/** A cell of text. */
export function textCell(text: string, tone?: Tone): Cell {
  return { text, sort: text, ...(tone && { tone }) };
}

/** A cell that is only made when it is seen or sorted by. */
export function lateCell(make: () => Omit<Cell, 'tone'>): Cell {
  const made = late(make);
  return {
    get text() {
      return made().text;
    },
    get sort() {
      return made().sort;
    },
  };
}

/** A cell of a number that may be unknown. */
export function numberCell(value: number | undefined, show: (value: number) => string, tone?: Tone): Cell {
  if (value === undefined) return { text: UNKNOWN, sort: undefined };
  return { text: show(value), sort: value, ...(tone && { tone }) };
}

/** The titles and texts of a table, numbers padded so that they stand right. */
export function textsOf({ columns, rows }: ViewTable): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const lines = [columns.map(({ title }) => title), ...rows.map(({ cells }) => cells.map(({ text }) => text))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const [header = [], ...rest] = lines.map((line) =>
    line.map((text, index) => (columns[index]?.right ? text.padStart(widths[index] ?? 0) : text)),
  );
  return { header, rows: rest };
}

/** The cell of a column; `undefined` for a column the row does not have. */
export function cellOf(row: ViewRow, column: number): Cell | undefined {
  return row.cell ? row.cell(column) : row.cells[column];
}

/** Compares two cells for a sorted table; unknown ones come last whatever the direction. */
function compareCells(a: Cell | undefined, b: Cell | undefined, descending: boolean): number {
  const [left, right] = [a?.sort, b?.sort];
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const order =
    typeof left === 'number' && typeof right === 'number' ? left - right : compareText(String(left), String(right));
  return descending ? -order : order;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The rows by one column; equal ones stay in their order. An index that is no column leaves all as it is. */
export function sortedRows(rows: readonly ViewRow[], column: number, descending: boolean): readonly ViewRow[] {
  const cells = rows.map((row) => ({ row, cell: cellOf(row, column) }));
  return cells.sort((a, b) => compareCells(a.cell, b.cell, descending)).map(({ row }) => row);
}

/** The rows with a cell the expression matches; `!` in front inverts. Throws SyntaxError for an expression that is none. */
export function filteredRows(rows: readonly ViewRow[], expression: string): readonly ViewRow[] {
  if (expression === '' || expression === '!') return rows;
  const inverted = expression.startsWith('!');
  const pattern = new RegExp(inverted ? expression.slice(1) : expression, 'iu');
  return rows.filter(({ cells }) => cells.some(({ text }) => pattern.test(text)) !== inverted);
}

/** A table and the proxy it is of. */
export interface NamedTable {
  readonly name: string;
  readonly table: ViewTable;
}

/** The tables of several proxies as one, with a column that names them. */
export function joinedTables(tables: readonly NamedTable[]): ViewTable {
  const columns: readonly Column[] = [{ title: 'PROXY', drop: 0 }, ...(tables[0]?.table.columns ?? [])];
  const rows = tables.flatMap(({ name, table: { rows: own } }) =>
    own.map((row) => ({ ...row, key: `${name} ${row.key}`, cells: [textCell(name), ...row.cells] })),
  );
  return { columns, rows };
}
