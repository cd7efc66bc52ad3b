/** Pages of text that lie over a view. */
import type { ViewRow } from '../stats/cells.ts';
import { explained } from '../stats/explain/row.ts';
import type { ProxyLive } from '../stats/live/proxy.ts';
import { dumpObjects, istioPaths, partOf } from '../stats/views/dump-object.ts';
import type { Here } from './here.ts';
import { helpLines } from './keys.ts';
import type { LiveState, Session } from './session.ts';
import { currentProxy } from './shown.ts';
import type { Pager } from './state.ts';

/** The blank in front of each line of a page. */
const PAGE_MARGIN = 1;

const page = (title: string, lines: readonly string[]): Pager => ({ title, lines, top: 0, left: 0 });

/** The JSON of a value, line by line; a mark is in the place of `part`. */
function jsonLines(value: unknown, part?: object): readonly string[] {
  const marked = part && ((_key: string, each: unknown) => (each === part ? MARK : each));
  return (JSON.stringify(value, marked, 2) ?? '').split('\n');
}

/**
 * The JSON of a row: of its object in the dump or, where it is none, of the row itself. What is a small part of a large object, as
 * a route is of its configuration, is where the page begins.
 */
export function dumpPager(row: ViewRow, { dump }: ProxyLive): Pager {
  const { target } = row;
  const objects = dump && target ? dumpObjects(dump.dump, target) : [];
  if (objects.length === 0 || target === undefined) return page(row.key, jsonLines(row.value));
  const part = partOf(objects, target);
  const top = part === undefined ? 0 : objects.flatMap((each) => jsonLines(each, part)).findIndex(isMark);
  return {
    ...page(
      `${target.kind} ${target.name}`,
      objects.flatMap((each) => jsonLines(each)),
    ),
    top: Math.max(0, top),
  };
}

/** Stands for a part of an object where its line is looked for; no text of a dump, as JSON would have it escaped. */
const MARK = '\u0000';

const isMark = (line: string): boolean => line.includes(JSON.stringify(MARK));

/** The YAML a row was made from, or what is missing to show it. */
export function sourcePager(row: ViewRow, { dump }: ProxyLive, session: Session): Pager | string {
  const objects = dump && row.target ? dumpObjects(dump.dump, row.target) : [];
  const paths = istioPaths(row, objects);
  if (paths.length === 0) return `no object of the mesh is named for ${row.key}`;
  if (!session.hasSources) return `made from ${paths.join(', ')}; start with -f FILES to see it there`;
  const found = session.sources(paths);
  if (found.length === 0) return `made from ${paths.join(', ')}, which is not in the files of -f`;
  const lines = found.flatMap(({ place, lines: text, marked }) => [
    place,
    ...text.map((line, index) => `${index === marked ? '▸' : ' '} ${line}`),
    '',
  ]);
  return page(found[0]?.place ?? '', lines);
}

/** Why a row is as it is, and where that was written; a message where there is nothing to tell. */
export function explanationPager(row: ViewRow, { live, screen, session, size }: Here): Pager | string {
  const proxy = currentProxy(live, screen);
  const { dump } = proxy;
  const found = dump && explained(row, proxy, dump.dump);
  if (!found) return 'clusters, endpoints and routes of the configuration can be explained';
  const objects = dump && row.target ? dumpObjects(dump.dump, row.target) : [];
  const paths = row.source === undefined ? istioPaths(row, objects) : [row.source];
  const places = session.sources(paths).map(({ place }) => place);
  const written = [...paths.map((path) => `  ${path}`), ...places.map((place) => `  ${place}`)];
  const lines = [...found.lines, ...(written.length === 0 ? [] : ['', 'Written in', ...written])];
  return page(
    found.title,
    lines.flatMap((line) => wrapped(line, size.columns - PAGE_MARGIN)),
  );
}

/** A line as several that fit, the further ones a little more to the right; words that are too long are left to be cut. */
function wrapped(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const indent = ' '.repeat(line.length - line.trimStart().length);
  const lines: string[] = [];
  let now = indent;
  for (const word of line.trim().split(' ')) {
    if (now.trim() !== '' && now.length + 1 + word.length > width) {
      lines.push(now);
      now = `${indent}    `;
    }
    now += now.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, now];
}

/** What was asked of the proxies. */
export function requestsPager({ requests }: LiveState): Pager {
  return page('requests, the latest last', requests.length === 0 ? ['none yet'] : requests);
}

/** Every key. */
export function helpPager(): Pager {
  return page('keys', helpLines());
}

/** Characters that one key scrolls a page sideways. */
const SIDEWAYS = 20;

/** The page scrolled sideways, as far as there is more than fits `width`. */
export function scrolledSideways(pager: Pager, step: 1 | -1, width: number): Pager {
  const longest = pager.lines.reduce((most, line) => Math.max(most, line.length), 0);
  const last = Math.max(0, longest + PAGE_MARGIN - width);
  return { ...pager, left: Math.max(0, Math.min(last, pager.left + step * SIDEWAYS)) };
}

/** The page scrolled by some lines, never past its ends. */
export function scrolled(pager: Pager, by: number, height: number): Pager {
  const last = Math.max(0, pager.lines.length - height);
  return { ...pager, top: Math.max(0, Math.min(last, pager.top + by)) };
}
