/** Ways through the views. */
import type { ViewName } from '../stats/views/index.ts';
import { rowsThatFit } from './frame.ts';
import type { Here } from './here.ts';
import { dumpPager } from './pagers.ts';
import { currentProxy, type Shown } from './shown.ts';
import { type Screen, withCursor } from './state.ts';

/** Another view, with a way back. */
export function goTo(screen: Screen, view: ViewName, cluster?: string): Screen {
  if (view === screen.view && cluster === screen.cluster) return screen;
  const behind = [...screen.behind, { view: screen.view, cluster: screen.cluster }];
  return { ...screen, view, cluster, behind, scrolled: 0, frozen: undefined };
}

/** Clears what hides rows, then goes back to where the user came from. */
export function back(screen: Screen): Screen {
  if ((screen.filters[screen.view] ?? '') !== '')
    return { ...screen, filters: { ...screen.filters, [screen.view]: '' } };
  if (screen.hits.length > 0 && screen.view === 'config') return { ...screen, hits: [] };
  const place = screen.behind.at(-1);
  if (place === undefined) return screen;
  return { ...screen, ...place, behind: screen.behind.slice(0, -1), scrolled: 0, frozen: undefined };
}

/** How far the selection goes. */
export interface Movement {
  readonly by: 'row' | 'page' | 'all';
  readonly step: 1 | -1;
}

/** Moves the selection. */
export function move({ screen, size }: Here, { cursor, table }: Shown, { by, step }: Movement): Screen {
  const distance = { row: 1, page: rowsThatFit(size), all: table.rows.length }[by] * step;
  const index = Math.max(0, Math.min(table.rows.length - 1, cursor.index + distance));
  return withCursor(screen, { key: table.rows[index]?.key, index, top: cursor.top });
}

/** Goes deeper: a proxy's clusters, a cluster's endpoints, what is inside a place of the tree; else the JSON. */
export function open({ live, screen }: Here, { selected }: Shown): Screen {
  if (selected === undefined) return screen;
  switch (screen.view) {
    case 'overview': {
      const proxy = live.proxies.findIndex(({ name }) => name === selected.key);
      return goTo({ ...screen, proxy: Math.max(0, proxy) }, 'clusters');
    }
    case 'clusters':
      return goTo(
        { ...screen, cursors: { ...screen.cursors, endpoints: { key: undefined, index: 0, top: 0 } } },
        'endpoints',
        selected.key,
      );
    case 'config': {
      const places = new Set(screen.open);
      if (!places.delete(selected.key)) places.add(selected.key);
      return { ...screen, open: places };
    }
    default:
      return { ...screen, pager: dumpPager(selected, currentProxy(live, screen)) };
  }
}

/** The next change of a difference, or the next place a search found. */
export function jump({ screen }: Here, { table, cursor }: Shown, step: 1 | -1): Screen {
  const { rows } = table;
  if (screen.view === 'config' && screen.hits.length > 0) {
    const at = screen.hits.indexOf(cursor.key ?? '');
    const next = screen.hits[(at + step + screen.hits.length) % screen.hits.length];
    return withCursor(screen, { ...cursor, key: next });
  }
  // Rows of one object stand together; the next change is that of another object.
  const objectAt = (index: number): string =>
    rows[index]?.cells
      .slice(0, 3)
      .map(({ text }) => text)
      .join(' ') ?? '';
  let index = cursor.index;
  while (index >= 0 && index < rows.length && objectAt(index) === objectAt(cursor.index)) index += step;
  return index < 0 || index >= rows.length
    ? screen
    : withCursor(screen, { key: rows[index]?.key, index, top: cursor.top });
}
