/** Levels of loggers: changed only after a question, for the proxy pays for them. */
import { asString } from '../model/json.ts';
import type { Shown } from './shown.ts';
import type { Screen } from './state.ts';

/** From silence to the most talkative. */
const LEVELS: readonly string[] = ['off', 'critical', 'error', 'warning', 'info', 'debug', 'trace'];

/** Asks whether the selected logger is to be one level more or less talkative. */
export function changeLevel(screen: Screen, { selected }: Shown, step: 1 | -1): Screen {
  const name = asString(selected?.value['name']);
  const level = asString(selected?.value['level']);
  const at = LEVELS.indexOf(level ?? '');
  const next = LEVELS[at + step];
  if (name === undefined || at < 0 || next === undefined) return screen;
  const text = `set the level of ${name} from ${level} to ${next}?`;
  return { ...screen, question: { text, logger: name, level: next } };
}
