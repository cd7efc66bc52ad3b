/** What one look at a proxy brings. */

/** Pages of the admin port by what they are for. */
export interface Pages {
  readonly stats?: Uint8Array;
  readonly clusters?: Uint8Array;
  readonly server?: Uint8Array;
  readonly dump?: Uint8Array;
  readonly loggers?: Uint8Array;
}

/** The name of a page. */
export type PageName = keyof Pages;

/** Every page, in the order they are asked for. */
export const PAGE_NAMES = ['stats', 'clusters', 'server', 'dump', 'loggers'] as const satisfies readonly PageName[];

/** One look at one proxy: the pages that came, or why none did. */
export interface Tick {
  readonly proxy: string;
  /** Milliseconds of a clock that never goes back. */
  readonly atMs: number;
  readonly pages: Pages;
  readonly problem?: string;
}
