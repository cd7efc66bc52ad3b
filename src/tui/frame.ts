/** The whole screen as lines: what ink draws, and what tests compare. */
import { spanText } from '../stats/format.ts';
import type { ProxyLive } from '../stats/live/proxy.ts';
import { hasOpenBreaker } from '../stats/rows/cluster.ts';
import { VIEWS } from '../stats/views/index.ts';
import { trafficSummary } from '../stats/views/overview.ts';
import { headerLine, type Line, placeColumns, rowLine, textLine } from './layout.ts';
import type { LiveState, Session } from './session.ts';
import { currentProxy, filterOf, type Shown, shownView } from './shown.ts';
import { columnChoices } from './sorting.ts';
import type { Pager, Screen } from './state.ts';

/** How large the screen is, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Lines besides rows: the head, the titles, two at the foot. */
const FRAME_LINES = 4;

/** How many rows of a view fit a screen. */
export function rowsThatFit({ rows }: Size): number {
  return Math.max(1, rows - FRAME_LINES);
}

/** Everything a frame is made of. */
export interface FrameInput {
  readonly live: LiveState;
  readonly screen: Screen;
  readonly session: Pick<Session, 'glyphs'>;
  readonly size: Size;
}

/** The lines of the screen, as many as it has. */
export function frameLines({ live, screen, session, size }: FrameInput): readonly Line[] {
  const head = textLine(headText(live, screen), size.columns, { bold: true });
  const height = rowsThatFit(size);
  const shown = shownView(live, screen, { glyphs: session.glyphs, height });
  const body = screen.pager ? pagerLines(screen.pager, size) : tableLines(shown, screen, size);
  const filled = [
    ...body,
    ...Array.from({ length: Math.max(0, height + 1 - body.length) }, (): Line => textLine('', size.columns)),
  ];
  return [
    head,
    ...filled,
    footLine(live, screen, { shown, size }),
    textLine(keysText(screen), size.columns, { tone: 'dim' }),
  ];
}

function linkText({ lost, span, atMs, saved }: ProxyLive, { paused, replay }: LiveState): string {
  if (saved) return '■ saved';
  if (lost) return `✕ lost ${spanText((atMs - lost.sinceMs) / 1000)}`;
  if (replay)
    return `${replay.at === replay.of ? '■ end of recording' : paused ? '◌ paused' : '▶ replay'} ${replay.at}/${replay.of}`;
  if (paused) return '◌ paused';
  return span ? '● live' : '◌ asking';
}

function headText(live: LiveState, screen: Screen): string {
  const proxy = currentProxy(live, screen);
  const { server } = proxy;
  const number = live.proxies.length > 1 ? ` (${(screen.proxy % live.proxies.length) + 1}/${live.proxies.length})` : '';
  const parts = [
    `meshctl top  ${proxy.name}${number}`,
    server ? `Envoy ${server.version} ${server.state} ${spanText(server.uptimeSeconds)}` : '',
    live.replay || proxy.saved ? '' : `tick ${live.tickMs / 1000}s`,
    linkText(proxy, live),
    live.recording === undefined ? '' : '◉ rec',
    trafficSummary(proxy),
  ];
  return ` ${parts.filter((part) => part !== '').join('  ')}`;
}

function tableLines(shown: Shown, screen: Screen, size: Size): readonly Line[] {
  const { table, cursor, context, order } = shown;
  if (table.rows.length === 0) {
    const filter = filterOf(screen);
    const text =
      filter !== '' && shown.total > 0
        ? `nothing of ${shown.total} matches ${filter}`
        : VIEWS[screen.view].empty(context);
    return [textLine('', size.columns), textLine(` ${text}`, size.columns)];
  }
  const visible = table.rows.slice(cursor.top, cursor.top + rowsThatFit(size));
  const columns = placeColumns(table.columns, table.rows, { width: size.columns, scrolled: screen.scrolled, visible });
  const dim = context.proxy.lost !== undefined && screen.view !== 'overview';
  const rows = visible.map((row, at) => rowLine(columns, row, { selected: cursor.top + at === cursor.index, dim }));
  return [headerLine(columns, order), ...rows];
}

function pagerLines({ title, lines, top, left }: Pager, size: Size): readonly Line[] {
  const shown = lines.slice(top, top + rowsThatFit(size));
  return [
    textLine(` ${title}`, size.columns, { bold: true }),
    ...shown.map((line) => textLine(` ${left === 0 ? line : [...line].slice(left).join('')}`, size.columns)),
  ];
}

/** What cannot be overlooked comes first: a question, what is typed, a message. */
function footLine(
  live: LiveState,
  screen: Screen,
  { shown, size }: { readonly shown: Shown; readonly size: Size },
): Line {
  const { prompt, question, pager } = screen;
  const width = size.columns;
  if (question) return textLine(` ${question.text} y/n`, width, { tone: 'watch', bold: true });
  if (prompt) return textLine(` ${prompt.kind === 'filter' ? '/' : ':'}${prompt.text}_`, width, { bold: true });
  if (screen.choosing) return textLine(` sort by  ${columnChoices(shown.table)}`, width, { bold: true });
  const message = screen.message ?? live.message ?? shown.context.proxy.lost?.message ?? shown.context.proxy.problem;
  if (message !== undefined) return textLine(` ${message}`, width, { tone: 'watch' });
  if (pager) return textLine(` ${Math.min(pager.top + 1, pager.lines.length)} of ${pager.lines.length} lines`, width);
  return textLine(` ${totalsText(screen, shown)}`, width);
}

function totalsText(screen: Screen, { table, total, context, cursor, order }: Shown): string {
  const filter = filterOf(screen);
  const { clusters } = context.proxy;
  const ejected = clusters.reduce((sum, { membership }) => sum + (membership?.ejected ?? 0), 0);
  const open = clusters.filter(({ traffic }) => hasOpenBreaker(traffic)).length;
  const trimmed = clusters.filter((each) => each.trimmed && (each.membership?.total ?? 0) > 0).length;
  const parts = [
    VIEWS[screen.view].title +
      (screen.cluster !== undefined && screen.view === 'endpoints' ? ` of ${screen.cluster}` : ''),
    filter === ''
      ? `${total === 0 ? 0 : cursor.index + 1} of ${total}`
      : `/${filter}  ${table.rows.length} of ${total}`,
    order ? `sort ${order.column}${order.descending ? '▼' : '▲'}` : '',
    screen.frozen ? 'order frozen' : '',
    ejected > 0 ? `${ejected} ejected` : '',
    screen.view === 'clusters' && open > 0 ? `${open} ${open === 1 ? 'breaker' : 'breakers'} open` : '',
    screen.view === 'clusters' && trimmed > 0 ? `${trimmed} without statistics: counted by endpoints` : '',
    screen.hits.length > 0 && screen.view === 'config' ? `${screen.hits.length} found` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

const KEYS = '0all 1clusters 2listeners 3routes 4config 5certs 6endpoints Llog =diff /find ?';
const PAGER_KEYS = 'j k h l scroll  g G ends  y copy  Esc back  q quit';

function keysText({ pager, prompt, choosing }: Screen): string {
  if (prompt) return ' Enter does it, Esc leaves it';
  if (choosing) return ' the key of a column; once more turns it around; Esc leaves it as it is';
  return ` ${pager ? PAGER_KEYS : KEYS}`;
}
