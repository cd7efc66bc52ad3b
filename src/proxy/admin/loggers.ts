/** `/logging`: which parts of the proxy say how much. */
import { type AdminAnswer, textAnswer } from './answer.ts';
import type { Loggers } from './sources.ts';

/** From the most talkative to silence. */
export const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

const USAGE = `
/logging?NAME=LEVEL sets one logger
/logging?paths=NAME:LEVEL,NAME:LEVEL sets several
/logging?level=LEVEL sets all of them
levels: ${LEVELS.join(' ')}
`;

/** The parts of this proxy that report what they do. */
const LOGGER_NAMES: readonly string[] = [
  'admin',
  'client',
  'config',
  'connection',
  'dns',
  'file',
  'filter',
  'hc',
  'http',
  'http2',
  'main',
  'pool',
  'rbac',
  'router',
  'runtime',
  'upstream',
];

/** Loggers that all have this level at first. */
export function loggersAt(level: string): Loggers {
  const levels = new Map(LOGGER_NAMES.map((name) => [name, level]));
  return { levels, set: (logger, next) => levels.set(logger, next) };
}

function active({ levels }: Loggers): string {
  return `active loggers:\n${[...levels].map(([name, level]) => `  ${name}: ${level}\n`).join('')}\n`;
}

type Change = readonly [logger: string, level: string];

/** What a query asks for; a text says what is wrong with it. */
function changesOf(query: URLSearchParams, { levels }: Loggers): readonly Change[] | string {
  const [first] = query;
  if (first === undefined) return [];
  const [key, value] = first;
  const changes: readonly Change[] =
    key === 'level'
      ? [...levels.keys()].map((name) => [name, value])
      : key === 'paths'
        ? value.split(',').map((part) => [part.split(':')[0] ?? '', part.split(':')[1] ?? ''])
        : [[key, value]];
  if (changes.some(([name]) => !levels.has(name))) return 'error: unknown logger name';
  return changes.every(([, level]) => LEVELS.includes(level)) ? changes : 'error: unknown logger level';
}

/** Shows the loggers, having set those the query names; 400 for a name or level nobody knows. */
export function logging(query: URLSearchParams, loggers: Loggers): AdminAnswer {
  const changes = changesOf(query, loggers);
  if (typeof changes === 'string') return textAnswer(`${changes}\n${USAGE}${active(loggers)}`, 400);
  for (const [logger, level] of changes) loggers.set(logger, level);
  return textAnswer(active(loggers));
}
