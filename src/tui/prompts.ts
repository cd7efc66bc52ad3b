/** What is typed after `/` and `:`. */
import { placesAbove, searchConfig } from '../stats/views/config.ts';
import { VIEWS, type ViewName } from '../stats/views/index.ts';
import type { Here } from './here.ts';
import { goTo } from './moves.ts';
import { currentProxy } from './shown.ts';
import { type Prompt, type Screen, withCursor } from './state.ts';
import { viewText } from './view-text.ts';

/** A key while something is typed. */
export function typed(here: Here, prompt: Prompt, key: string): Screen {
  const { screen } = here;
  if (key === 'Escape' || key === 'Ctrl-c') return { ...screen, prompt: undefined };
  if (key === 'Enter') return entered(here, prompt);
  if (key === 'Backspace') {
    return { ...screen, prompt: prompt.text === '' ? undefined : { ...prompt, text: prompt.text.slice(0, -1) } };
  }
  // Names of keys are words; what is typed, or pasted, is not.
  const isText = key.length === 1 || !/^[A-Z]\w+$|^Ctrl-/.test(key);
  return isText ? { ...screen, prompt: { ...prompt, text: prompt.text + key } } : screen;
}

function entered(here: Here, { kind, text }: Prompt): Screen {
  const screen: Screen = { ...here.screen, prompt: undefined };
  if (kind === 'command') return command({ ...here, screen }, text.trim());
  const problem = expressionProblem(text.replace(/^!/, ''));
  if (problem !== undefined) return { ...screen, message: problem };
  if (screen.view === 'config') return searched({ ...here, screen }, text);
  return { ...screen, filters: { ...screen.filters, [screen.view]: text } };
}

function expressionProblem(text: string): string | undefined {
  try {
    new RegExp(text, 'iu');
    return undefined;
  } catch {
    return `"${text}" is no regular expression`;
  }
}

/** Opens every place above what was found, and goes to the first one. */
function searched({ live, screen }: Here, text: string): Screen {
  const dump = currentProxy(live, screen).dump;
  if (dump === undefined) return { ...screen, message: 'the configuration has not come yet' };
  const hits = text === '' ? [] : searchConfig(dump.dump, text);
  const open = new Set([...screen.open, ...hits.flatMap(placesAbove)]);
  const next: Screen = {
    ...screen,
    open,
    hits,
    ...(text !== '' && hits.length === 0 ? { message: `nothing has "${text}" in it` } : {}),
  };
  return hits[0] === undefined ? next : withCursor(next, { key: hits[0], index: 0, top: 0 });
}

type Command = (here: Here, argument: string) => Screen;

const COMMANDS: Readonly<Record<string, Command>> = {
  q: ({ screen }) => ({ ...screen, done: true }),
  quit: ({ screen }) => ({ ...screen, done: true }),
  record: ({ session, screen }, file) => {
    if (file === '') return { ...screen, message: 'name a file: record FILE' };
    session.record(file);
    return screen;
  },
  write: (here, file) => {
    here.session.write(here.screen.view, viewText(here), file === '' ? undefined : file);
    return here.screen;
  },
  diff: (here, name) => (name === '' ? goTo(here.screen, 'diff') : compared(here, name)),
  proxy: ({ live, screen }, name) => {
    const index = live.proxies.findIndex((proxy) => proxy.name.includes(name));
    return index < 0 ? { ...screen, message: `no proxy has "${name}" in its name` } : { ...screen, proxy: index };
  },
};

/** The difference between another proxy's configuration and that of the one on the screen. */
function compared({ live, screen, session }: Here, name: string): Screen {
  const own = currentProxy(live, screen);
  const other = live.proxies.find((proxy) => proxy !== own && proxy.name.includes(name));
  if (other === undefined) return { ...screen, message: `no other proxy has "${name}" in its name` };
  if (other.dump === undefined) {
    session.want(other.name, VIEWS.diff.needs);
    return { ...screen, message: `fetching the configuration of ${other.name}; ask again in a moment` };
  }
  return goTo({ ...screen, bases: { ...screen.bases, [own.name]: other.dump } }, 'diff');
}

function command(here: Here, text: string): Screen {
  const [word = '', ...rest] = text.split(/\s+/);
  if (word === '') return here.screen;
  const known = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (known) return known(here, rest.join(' '));
  const view = (Object.keys(VIEWS) as ViewName[]).find((name) => name.startsWith(word));
  if (view !== undefined) return goTo(here.screen, view);
  return {
    ...here.screen,
    message: `there is no command "${word}": a view, diff PROXY, record FILE, write FILE, proxy NAME, quit`,
  };
}
