/** What the user has made of the screen: plain data. */
import type { DatedDump } from '../stats/live/proxy.ts';
import type { ViewName } from '../stats/views/index.ts';

/** The selected row of a view: by its key, so that it stays when the order changes. */
export interface Cursor {
  readonly key: string | undefined;
  /** Where it was last: there the selection goes when the row is gone. */
  readonly index: number;
  /** The first row that is shown. */
  readonly top: number;
}

/** The order of a view: the title of a column. */
export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

/** A page of text over the view. */
export interface Pager {
  readonly title: string;
  readonly lines: readonly string[];
  readonly top: number;
  /** Characters that are scrolled away on the left. */
  readonly left: number;
}

/** Something that is being typed. */
export interface Prompt {
  readonly kind: 'filter' | 'command';
  readonly text: string;
}

/** A question that waits for `y`. */
export interface Question {
  readonly text: string;
  readonly logger: string;
  readonly level: string;
}

/** Where the user came from. */
interface Place {
  readonly view: ViewName;
  readonly cluster: string | undefined;
}

/** The state of the screen. */
export interface Screen {
  readonly view: ViewName;
  /** The cluster whose endpoints are shown; all without one. */
  readonly cluster: string | undefined;
  /** Index of the proxy that is looked at. */
  readonly proxy: number;
  readonly behind: readonly Place[];
  readonly cursors: Readonly<Partial<Record<ViewName, Cursor>>>;
  readonly filters: Readonly<Partial<Record<ViewName, string>>>;
  readonly orders: Readonly<Partial<Record<ViewName, Order>>>;
  /** The keys of the rows as they stood when the order was frozen. */
  readonly frozen: readonly string[] | undefined;
  /** Columns that are scrolled away on the left, besides the first. */
  readonly scrolled: number;
  readonly pager: Pager | undefined;
  readonly prompt: Prompt | undefined;
  readonly question: Question | undefined;
  /** The next key says by which column to sort. */
  readonly choosing: boolean;
  /** Snapshots of the configuration, by proxy. */
  readonly bases: Readonly<Record<string, DatedDump>>;
  readonly open: ReadonlySet<string>;
  readonly section: string | undefined;
  /** Places a search found in the configuration. */
  readonly hits: readonly string[];
  readonly message: string | undefined;
  /** A key that waits for the configuration. */
  readonly awaiting: string | undefined;
  readonly done: boolean;
}

/** The screen at the start. */
export function newScreen(view: ViewName): Screen {
  return {
    view,
    cluster: undefined,
    proxy: 0,
    behind: [],
    cursors: {},
    filters: {},
    orders: {},
    frozen: undefined,
    scrolled: 0,
    pager: undefined,
    prompt: undefined,
    question: undefined,
    choosing: false,
    bases: {},
    open: new Set(),
    section: undefined,
    hits: [],
    message: undefined,
    awaiting: undefined,
    done: false,
  };
}

const START: Cursor = { key: undefined, index: 0, top: 0 };

/** The cursor of the view that is shown. */
export function cursorOf({ view, cursors }: Screen): Cursor {
  return cursors[view] ?? START;
}

/** The screen with another cursor in the view that is shown. */
export function withCursor(screen: Screen, cursor: Cursor): Screen {
  return { ...screen, cursors: { ...screen.cursors, [screen.view]: cursor } };
}
