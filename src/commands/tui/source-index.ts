import type { SourceExcerpt } from '../../tui/session.ts';

/** Where objects of the mesh stand in files. */
export interface SourceIndex {
  readonly size: number;
  /** The places of objects, by paths of metadata or `Kind/namespace/name`; those that are in no file are left out. */
  readonly find: (paths: readonly string[]) => readonly SourceExcerpt[];
}

/** No files were given. */
export const NO_SOURCES: SourceIndex = { size: 0, find: () => [] };
