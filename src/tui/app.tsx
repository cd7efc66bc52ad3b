/** The screen, drawn by ink. */
import { Box, Text, useApp, useInput, useStdout } from 'ink';
import { type ReactNode, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { PageName } from '../stats/live/pages.ts';
import { VIEWS, type ViewName } from '../stats/views/index.ts';
import { frameLines, type Size } from './frame.ts';
import { keyNames } from './keys.ts';
import { compact, type Line, type Segment } from './layout.ts';
import { press } from './press.ts';
import type { LiveState, Session } from './session.ts';
import { currentProxy } from './shown.ts';
import { newScreen, type Screen } from './state.ts';

const COLORS = { bad: 'red', watch: 'yellow' } as const;

/** Where no terminal says how large it is. */
const DEFAULT_SIZE: Size = { columns: 80, rows: 24 };

/** The last line stays free: ink clears the whole terminal for every frame that fills it. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || DEFAULT_SIZE.columns, rows: (rows || DEFAULT_SIZE.rows) - 1 };
}

/** The size of the terminal, as it is now. */
function useSize(): Size {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const resized = (): void => setSize(sizeOf(stdout));
    stdout.on('resize', resized);
    return () => {
      stdout.off('resize', resized);
    };
  }, [stdout]);
  return size;
}

function Run({ segment, color }: { readonly segment: Segment; readonly color: boolean }): ReactNode {
  const { text, tone, bold = false, selected = false } = segment;
  if (!color) return <Text>{text}</Text>;
  const own = tone === 'bad' || tone === 'watch' ? { color: COLORS[tone] } : {};
  return (
    <Text bold={bold} dimColor={tone === 'dim'} inverse={selected} {...own}>
      {text}
    </Text>
  );
}

function Row({ line, color }: { readonly line: Line; readonly color: boolean }): ReactNode {
  return (
    <Text wrap="truncate">
      {compact(line, color).map((segment, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the segments of a line have no other name than their place
        <Run key={at} segment={segment} color={color} />
      ))}
    </Text>
  );
}

/** The pages of each view, with the dump for what leads into it. */
const WITH_DUMP: ReadonlyMap<ViewName, readonly PageName[]> = new Map(
  // Object.entries forgets the names it was given.
  (Object.keys(VIEWS) as ViewName[]).map((name) => [name, [...new Set<PageName>([...VIEWS[name].needs, 'dump'])]]),
);

/** The pages the screen needs as it stands; the same list as long as nothing changes. */
function neededPages({ view, awaiting }: Screen): readonly PageName[] {
  return (awaiting === undefined ? undefined : WITH_DUMP.get(view)) ?? VIEWS[view].needs;
}

/** The whole screen. Ends ink's application when the user quits. */
export function App({ session, view }: { readonly session: Session; readonly view: ViewName }): ReactNode {
  const { exit } = useApp();
  const size = useSize();
  const live: LiveState = useSyncExternalStore(session.subscribe, session.state);
  const [screen, setScreen] = useState(() => newScreen(view));
  // Several keys may come between two frames; each goes on from what the last one made.
  const latest = useRef(screen);
  const pressed = useCallback(
    (key: string): void => {
      latest.current = press({ live: session.state(), screen: latest.current, session, size }, key);
      setScreen(latest.current);
    },
    [session, size],
  );
  useInput((input, key) => {
    for (const name of keyNames(input, key)) pressed(name);
  });
  const { name, dump } = currentProxy(live, screen);
  const needs = neededPages(screen);
  useEffect(() => session.want(name, needs), [session, name, needs]);
  const { awaiting, done } = screen;
  useEffect(() => {
    if (awaiting !== undefined && dump !== undefined) pressed(awaiting);
  }, [awaiting, dump, pressed]);
  useEffect(() => {
    if (done) exit();
  }, [done, exit]);
  const lines = frameLines({ live, screen, session, size });
  return (
    <Box flexDirection="column">
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a screen have no other name than their place
        <Row key={at} line={line} color={session.color} />
      ))}
    </Box>
  );
}
