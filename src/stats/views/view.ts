import type { ViewTable } from '../cells.ts';
import type { Glyphs } from '../format.ts';
import type { PageName } from '../live/pages.ts';
import type { DatedDump, ProxyLive } from '../live/proxy.ts';

/** What a view is drawn from. */
export interface ViewContext {
  readonly proxies: readonly ProxyLive[];
  /** The one that is looked at. */
  readonly proxy: ProxyLive;
  /** Only the endpoints of this cluster. */
  readonly cluster?: string | undefined;
  /** The configuration a difference starts from. */
  readonly base?: DatedDump | undefined;
  /** Places of the configuration that are open. */
  readonly open: ReadonlySet<string>;
  /** Only this part of the configuration: `ClustersConfigDump`. */
  readonly section?: string | undefined;
  readonly now: Date;
  readonly glyphs: Glyphs;
  /** Names as short as they can be: on a screen room is scarce. */
  readonly short?: boolean;
}

/** A view: a table and what it takes to draw it. */
export interface View {
  /** What headlines call it. */
  readonly title: string;
  /** The pages it is made of. */
  readonly needs: readonly PageName[];
  readonly table: (context: ViewContext) => ViewTable;
  /** What to say when there is no row. */
  readonly empty: (context: ViewContext) => string;
  /** How JSON calls it. */
  readonly kind: string;
}

/** What is said while a page has not come, or when it never will. */
export function waiting(page: string, { saved }: Pick<ProxyLive, 'saved'>): string {
  return saved ? `the saved answers have no ${page}` : `waiting for ${page} …`;
}
