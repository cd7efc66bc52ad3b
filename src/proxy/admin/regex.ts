import { RE2JS } from 're2js';
import { type AdminAnswer, textAnswer } from './answer.ts';

/** The expression a query has under a name; `undefined` without one, an answer with status 400 for one that is not RE2. */
export function regexOf(query: URLSearchParams, name: string): RE2JS | AdminAnswer | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  try {
    return RE2JS.compile(text);
  } catch (error) {
    // What re2js throws says what it stumbled over.
    return textAnswer(`${name}: invalid RE2: ${error instanceof Error ? error.message : String(error)}\n`, 400);
  }
}
