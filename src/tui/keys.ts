/** Every key of the screen: the table binds them, and help is printed from it. */
import type { ViewName } from '../stats/views/index.ts';

/** What a key does. */
export type Action =
  | { readonly do: 'view'; readonly view: ViewName }
  | { readonly do: 'move'; readonly by: 'row' | 'page' | 'all'; readonly step: 1 | -1 }
  | { readonly do: 'scroll'; readonly step: 1 | -1 }
  | {
      readonly do: 'open' | 'back' | 'filter' | 'sort' | 'reverse' | 'freeze' | 'pause' | 'snapshot' | 'copy' | 'write';
    }
  | {
      readonly do:
        | 'dump'
        | 'source'
        | 'explain'
        | 'requests'
        | 'command'
        | 'help'
        | 'quit'
        | 'refetch'
        | 'section'
        | 'proxy'
        | 'suspend';
    }
  | { readonly do: 'tick' | 'change' | 'replay'; readonly step: 1 | -1 };

/** A key, or several that do the same. */
export interface Binding {
  /** Names as {@link keyNames} gives them. */
  readonly keys: readonly string[];
  readonly does: string;
  readonly action: Action;
}

const view = (key: string, name: ViewName, does: string): Binding => ({
  keys: [key],
  does,
  action: { do: 'view', view: name },
});

/** All keys, in the order help lists them. */
export const BINDINGS: readonly Binding[] = [
  view('0', 'overview', 'every proxy'),
  view('1', 'clusters', 'clusters: where traffic goes'),
  view('2', 'listeners', 'listeners: what comes in'),
  view('3', 'routes', 'routes'),
  view('4', 'config', 'the configuration as a tree'),
  view('5', 'certificates', 'certificates'),
  view('6', 'endpoints', 'endpoints of all clusters'),
  view('L', 'loggers', 'loggers; ← → change a level'),
  view('=', 'diff', 'what changed since the snapshot, or since the start'),
  { keys: ['S'], does: 'snapshot of the configuration', action: { do: 'snapshot' } },
  { keys: ['Enter'], does: 'open: endpoints, places of the tree, else the JSON', action: { do: 'open' } },
  { keys: ['Escape', 'Backspace'], does: 'back; clears the filter first', action: { do: 'back' } },
  { keys: ['j', 'Down'], does: 'down', action: { do: 'move', by: 'row', step: 1 } },
  { keys: ['k', 'Up'], does: 'up', action: { do: 'move', by: 'row', step: -1 } },
  { keys: ['PageDown', 'Ctrl-f'], does: 'a page down', action: { do: 'move', by: 'page', step: 1 } },
  { keys: ['PageUp', 'Ctrl-b'], does: 'a page up', action: { do: 'move', by: 'page', step: -1 } },
  { keys: ['G', 'End'], does: 'to the end', action: { do: 'move', by: 'all', step: 1 } },
  { keys: ['g', 'Home'], does: 'to the start', action: { do: 'move', by: 'all', step: -1 } },
  { keys: ['l', 'Right'], does: 'to the right; a more talkative level', action: { do: 'scroll', step: 1 } },
  { keys: ['h', 'Left'], does: 'to the left; a quieter level', action: { do: 'scroll', step: -1 } },
  { keys: ['/'], does: 'filter (! inverts); search in the configuration', action: { do: 'filter' } },
  { keys: ['n'], does: 'next change or place found', action: { do: 'change', step: 1 } },
  { keys: ['p', 'N'], does: 'previous change or place found', action: { do: 'change', step: -1 } },
  {
    keys: ['s'],
    does: 'choose the column to sort by; Shift and letter: at once',
    action: { do: 'sort' },
  },
  { keys: ['r'], does: 'turn the order around', action: { do: 'reverse' } },
  { keys: ['z'], does: 'freeze the order', action: { do: 'freeze' } },
  { keys: ['f'], does: 'only the next part of the configuration', action: { do: 'section' } },
  { keys: ['d'], does: 'the JSON of the selected row in the dump', action: { do: 'dump' } },
  { keys: ['o'], does: 'the YAML it was made from (with -f)', action: { do: 'source' } },
  { keys: ['e'], does: 'explain the selected cluster, endpoint or route', action: { do: 'explain' } },
  { keys: ['y'], does: 'copy the name or path', action: { do: 'copy' } },
  { keys: ['w'], does: 'write the view to a file', action: { do: 'write' } },
  { keys: ['x'], does: 'the requests made', action: { do: 'requests' } },
  { keys: ['Tab'], does: 'the next proxy', action: { do: 'proxy' } },
  { keys: [' '], does: 'pause, go on', action: { do: 'pause' } },
  { keys: ['+'], does: 'look more seldom', action: { do: 'tick', step: 1 } },
  { keys: ['-'], does: 'look more often', action: { do: 'tick', step: -1 } },
  { keys: ['.'], does: 'replay: the next moment', action: { do: 'replay', step: 1 } },
  { keys: [','], does: 'replay: the moment before', action: { do: 'replay', step: -1 } },
  { keys: ['Ctrl-r'], does: 'look now', action: { do: 'refetch' } },
  {
    keys: [':'],
    does: 'a view, diff PROXY, proxy NAME, record FILE, write FILE, quit',
    action: { do: 'command' },
  },
  { keys: ['?'], does: 'this help', action: { do: 'help' } },
  { keys: ['Ctrl-z'], does: 'back to the shell; its "fg" goes on', action: { do: 'suspend' } },
  { keys: ['q', 'Ctrl-c'], does: 'quit', action: { do: 'quit' } },
];

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  BINDINGS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)),
);

