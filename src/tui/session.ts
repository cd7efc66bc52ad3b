/** What the screen asks of the program around it. */
import type { Glyphs } from '../stats/format.ts';
import type { PageName } from '../stats/live/pages.ts';
import type { ProxyLive } from '../stats/live/proxy.ts';
import type { ViewName } from '../stats/views/index.ts';

/** Everything that changes by itself, as it is now. */
export interface LiveState {
  readonly proxies: readonly ProxyLive[];
  readonly tickMs: number;
  readonly paused: boolean;
  /** Where a replay is: `3/6`; `undefined` when proxies are live. */
  readonly replay: { readonly at: number; readonly of: number } | undefined;
  /** The file that is being recorded to. */
  readonly recording: string | undefined;
  /** Requests that were made, the latest last. */
  readonly requests: readonly string[];
  /** What came of something that was asked for; shown until {@link Session.dismiss}. */
  readonly message: string | undefined;
  readonly now: Date;
}

/** A piece of a file, with the place that is meant. */
export interface SourceExcerpt {
  /** `file:line`. */
  readonly place: string;
  readonly lines: readonly string[];
  /** Index into `lines` of the line that is meant. */
  readonly marked: number;
}

/** What the screen shows, and what it can ask for. */
export interface Session {
  readonly state: () => LiveState;
  /** Calls back whenever the state changes; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Which pages the screen needs of which proxy from now on. */
  readonly want: (proxy: string, pages: readonly PageName[]) => void;
  readonly pause: (paused: boolean) => void;
  readonly setTick: (milliseconds: number) => void;
  readonly refetch: () => void;
  /** Stops the program until the shell lets it go on. */
  readonly suspend: () => void;
  /** Takes the message away. */
  readonly dismiss: () => void;
  /** Another moment of a replay. */
  readonly step: (step: 1 | -1) => void;
  readonly setLevel: (proxy: string, logger: string, level: string) => void;
  readonly copy: (text: string) => void;
  /** Writes a view as text; without a name the session finds one. */
  readonly write: (view: ViewName, content: string, file?: string) => void;
  readonly record: (file: string) => void;
  /** The YAML behind objects of the mesh, by their paths in metadata or as `Kind/namespace/name`. */
  readonly sources: (paths: readonly string[]) => readonly SourceExcerpt[];
  /** Whether manifests were given at all. */
  readonly hasSources: boolean;
  readonly glyphs: Glyphs;
  readonly color: boolean;
}
