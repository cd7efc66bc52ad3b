/** From the state of the world and of the screen to the rows that are shown. */
import { filteredRows, sortedRows, type ViewRow, type ViewTable } from '../stats/cells.ts';
import { newProxy, type ProxyLive } from '../stats/live/proxy.ts';
import { VIEWS } from '../stats/views/index.ts';
import type { ViewContext } from '../stats/views/view.ts';
import type { LiveState, Session } from './session.ts';
import { orderOf } from './sorting.ts';
import { type Cursor, cursorOf, type Order, type Screen } from './state.ts';

/** A view as it is shown now: filtered, sorted, with the selected row. */
export interface Shown {
  readonly context: ViewContext;
  readonly table: ViewTable;
  /** How the rows are sorted; `undefined` for the order of the proxy. */
  readonly order: Order | undefined;
  /** Rows before the filter. */
  readonly total: number;
  readonly cursor: Cursor;
  readonly selected: ViewRow | undefined;
}

/** The proxy that is looked at. */
export function currentProxy({ proxies }: LiveState, { proxy }: Screen): ProxyLive {
  return proxies[proxy % Math.max(1, proxies.length)] ?? newProxy('');
}

/** What the view is drawn from. */
function contextOf(live: LiveState, screen: Screen, { glyphs }: Pick<Session, 'glyphs'>): ViewContext {
  const proxy = currentProxy(live, screen);
  const { cluster, open, section, bases } = screen;
  return {
    proxies: live.proxies,
    proxy,
    cluster,
    open,
    section,
    base: bases[proxy.name],
    now: live.now,
    glyphs,
    short: true,
  };
}

function ordered({ columns, rows }: ViewTable, screen: Screen): readonly ViewRow[] {
  const { frozen } = screen;
  if (frozen !== undefined) {
    const places = new Map(frozen.map((key, index) => [key, index]));
    return [...rows].sort((a, b) => (places.get(a.key) ?? frozen.length) - (places.get(b.key) ?? frozen.length));
  }
  const order = orderOf(screen, columns);
  const column = columns.findIndex(({ title }) => title === order?.column);
  return order === undefined || column < 0 ? rows : sortedRows(rows, column, order.descending);
}

/** The filter of a view, where it is one: while it is being typed it may be no expression yet. */
export function filterOf({ view, filters, prompt }: Screen): string {
  if (view === 'config') return '';
  return prompt?.kind === 'filter' ? prompt.text : (filters[view] ?? '');
}

function filtered(rows: readonly ViewRow[], filter: string): readonly ViewRow[] {
  try {
    return filteredRows(rows, filter);
  } catch (error) {
    if (error instanceof SyntaxError) return rows;
    throw error;
  }
}

/** The selected row stays selected where it goes; when it is gone the one in its place is. */
function placed(rows: readonly ViewRow[], cursor: Cursor, height: number): Cursor {
  const found = cursor.key === undefined ? -1 : rows.findIndex(({ key }) => key === cursor.key);
  const index = Math.max(0, Math.min(rows.length - 1, found >= 0 ? found : cursor.index));
  const lowest = Math.max(0, rows.length - height);
  const top = Math.min(lowest, Math.max(index - height + 1, Math.min(cursor.top, index)));
  return { key: rows[index]?.key, index, top: Math.max(0, top) };
}

/** The rows of the view that is shown, `height` of which fit the screen. */
export function shownView(
  live: LiveState,
  screen: Screen,
  { glyphs, height }: { readonly glyphs: Session['glyphs']; readonly height: number },
): Shown {
  const context = contextOf(live, screen, { glyphs });
  const table = VIEWS[screen.view].table(context);
  const rows = ordered({ columns: table.columns, rows: filtered(table.rows, filterOf(screen)) }, screen);
  const cursor = placed(rows, cursorOf(screen), height);
  return {
    context,
    table: { columns: table.columns, rows },
    order: orderOf(screen, table.columns),
    total: table.rows.length,
    cursor,
    selected: rows[cursor.index],
  };
}
