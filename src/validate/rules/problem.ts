import { CODES, type Code } from '../../model/codes.ts';
import type { Level, Path } from '../../model/diagnostic.ts';
import type { Cursor } from './cursor.ts';

/** A broken rule, before it is known where in a file the object stands. */
export interface Problem {
  readonly code: Code;
  readonly level: Level;
  /** One sentence: the field, the value in quotes, the rule. */
  readonly message: string;
  /** From the root of the document. */
  readonly path: Path;
  /** `key` when the name of the field is wrong and not its value. */
  readonly of: 'key' | 'value';
  /** How istioctl counts the mistake where it does so otherwise. */
  readonly reference?: Level | 'silent';
  /** Whether istioctl counts here a mistake for the second time, or one that is none; for anybody else this is no finding. */
  readonly echo?: boolean;
}

/** What a rule finds, in order. */
export type Problems = Iterable<Problem>;

/** What may differ from one report of a code to another. */
export interface Circumstance {
  readonly of?: 'key';
  readonly reference?: Level | 'silent';
  readonly echo?: boolean;
}

/** A broken rule at a place; the level is the code's. */
export function problem(code: Code, at: Cursor, message: string, circumstance: Circumstance = {}): Problem {
  return { code, level: CODES[code].level, message, path: at.path, of: 'value', ...circumstance };
}

/** The problems again, as istioctl's second (third, …) count of one mistake. */
export function* echoes(problems: Problems): Problems {
  for (const item of problems) yield { ...item, echo: true };
}

/** The problems again, as some that istioctl finds and loses. */
export function* unheard(problems: Problems): Problems {
  for (const item of problems) yield { ...item, reference: 'silent' };
}

/** The first problem only. */
export function* first(problems: Problems): Problems {
  for (const item of problems) {
    yield item;
    return;
  }
}

/** All problems, of which istioctl counts the first. */
export function* firstCounts(problems: Problems): Problems {
  let counted = false;
  for (const item of problems) {
    yield counted ? { ...item, reference: 'silent' } : item;
    counted = true;
  }
}

/** Passes problems on; returns whether there was an error among them. */
export function* failing(problems: Problems): Generator<Problem, boolean, undefined> {
  let failed = false;
  for (const item of problems) {
    failed ||= item.level === 'error';
    yield item;
  }
  return failed;
}

/** A text as messages quote it; control characters are escaped. */
export const quoted = (text: string): string => JSON.stringify(text);

/** Alternatives as a sentence lists them. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
