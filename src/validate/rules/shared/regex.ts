/** Regular expressions, in Google's RE2 as Envoy evaluates them, and the matches of strings built on them. */
import { RE2JS, RE2JSException } from 're2js';
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

/** Istio's own limit, against expressions that cost Envoy much. */
const MAX_REGEX = 1024;

/** Why RE2 does not take an expression; `undefined` when it does. */
export function regexError(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace(/^error parsing regexp: /, '');
    throw error;
  }
}

/** A regular expression; an empty one is one. */
export function* regex(at: Cursor): Problems {
  if (at.text.length > MAX_REGEX) {
    yield problem(
      'MSH2018',
      at,
      `${at.name} has ${at.text.length} characters, a regular expression at most ${MAX_REGEX}`,
    );
    return;
  }
  const why = regexError(at.text);
  if (why !== undefined) yield problem('MSH2019', at, `${at.name} ${quoted(at.text)} is not an RE2 expression: ${why}`);
}

/** A match by regular expression that says something. */
function* statedRegex(at: Cursor): Problems {
  if (at.text === '') yield problem('MSH2021', at, `the regular expression of ${matched(at)} is empty`);
  else yield* regex(at);
}

/** A match of a string: a prefix and a regular expression have to say something, `exact` may be anything. */
export function* stringMatch(match: Cursor): Problems {
  if (match.has('prefix') && match.at('prefix').text === '')
    yield problem('MSH2020', match.at('prefix'), `the prefix of ${match.name} is empty`);
  if (match.has('regex')) yield* statedRegex(match.at('regex'));
}

/** A match of a path: only its regular expression is looked at. */
export function* uriMatch(match: Cursor): Problems {
  if (match.has('regex')) yield* statedRegex(match.at('regex'));
}

const matched = (at: Cursor): string => at.path.slice(-2, -1).join('');
