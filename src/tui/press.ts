/** What a key does to the screen. */
import { sectionNames } from '../stats/views/config.ts';
import { rowsThatFit } from './frame.ts';
import type { Here } from './here.ts';
import { type Action, actionOf } from './keys.ts';
import { changeLevel } from './levels.ts';
import { back, goTo, jump, move, open } from './moves.ts';
import {
  dumpPager,
  explanationPager,
  helpPager,
  requestsPager,
  scrolled,
  scrolledSideways,
  sourcePager,
} from './pagers.ts';
import { typed } from './prompts.ts';
import { currentProxy, type Shown, shownView } from './shown.ts';
import { columnChosen, sortedByNext } from './sorting.ts';
import type { Screen } from './state.ts';
import { viewText } from './view-text.ts';

/** The screen after a key, by its name as `keyNames` gives it. */
export function press(here: Here, key: string): Screen {
  const screen: Screen = { ...here.screen, message: undefined, awaiting: undefined };
  if (here.live.message !== undefined) here.session.dismiss();
  const at = { ...here, screen };
  if (screen.question) return answered(at, key);
  if (screen.prompt) return typed(at, screen.prompt, key);
  if (screen.choosing) return columnFor(at, key);
  const action = actionOf(key);
  if (action === undefined) return isShifted(key) && !screen.pager ? columnFor(at, key) : screen;
  return screen.pager ? inPager(at, action) : act(at, action);
}

function answered({ screen, session, live }: Here, key: string): Screen {
  const { question } = screen;
  if (question && key === 'y') session.setLevel(currentProxy(live, screen).name, question.logger, question.level);
  return { ...screen, question: undefined };
}

/** Capital letters that mean nothing else go to the column of that letter at once. */
function isShifted(key: string): boolean {
  return /^[A-Z]$/.test(key);
}

function columnFor(here: Here, key: string): Screen {
  const { table, order } = shownIn(here);
  return columnChosen(here.screen, table, { key, order });
}

function shownIn({ live, screen, session, size }: Here): Shown {
  return shownView(live, screen, { glyphs: session.glyphs, height: rowsThatFit(size) });
}

function inPager(here: Here, action: Action): Screen {
  const { screen, size, session } = here;
  const { pager } = screen;
  const height = rowsThatFit(size);
  if (pager === undefined) return screen;
  switch (action.do) {
    case 'move': {
      const distance = { row: 1, page: height, all: pager.lines.length }[action.by];
      return { ...screen, pager: scrolled(pager, distance * action.step, height) };
    }
    case 'scroll':
      return { ...screen, pager: scrolledSideways(pager, action.step, size.columns) };
    case 'quit':
      return { ...screen, done: true };
    case 'suspend':
      session.suspend();
      return screen;
    case 'copy':
      session.copy(pager.lines.join('\n'));
      return { ...screen, message: 'copied' };
    default:
      // Any other key leaves the page, as the key that opened it does.
      return { ...screen, pager: undefined };
  }
}

type Handler = (here: Here, shown: Shown) => Screen;

function isMissing({ live, screen }: Here): boolean {
  return currentProxy(live, screen).dump === undefined;
}

/** The key again, as soon as the configuration has come. */
function awaiting({ screen, live }: Here, key: string): Screen {
  if (currentProxy(live, screen).saved) return { ...screen, message: 'the saved answers have no configuration' };
  return { ...screen, awaiting: key, message: 'fetching the configuration …' };
}

