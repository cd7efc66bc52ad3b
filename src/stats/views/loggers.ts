/** The loggers of a proxy and their levels. */
import { textCell, type ViewRow } from '../cells.ts';
import { type View, waiting } from './view.ts';

const LINE = /^ +(\S+): (\w+)$/gm;

/** Levels that cost a proxy time. */
const TALKATIVE: ReadonlySet<string> = new Set(['trace', 'debug']);

function loggerRow(name: string, level: string): ViewRow {
  const cells = [textCell(name), textCell(level, TALKATIVE.has(level) ? 'watch' : undefined)];
  return { key: name, cells, value: { name, level } };
}

/** What a proxy tells of itself. */
export const loggers: View = {
  title: 'loggers',
  kind: 'LoggerList',
  needs: ['loggers'],
  table: ({ proxy }) => ({
    columns: [
      { title: 'LOGGER', drop: 0 },
      { title: 'LEVEL', drop: 0 },
    ],
    rows: [...proxy.loggers.matchAll(LINE)].map(([, name = '', level = '']) => loggerRow(name, level)),
  }),
  empty: ({ proxy }) => (proxy.loggers === '' ? waiting('/logging', proxy) : 'the proxy names no loggers'),
};