/** What a key does; `undefined` for one that does nothing. */
export function actionOf(key: string): Action | undefined {
  return ACTIONS.get(key);
}

/** What a terminal says of a key. */
export interface KeyPress {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageUp?: boolean;
  readonly pageDown?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly tab?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly ctrl?: boolean;
}

const NAMES: readonly (readonly [keyof KeyPress, string])[] = [
  ['upArrow', 'Up'],
  ['downArrow', 'Down'],
  ['leftArrow', 'Left'],
  ['rightArrow', 'Right'],
  ['pageUp', 'PageUp'],
  ['pageDown', 'PageDown'],
  ['home', 'Home'],
  ['end', 'End'],
  ['return', 'Enter'],
  ['escape', 'Escape'],
  ['tab', 'Tab'],
  // Many terminals send what is called delete for the key above Enter.
  ['backspace', 'Backspace'],
  ['delete', 'Backspace'],
];

/** Characters terminals send for keys, where several keys arrive at once. */
const CHARACTERS: Readonly<Record<string, string>> = {
  '\r': 'Enter',
  '\n': 'Enter',
  '\t': 'Tab',
  '\u001B': 'Escape',
  '\u007F': 'Backspace',
  '\b': 'Backspace',
  '\u0003': 'Ctrl-c',
};

/** The names of the keys in one message of a terminal: `Up`, `Ctrl-r`, or the characters themselves, one by one. */
export function keyNames(input: string, key: KeyPress): readonly string[] {
  const [, name] = NAMES.find(([property]) => key[property]) ?? [];
  if (name !== undefined) return [name];
  if (key.ctrl) return [`Ctrl-${input}`];
  return [...input].map((char) => CHARACTERS[char] ?? char);
}

/** The keys and what they do, for the help page. */
export function helpLines(): readonly string[] {
  const shown = BINDINGS.map(
    ({ keys, does }) => [keys.map((key) => (key === ' ' ? 'Space' : key)).join(' '), does] as const,
  );
  const width = Math.max(...shown.map(([keys]) => keys.length));
  return shown.map(([keys, does]) => `${keys.padEnd(width)}  ${does}`);
}