/** Actions that need to know nothing but that they were asked for. */
const SIMPLE: Readonly<Record<string, Handler>> = {
  open: (here, shown) => open(here, shown),
  back: ({ screen }) => back(screen),
  filter: ({ screen }) => ({ ...screen, prompt: { kind: 'filter', text: screen.filters[screen.view] ?? '' } }),
  command: ({ screen }) => ({ ...screen, prompt: { kind: 'command', text: '' } }),
  sort: ({ screen }, { table }) => ({ ...screen, choosing: table.columns.length > 0 }),
  reverse: (here, shown) => reversed(here.screen, shown),
  freeze: ({ screen }, { table }) => ({
    ...screen,
    frozen: screen.frozen === undefined ? table.rows.map(({ key }) => key) : undefined,
  }),
  pause: ({ screen, session, live }) => {
    session.pause(!live.paused);
    return screen;
  },
  refetch: ({ screen, session }) => {
    session.refetch();
    return screen;
  },
  snapshot: (here) => snapshot(here),
  copy: ({ screen, session }, { selected }) => {
    if (selected === undefined) return screen;
    session.copy(selected.key);
    return { ...screen, message: `copied ${selected.key}` };
  },
  write: (here) => {
    here.session.write(here.screen.view, viewText(here));
    return here.screen;
  },
  dump: (here, { selected }) => {
    if (selected === undefined) return here.screen;
    if (selected.target && isMissing(here)) return awaiting(here, 'd');
    return { ...here.screen, pager: dumpPager(selected, currentProxy(here.live, here.screen)) };
  },
  source: (here, { selected }) => {
    if (selected === undefined) return here.screen;
    if (selected.target && isMissing(here)) return awaiting(here, 'o');
    const found = sourcePager(selected, currentProxy(here.live, here.screen), here.session);
    return typeof found === 'string' ? { ...here.screen, message: found } : { ...here.screen, pager: found };
  },
  explain: (here, { selected }) => {
    if (selected === undefined) return here.screen;
    if (selected.target && isMissing(here)) return awaiting(here, 'e');
    const found = explanationPager(selected, here);
    return typeof found === 'string' ? { ...here.screen, message: found } : { ...here.screen, pager: found };
  },
  requests: ({ screen, live }) => ({ ...screen, pager: requestsPager(live) }),
  help: ({ screen }) => ({ ...screen, pager: helpPager() }),
  section: (here) => nextSection(here),
  proxy: ({ screen, live }) => ({ ...screen, proxy: (screen.proxy + 1) % Math.max(1, live.proxies.length) }),
  suspend: ({ screen, session }) => {
    session.suspend();
    return screen;
  },
  quit: ({ screen }) => ({ ...screen, done: true }),
};

function act(here: Here, action: Action): Screen {
  const { screen, session, live } = here;
  const shown = shownIn(here);
  switch (action.do) {
    case 'view':
      return goTo(screen, action.view);
    case 'move':
      return move(here, shown, action);
    case 'scroll':
      if (screen.view === 'loggers') return changeLevel(screen, shown, action.step);
      return {
        ...screen,
        scrolled: Math.max(0, Math.min(shown.table.columns.length - 2, screen.scrolled + action.step)),
      };
    case 'change':
      return jump(here, shown, action.step);
    case 'tick':
      session.setTick(nextTick(live.tickMs, action.step));
      return screen;
    case 'replay':
      session.step(action.step);
      return screen;
    default:
      return SIMPLE[action.do]?.(here, shown) ?? screen;
  }
}

/** Lengths of a tick that can be chosen, in milliseconds. */
const TICKS_MS = [250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

function nextTick(now: number, step: 1 | -1): number {
  const others = TICKS_MS.filter((each) => (step > 0 ? each > now : each < now));
  return (step > 0 ? others[0] : others.at(-1)) ?? now;
}

function reversed(screen: Screen, { table, order }: Shown): Screen {
  if (order === undefined) return sortedByNext(screen, table, order);
  return { ...screen, orders: { ...screen.orders, [screen.view]: { ...order, descending: !order.descending } } };
}

function snapshot(here: Here): Screen {
  const { screen, live } = here;
  const { name, dump } = currentProxy(live, screen);
  if (dump === undefined) return awaiting(here, 'S');
  return {
    ...screen,
    bases: { ...screen.bases, [name]: dump },
    message: 'snapshot taken; = shows what changes from here',
  };
}

function nextSection({ screen, live }: Here): Screen {
  const dump = currentProxy(live, screen).dump;
  if (screen.view !== 'config' || dump === undefined) return screen;
  const names = [...new Set(sectionNames(dump.dump))];
  const at = screen.section === undefined ? -1 : names.indexOf(screen.section);
  return { ...screen, section: names[at + 1] };
}
