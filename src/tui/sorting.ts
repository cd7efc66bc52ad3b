/** Which column a view is sorted by, and the keys that choose it. */
import type { Column, ViewTable } from '../stats/cells.ts';
import type { Order, Screen } from './state.ts';

/** Trees and lists in the order of the proxy are not sorted unless it is asked for. */
const DEFAULT_SORT = new Set(['overview', 'clusters', 'listeners', 'endpoints']);

/** What is looked at first: requests, by the second or since the start. */
const BUSIEST = ['RPS', 'REQUESTS'];

/** The order of the view that is shown; `undefined` for that of the proxy. */
export function orderOf({ view, orders }: Screen, columns: readonly Column[]): Order | undefined {
  const own = orders[view];
  if (own) return own;
  const busiest = DEFAULT_SORT.has(view) ? columns.find(({ title }) => BUSIEST.includes(title)) : undefined;
  return busiest && { column: busiest.title, descending: true };
}

/** For columns whose own characters are taken. */
const SPARE_KEYS = '0123456789abcdefghijklmnopqrtuvwxyz';

/** The key that asks for a column asks for the next one when it comes twice, so it is no column's. */
const AGAIN = 's';

/** A key for every column: of the characters of its title the first that no column before it has. */
export function columnKeys(columns: readonly Column[]): ReadonlyMap<string, Column> {
  const keys = new Map<string, Column>();
  for (const column of columns) {
    const own = column.title.toLowerCase().replaceAll(/[^a-rt-z0-9]/g, '');
    const key = [...own, ...SPARE_KEYS].find((char) => !keys.has(char));
    if (key !== undefined && own !== '') keys.set(key, column);
  }
  return keys;
}

/** The columns and their keys, for the line in which one is chosen. */
export function columnChoices({ columns }: ViewTable): string {
  return [...columnKeys(columns)].map(([key, { title }]) => `${key} ${title}`).join('  ');
}

/** The screen with the view sorted by a column: numbers from the largest, and the other way round when it is so already. */
function sortedBy(screen: Screen, { title, right }: Column, order: Order | undefined): Screen {
  const descending = order?.column === title ? !order.descending : right === true;
  return { ...screen, frozen: undefined, orders: { ...screen.orders, [screen.view]: { column: title, descending } } };
}

/** The screen sorted by the column right of the one it is sorted by. */
export function sortedByNext(screen: Screen, { columns }: ViewTable, order: Order | undefined): Screen {
  const at = columns.findIndex(({ title }) => title === order?.column);
  const column = columns[(at + 1) % Math.max(1, columns.length)];
  return column === undefined ? screen : sortedBy(screen, column, undefined);
}

/** The screen after the key that answers which column to sort by: `s` again is the next one, any other leaves the order. */
export function columnChosen(screen: Screen, table: ViewTable, chosen: SortKey): Screen {
  const left: Screen = { ...screen, choosing: false };
  const column = columnKeys(table.columns).get(chosen.key.toLowerCase());
  if (column) return sortedBy(left, column, chosen.order);
  return chosen.key === AGAIN ? sortedByNext(left, table, chosen.order) : left;
}

/** A key, and how the view is sorted when it comes. */
export interface SortKey {
  readonly key: string;
  readonly order: Order | undefined;
}
