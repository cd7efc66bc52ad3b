import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { SyntaxProblem } from './build.ts';
import { flatten } from './flatten.ts';

/** Deeper nesting than any manifest has; keeps the recursion of parser, tree and writers far from the end of the stack. */
const MAX_DEPTH = 500;

/** What the parser made of a text. */
export interface Parsed {
  readonly events: readonly Event[];
  /** Whether the parser was given the text on fewer lines than it has. */
  readonly flattened: boolean;
}

function problemOf(error: YAMLException): SyntaxProblem {
  const at = error.mark?.position ?? 0;
  const tooDeep = error.reason.startsWith('nesting exceeded');
  return new SyntaxProblem(tooDeep ? `nesting is deeper than ${MAX_DEPTH} levels` : error.reason, at, at + 1);
}

function parse(text: string, flattened: boolean): Parsed | SyntaxProblem {
  try {
    return { events: parseEvents(flattened ? flatten(text) : text, { maxDepth: MAX_DEPTH }), flattened };
  } catch (error) {
    if (error instanceof YAMLException) return problemOf(error);
    throw error;
  }
}

/**
 * The parser's events, with offsets into `text`. What go-yaml reads and the parser refuses for its indentation is read too.
 * Throws {@link SyntaxProblem}.
 */
export function readEvents(text: string): Parsed {
  const strict = parse(text, false);
  if (!(strict instanceof SyntaxProblem)) return strict;
  if (strict.message !== 'deficient indentation') throw strict;
  const lenient = parse(text, true);
  if (!(lenient instanceof SyntaxProblem)) return lenient;
  // An end that never comes is better looked for where the indentation first fell short.
  const { start, end } = lenient.message.startsWith('unexpected end') ? strict : lenient;
  throw new SyntaxProblem(lenient.message, start, end);
}
